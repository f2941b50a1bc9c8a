import assert from "node:assert/strict";
import { test } from "node:test";
import { Loop } from "../../../static/js/figure/loop.js";
import { RecordedSession } from "../../../static/js/figure/recorded.js";

const mark = (time, text) => ({ time, kind: "command", text });
const tape = { from: 0, to: 10_000_000, epoch: 0, terminal: [], marks: [mark(2_000_000, "create"), mark(6_000_000, "scale")] };

function looped() {
  let now = 0;
  let waiting = null;
  const told = [];
  const timers = { setTimeout: (run, ms) => ((waiting = { run, ms }), 1), clearTimeout: () => (waiting = null) };
  const session = new RecordedSession({ tape, world: { previousMoment: () => null, nextMoment: () => null }, wall: () => now });
  const loop = new Loop(session, { tell: (one) => told.push(one), timers });
  const pass = (ms) => {
    for (const until = now + ms; waiting && now + waiting.ms <= until; ) {
      now += waiting.ms;
      waiting.run();
    }
  };
  return { loop, told, pass, standing: (ms) => (now += ms) };
}

test("a loop plays from its start, tells what was typed, and begins again after its end", () => {
  const { loop, told, pass } = looped();
  loop.play();
  assert.deepEqual(told.at(-1), { time: 1_000_000, command: "", running: true });
  pass(1_500);
  assert.equal(told.at(-1).command, "create");
  pass(4_000);
  assert.equal(told.at(-1).command, "scale");
  pass(3_600);
  assert.deepEqual([told.at(-1).time, told.at(-1).running], [10_000_000, true]);
  pass(6_100);
  assert.ok(told.at(-1).time < 2_000_000, "it has begun again");
});

test("stopped, it stands, and goes on from there", () => {
  const { loop, told, pass, standing } = looped();
  loop.play();
  pass(3_000);
  loop.pause();
  const { time } = told.at(-1);
  assert.deepEqual([told.at(-1).running, loop.running], [false, false]);
  standing(60_000);
  loop.play();
  assert.equal(told.at(-1).time, time);
  pass(1_000);
  assert.ok(told.at(-1).time > time);
});
