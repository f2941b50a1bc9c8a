import assert from "node:assert/strict";
import { test } from "node:test";
import { Pacer, gapsOf } from "../../../static/js/figure/pace.js";
import { RecordedSession } from "../../../static/js/figure/recorded.js";

const s = 1_000_000;
const tape = { from: 0, to: 400 * s, epoch: 0, revision: 1, objects: [], changes: [{ time: 10 * s }, { time: 20 * s }, { time: 330 * s }], terminal: [{ time: 5 * s, text: "$ x\n" }], marks: [{ time: 5 * s, kind: "command", text: "x" }], traces: [{ at: 340 * s }] };

test("a gap is a long stretch in which nothing changes, is said or asked", () => {
  assert.deepEqual(gapsOf(tape), [{ from: 24 * s, to: 328.5 * s }, { from: 344 * s, to: 398.5 * s }]);
  assert.deepEqual(gapsOf({ ...tape, changes: [], traces: [], to: 19 * s }), []);
});

test("a gap is passed in a moment, and what comes after it is played as always", () => {
  let now = 0;
  const session = new RecordedSession({ tape, world: { previousMoment: () => null, nextMoment: () => null }, wall: () => now });
  const { playhead } = session;
  const pacer = new Pacer(playhead, gapsOf(tape));
  const pass = (ms) => {
    for (const until = now + ms; now < until; now += 60) pacer.step(now);
  };
  playhead.seek(20 * s, now);
  playhead.setPlaying(true, now);
  pass(3_900);
  assert.ok(session.time < 24.1 * s && playhead.rate === 1);
  pass(1_900);
  assert.ok(session.time >= 328.5 * s && session.time < 329.5 * s, `${session.time / s}`);
  assert.equal(playhead.rate, 1);
  playhead.seek(100 * s, now);
  pacer.step(now);
  assert.equal(playhead.rate, 1, "who looks at a moment in a gap stands there");
});
