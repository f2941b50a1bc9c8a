import test from "node:test";
import assert from "node:assert/strict";
import { Backoff } from "../../../static/js/live/backoff.js";
import { FrameGate } from "../../../static/js/live/gate.js";
import { Outbox, Refusal } from "../../../static/js/live/outbox.js";
import { Connection } from "../../../static/js/live/connection.js";
import { ClockReading, clockText, momentText } from "../../../static/js/live/clock.js";
import { Playhead } from "../../../static/js/live/playhead.js";
import { Past } from "../../../static/js/live/past.js";

test("waiting times double up to a limit and begin small again after a success", () => {
  const backoff = new Backoff({ first: 500, most: 4000, random: () => 0 });
  assert.deepEqual([1, 2, 3, 4, 5].map(() => backoff.next()), [500, 1000, 2000, 4000, 4000]);
  backoff.reset();
  assert.equal(backoff.next(), 500);
  assert.equal(new Backoff({ random: () => 1 }).next(), 250);
});

test("a hole between frames is asked for once and never drawn", () => {
  const gate = new FrameGate();
  const changes = (previous, revision) => gate.judge({ type: "changes", previous, revision });
  assert.equal(changes(3, 4), "stale", "nothing is drawn before the first snapshot");
  assert.equal(gate.judge({ type: "snapshot", previous: null, revision: 10 }), "take");
  assert.equal(changes(10, 12), "take");
  assert.equal(changes(10, 12), "stale", "the same frame again");
  assert.equal(changes(15, 16), "gap");
  assert.equal(changes(16, 17), "stale", "one question is enough");
  assert.equal(changes(12, 17), "take", "the answer fills the hole");
  assert.equal(changes(17, 18), "take");
});

test("frames without changes pass a hole", () => {
  const gate = new FrameGate();
  gate.judge({ type: "snapshot", revision: 1 });
  assert.equal(gate.judge({ type: "output", previous: 9, revision: 9 }), "take");
  assert.equal(gate.revision, 1);
});

test("each message is answered once, by result or by refusal", async () => {
  const outbox = new Outbox("a");
  const [one, two] = [outbox.add("terminal", { line: "ls" }), outbox.add("seek", { time: 5 })];
  assert.deepEqual(one.message, { type: "terminal", id: "a-1", line: "ls" });
  outbox.settle({ type: "ack", id: "a-1", result: 7 });
  outbox.settle({ type: "error", id: "a-2", code: "limit", message: "too many" });
  assert.equal(await one.answer, 7);
  await assert.rejects(two.answer, (error) => error instanceof Refusal && error.code === "limit" && error.message === "too many");
  assert.equal(outbox.settle({ type: "ack", id: "a-1", result: 8 }), false);
  assert.deepEqual(outbox.pending(), []);
});

/** A WebSocket and a clock that the test turns by hand. */
function wire() {
  const sockets = [];
  const timers = { list: [], setTimeout(run, ms) { return timers.list.push({ run, ms }) - 1; }, clearTimeout(at) { if (timers.list[at]) timers.list[at] = null; } };
  class WebSocket {
    sent = [];
    constructor(url) { this.url = url; sockets.push(this); }
    send(text) { this.sent.push(JSON.parse(text)); }
    close() { this.closedByUs = true; }
    say(frame) { this.onmessage({ data: JSON.stringify(frame) }); }
  }
  const connection = new Connection({ url: "ws://x/", prefix: "p", WebSocket, timers, random: () => 0 });
  const states = [];
  const frames = [];
  connection.addEventListener("state", ({ detail }) => states.push(detail));
  connection.addEventListener("frame", ({ detail }) => frames.push(detail));
  return { connection, sockets, timers, states, frames };
}

test("a dropped socket is reopened, resumes after what was drawn and sends unanswered messages again", async () => {
  const { connection, sockets, timers, states, frames } = wire();
  connection.start();
  sockets[0].onopen();
  assert.deepEqual(sockets[0].sent[0], { type: "hello", id: "p-1", since: null, epoch: null });
  sockets[0].say({ type: "snapshot", revision: 40, objects: [] });
  const answer = connection.send("terminal", { line: "kubectl get pods" });
  sockets[0].onclose({ code: 1006 });
  assert.deepEqual(states.at(-1), { state: "waiting", retryIn: 500 });
  const late = connection.send("terminal", { line: "ls" });
  timers.list.findLast((timer) => timer?.ms === 500).run();
  sockets[1].onopen();
  const types = sockets[1].sent.map(({ type, since, line }) => [type, since ?? line]);
  assert.deepEqual(types, [["hello", 40], ["terminal", "kubectl get pods"], ["terminal", "ls"]]);
  assert.equal(sockets[1].sent[1].id, sockets[0].sent[1].id, "the same id, so that it is not done twice");
  sockets[1].say({ type: "ack", id: sockets[0].sent[1].id, result: null, revision: 40 });
  assert.equal(await answer, null);
  connection.stop();
  assert.equal(frames[0].type, "snapshot");
  assert.ok(late);
});

test("what the server says before it closes is passed on, and trying again does not become hasty", () => {
  const { connection, sockets, timers, states } = wire();
  connection.start();
  for (const [index, retryIn] of [500, 1000, 2000].entries()) {
    sockets[index].onopen();
    sockets[index].say({ type: "error", id: null, code: "disk_full", message: "The disk is full.", revision: 0 });
    sockets[index].onclose({ code: 4409 });
    assert.deepEqual(states.at(-1), { state: "waiting", retryIn, why: "The disk is full." });
    timers.list.findLast((timer) => timer?.ms === retryIn).run();
  }
  sockets[3].onopen();
  sockets[3].say({ type: "snapshot", revision: 5 });
  sockets[3].onclose({ code: 1006 });
  assert.deepEqual(states.at(-1), { state: "waiting", retryIn: 500 }, "it was said of that closing only");
});

test("a cluster that cannot be read is not asked for again, and it is said why", () => {
  const { connection, sockets, states } = wire();
  connection.start();
  sockets[0].onopen();
  sockets[0].say({ type: "error", id: null, code: "damaged", message: "It cannot be read.", revision: 0 });
  sockets[0].onclose({ code: 4404 });
  assert.deepEqual(states.at(-1), { state: "refused", code: 4404, why: "It cannot be read." });
});

test("a gap makes the connection say hello again", () => {
  const { connection, sockets } = wire();
  connection.start();
  sockets[0].onopen();
  sockets[0].say({ type: "snapshot", revision: 5 });
  sockets[0].say({ type: "changes", previous: 8, revision: 9, changes: [] });
  assert.deepEqual(sockets[0].sent.map(({ type, since }) => [type, since]), [["hello", null], ["hello", 5]]);
});

test("silence after a message counts as a dead socket", () => {
  const { connection, sockets, timers, states } = wire();
  connection.start();
  sockets[0].onopen();
  timers.list.findLast((timer) => timer?.ms === 12000).run();
  assert.equal(states.at(-1).state, "waiting");
  assert.equal(sockets[0].closedByUs, true);
});

test("a cluster that is gone is not asked for again", () => {
  const { connection, sockets, states } = wire();
  connection.start();
  sockets[0].onclose({ code: 4404 });
  assert.deepEqual(states.at(-1), { state: "refused", code: 4404 });
});

test("the clock runs between frames at the cluster's rate and waits rather than turn back", () => {
  const clock = new ClockReading();
  clock.set({ time: 1_000_000, rate: 2, running: true, next: null }, 0);
  assert.equal(clock.at(500), 2_000_000);
  clock.set({ time: 1_900_000, rate: 2, running: true }, 500);
  assert.equal(clock.at(500), 2_000_000);
  assert.equal(clock.at(1000), 2_900_000);
  clock.set({ time: 300_000, rate: 2, running: false }, 1000, { jump: true });
  assert.equal(clock.at(9000), 300_000);
});

test("a clock that cannot keep up says how fast it really goes, and is right again by the next frame", () => {
  const clock = new ClockReading();
  clock.set({ time: 0, rate: 64, running: true }, 0);
  clock.heard(60_000_000, null, 1000);
  assert.equal(clock.behind, null, "too early to say");
  clock.heard(40_000_000, null, 2000);
  assert.deepEqual([clock.behind, clock.at(2000)], [20, 40_000_000]);
  clock.heard(168_000_000, null, 4000);
  assert.equal(clock.behind, null, "it keeps up again");
  clock.heard(170_000_000, null, 6000);
  clock.set({ time: 170_000_000, rate: 1, running: true }, 6000);
  assert.equal(clock.behind, null, "another speed is watched anew");
});

test("moments are written as on the dial", () => {
  assert.equal(clockText(42_650_000), "00:42.6");
  assert.equal(clockText(3_725_000_000), "1:02:05.0");
  assert.equal(momentText(41_900_000), "00:41");
});

/** A recording with events at 1 s, 4 s and 9 s, each half a second long. */
const WORLD = {
  moments: [1, 4, 9].map((second) => ({ time: second * 1e6, end: second * 1e6 + 5e5 })),
  previousMoment(time) { return this.moments.findLast((moment) => moment.time < time)?.time ?? null; },
  nextMoment(time) { return this.moments.find((moment) => moment.time > time) ?? null; },
};

function playhead() {
  const clock = new ClockReading();
  clock.set({ time: 10_000_000, rate: 1, running: false }, 0);
  return new Playhead(clock, WORLD);
}

test("the playhead stands in the past, plays it and joins the living end", () => {
  const head = playhead();
  assert.equal(head.live, true);
  head.seek(4_000_000, 0);
  assert.deepEqual([head.live, head.at(5000)], [false, 4_000_000]);
  head.setPlaying(true, 0);
  assert.equal(head.at(2000), 6_000_000);
  head.setRate(4, 2000);
  assert.equal(head.at(2500), 8_000_000);
  assert.equal(head.at(9000), 10_000_000);
  assert.equal(head.live, true);
});

test("the previous event shows the moment before it, the next one is played to its end", () => {
  const head = playhead();
  assert.equal(head.forward(0), false, "at the living end time itself must go on");
  assert.equal(head.back(0), true);
  assert.equal(head.at(0), 8_999_999);
  head.back(0);
  assert.equal(head.at(0), 3_999_999);
  head.forward(0);
  assert.deepEqual([head.playing, head.at(200)], [true, 4_200_000]);
  assert.equal(head.at(5000), 4_500_000);
  assert.equal(head.playing, false);
});

test("moments before the recording are asked one at a time, the newest wish last", async () => {
  const asked = [];
  const shown = [];
  let refreshed = 0;
  const past = new Past({ ask: async (time) => (asked.push(time), { time, revision: 1, objects: [] }), show: (frame) => shown.push(frame.time), refresh: () => refreshed++ });
  past.go(10);
  past.go(20);
  past.go(30.7);
  await new Promise((done) => setTimeout(done));
  assert.deepEqual([asked, shown.at(-1), past.away], [[10, 30], 30, true]);
  past.leave();
  past.leave();
  assert.deepEqual([past.away, refreshed], [false, 1]);
});
