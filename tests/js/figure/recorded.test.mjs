import assert from "node:assert/strict";
import { test } from "node:test";
import { RecordedSession, framesOf } from "../../../static/js/figure/recorded.js";

const tape = {
  from: 10_000_000, to: 30_000_000, epoch: 5, revision: 7, objects: [{ uid: "a" }], changes: [{ revision: 9, time: 12_000_000, op: "MODIFIED", object: { uid: "a" } }],
  terminal: [{ time: 10_000_000, text: "$ kubectl get pods\n" }, { time: 20_000_000, text: "web\n" }], marks: [{ time: 10_000_000, kind: "command", text: "kubectl get pods" }],
};
const world = { previousMoment: () => 12_000_000, nextMoment: () => null };

function session() {
  let now = 0;
  const made = new RecordedSession({ tape, world, wall: () => now });
  return { made, pass: (milliseconds) => (now += milliseconds) };
}

test("a recording stands at its end until it is played", () => {
  const { made, pass } = session();
  assert.equal(made.playhead.at(made.wall()), 30_000_000);
  pass(60_000);
  assert.equal(made.playhead.at(made.wall()), 30_000_000);
  assert.equal(made.playhead.playing, false);
});

test("play begins at the start, runs with the wall and ends at the end", async () => {
  const { made, pass } = session();
  await made.send("clock", { running: true });
  assert.equal(made.playhead.at(made.wall()), 10_000_000);
  pass(5_000);
  assert.equal(made.playhead.at(made.wall()), 15_000_000);
  pass(60_000);
  assert.equal(made.playhead.at(made.wall()), 30_000_000);
  assert.equal(made.playhead.playing, false);
});

test("what the cluster did before anybody did anything is not played first, but can be wound back to", () => {
  const late = { ...tape, marks: [{ time: 25_000_000, kind: "command", text: "kubectl get pods" }] };
  const made = new RecordedSession({ tape: late, world, wall: () => 0 });
  made.play();
  assert.equal(made.playhead.at(0), 24_000_000);
  made.playhead.seek(0, 0);
  assert.equal(made.playhead.at(0), 10_000_000);
});

test("nothing lies before the start", () => {
  const { made } = session();
  made.playhead.seek(0, made.wall());
  assert.equal(made.playhead.at(made.wall()), 10_000_000);
});

test("the terminal shows what had been printed by then", () => {
  const { made } = session();
  assert.equal(made.terminal(19_999_999), "$ kubectl get pods\n");
  assert.equal(made.terminal(20_000_000), "$ kubectl get pods\nweb\n");
});

test("anything but the clock is refused: a recording changes nothing", async () => {
  await assert.rejects(session().made.send("terminal", { line: "kubectl delete pods --all" }), /does not know terminal/);
});

test("two frames hold the story", () => {
  const { snapshot, changes } = framesOf(tape);
  assert.deepEqual([snapshot.type, snapshot.time, snapshot.revision, snapshot.objects], ["snapshot", 10_000_000, 7, tape.objects]);
  assert.deepEqual([changes.type, changes.revision, changes.changes], ["changes", 9, tape.changes]);
});
