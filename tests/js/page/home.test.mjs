import test from "node:test";
import assert from "node:assert/strict";
import { Recording } from "../../../static/js/page/home/recording.js";

test("a recording plays its steps at their times, stands when paused and begins again at the end", () => {
  const told = [];
  let now = 0;
  const timers = { waiting: null, setTimeout(run, ms) { this.waiting = { run, ms }; return 1; }, clearTimeout() { this.waiting = null; } };
  const step = () => { const { run, ms } = timers.waiting; now += ms; run(); return ms; };
  const tape = { rate: 2, steps: [{ time: 0, frame: "snapshot" }, { time: 1_000_000, line: "scale" }, { time: 2_000_000, frame: "changes" }] };
  const stage = { show: (frame) => told.push(frame), command: (line) => line && told.push(line), clock: (time, running) => told.push(running ? "run" : "stand") };
  const recording = new Recording(tape, stage, { timers, wall: () => now });
  recording.play();
  assert.equal(step(), 500);
  assert.deepEqual(told, ["snapshot", "run", "scale"]);
  now += 250;
  recording.pause();
  assert.equal(recording.time, 1_500_000);
  now += 9000;
  recording.play();
  assert.equal(step(), 250);
  step();
  assert.deepEqual(told.slice(3), ["stand", "run", "changes", "snapshot", "run"]);
  assert.equal(recording.time, 0);
});
