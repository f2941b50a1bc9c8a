import test from "node:test";
import assert from "node:assert/strict";
import { ClockReading } from "../../../static/js/live/clock.js";
import { Pair } from "../../../static/js/live/pair.js";
import { Playhead } from "../../../static/js/live/playhead.js";
import { differences } from "../../../static/js/model/differences.js";
import { Readiness } from "../../../static/js/model/readiness.js";
import { World } from "../../../static/js/model/world.js";

const SECOND = 1e6;
let wall = 0;

/** A session as far as a pair needs it. */
class Side extends EventTarget {
  mayAct = true;
  marks = [];
  sent = [];
  wall = () => wall;

  constructor({ time = 60 * SECOND, running = true, rate = 1, waits = false, moments = [] } = {}) {
    super();
    this.clock = new ClockReading();
    this.clock.set({ time, rate, running, waits, next: null }, wall, { jump: true });
    const world = { previousMoment: (t) => moments.findLast((moment) => moment < t) ?? null, nextMoment: (t) => moments.filter((moment) => moment > t).map((time) => ({ time, end: time + SECOND }))[0] ?? null };
    this.playhead = new Playhead(this.clock, (this.world = world));
  }

  tick(clock) {
    this.clock.set(clock, wall);
    this.dispatchEvent(new CustomEvent("clock"));
  }

  async send(type, payload) {
    this.sent.push([type, payload]);
    return {};
  }
}

function paired(one, other) {
  wall = 0;
  const sides = [new Side(one), new Side(other)];
  return { pair: new Pair(sides, sides.map(({ world }) => world)), sides };
}

const moments = (sides) => sides.map(({ playhead }) => playhead.at(wall));

test("a seek puts both sides to the same moment, and playing the past plays both at one rate", () => {
  const { pair, sides } = paired();
  pair.playhead.seek(20 * SECOND, wall);
  assert.deepEqual(moments(sides), [20 * SECOND, 20 * SECOND]);
  assert.equal(sides.some(({ playhead }) => playhead.live), false);
  pair.playhead.setRate(4, wall);
  pair.playhead.setPlaying(true, wall);
  wall = 2000;
  assert.deepEqual(moments(sides), [28 * SECOND, 28 * SECOND]);
  pair.playhead.setPlaying(false, wall);
  wall = 9000;
  assert.deepEqual([...moments(sides), pair.playhead.at(wall)], [28 * SECOND, 28 * SECOND, 28 * SECOND]);
  pair.playhead.toNow();
  assert.deepEqual(sides.map(({ playhead }) => playhead.live), [true, true]);
});

test("steps go to the nearest event of either side, and both stand there", () => {
  const { pair, sides } = paired({ moments: [10 * SECOND, 30 * SECOND] }, { moments: [10 * SECOND, 20 * SECOND] });
  pair.playhead.seek(40 * SECOND, wall);
  const back = () => (pair.playhead.back(wall), Math.round(moments(sides)[1] / SECOND));
  assert.deepEqual([back(), back(), back()], [30, 20, 10]);
  assert.equal(moments(sides)[0], moments(sides)[1]);
  pair.playhead.forward(wall);
  wall = 5000;
  assert.deepEqual([pair.playhead.at(wall), ...moments(sides)], [11 * SECOND, 11 * SECOND, 11 * SECOND], "it plays to the event's end and stands");
});

test("a side that waits shows its past at the other's time, and joins it where the past ends", () => {
  const { pair, sides } = paired({ time: 60 * SECOND, running: false, waits: true }, { time: 50 * SECOND });
  assert.deepEqual([pair.clock.at(wall), pair.playhead.live], [50 * SECOND, true]);
  assert.deepEqual(moments(sides), [50 * SECOND, 50 * SECOND]);
  assert.deepEqual(sides.map(({ playhead }) => playhead.live), [false, true]);
  wall = 4000;
  assert.deepEqual(moments(sides), [54 * SECOND, 54 * SECOND]);
  sides[1].tick({ time: 54 * SECOND, rate: 1, running: false, waits: false });
  sides[0].tick({ time: 60 * SECOND, rate: 1, running: false, waits: true });
  wall = 8000;
  assert.deepEqual(moments(sides), [54 * SECOND, 54 * SECOND], "who stands still stands still on both sides");
  sides[1].tick({ time: 60 * SECOND, rate: 1, running: true, waits: false });
  sides[0].tick({ time: 60 * SECOND, rate: 1, running: true, waits: false });
  wall = 9000;
  assert.deepEqual(sides.map(({ playhead }) => playhead.live), [true, true]);
  assert.deepEqual(moments(sides), [61 * SECOND, 61 * SECOND]);
});

test("marks say whose they are; what both have lived through is marked once", () => {
  const { pair, sides } = paired();
  const [shared, ours, theirs] = [{ time: 1, kind: "command", text: "apply" }, { time: 3, kind: "command", text: "a" }, { time: 2, kind: "failure", text: "b" }];
  sides[0].marks = [shared, ours];
  sides[1].marks = [{ ...shared }, theirs];
  assert.deepEqual(pair.marks, [shared, { ...theirs, side: 1 }, { ...ours, side: 0 }]);
});

test("what is asked of the clock is asked once; a branch is made on both sides", async () => {
  const { pair, sides } = paired();
  await pair.send("clock", { rate: 2 });
  assert.deepEqual(sides.map(({ sent }) => sent), [[], [["clock", { rate: 2 }]]]);
  pair.playhead.seek(10 * SECOND, wall);
  await pair.fork();
  assert.deepEqual(sides.map(({ sent }) => sent.at(-1)), [["fork", { at: 10 * SECOND }], ["fork", { at: 10 * SECOND }]]);
  assert.equal(pair.playhead.live, true);
});

test("an ended pair leads nobody any more", () => {
  const { pair, sides } = paired();
  pair.playhead.seek(10 * SECOND, wall);
  pair.end();
  assert.deepEqual(sides.map(({ playhead }) => playhead.live), [true, true]);
  pair.playhead.seek(20 * SECOND, wall);
  assert.equal(sides[0].playhead.live, true);
});

const pod = (name, more = {}) => ({ kind: "Pod", uid: `uid-${name}`, name, namespace: "default", labels: { app: "web" }, owner: { uid: "rs" }, node: "minikube", status: "Running", ready: true, created: 1, revision: 1, containers: [], ...more });

function worldOf(...objects) {
  const world = new World();
  world.frame({ type: "snapshot", objects, time: 0, clock: { time: 0 } });
  return world;
}

test("objects differ by what is told of them, not by their revisions", () => {
  const [one, other] = [worldOf(pod("a"), pod("b"), pod("c", { deleting: { at: 5, grace: 30 } })), worldOf(pod("a", { uid: "other", revision: 9, ip: "10.0.0.9" }), pod("b", { ready: false }))];
  const found = differences(one.head, other.head);
  assert.deepEqual([[...found.one.uids], found.one.alone, found.one.ready], [["uid-b", "uid-c"], 1, 2], "what is being deleted serves no more");
  assert.deepEqual([[...found.other.uids], found.other.alone, found.other.ready], [["uid-b"], 0, 1]);
});

test("the cluster's own pods are no difference", () => {
  const found = differences(worldOf(pod("kube-proxy", { namespace: "kube-system" })).head, worldOf().head);
  assert.deepEqual([found.one.uids.size, found.one.ready], [0, 0]);
});

test("how many pods were ready is counted change by change", () => {
  const world = worldOf(pod("a"), pod("b", { ready: false }));
  const line = new Readiness(world);
  assert.deepEqual(line.series, [{ time: 0, ready: 1 }]);
  const change = (time, op, object) => ({ op, object, time, revision: time, actor: "kubelet" });
  world.frame({ type: "changes", changes: [change(10, "MODIFIED", pod("b")), change(20, "MODIFIED", pod("a", { deleting: { at: 20, grace: 30 } })), change(30, "DELETED", pod("b")), change(30, "ADDED", pod("c"))] });
  assert.deepEqual(line.series, [{ time: 0, ready: 1 }, { time: 10, ready: 2 }, { time: 20, ready: 1 }, { time: 30, ready: 1 }]);
  world.frame({ type: "snapshot", objects: [pod("z")], time: 99, clock: { time: 99 } });
  assert.deepEqual(line.series, [{ time: 99, ready: 1 }], "a snapshot begins it anew");
});

test("a world that is like another seats the same pods in the same places", () => {
  const first = worldOf();
  const change = (name, time) => ({ op: "ADDED", object: pod(name), time, revision: time, actor: "kubelet" });
  first.frame({ type: "changes", changes: [change("z", 1), change("m", 2), change("a", 3)] });
  const seatsOf = (world) => ["z", "m", "a"].map((name) => world.head.seats.node.get(`uid-${name}`)?.index);
  assert.deepEqual(seatsOf(first), [0, 1, 2]);
  assert.deepEqual(seatsOf(worldOf(pod("a"), pod("m"), pod("z"))), [2, 1, 0], "by itself it sorts them");
  const second = new World();
  second.like(first);
  second.frame({ type: "snapshot", objects: [pod("a"), pod("new"), pod("z")], time: 9, clock: { time: 9 } });
  assert.deepEqual([...seatsOf(second), second.head.seats.node.get("uid-new").index], [0, undefined, 2, 1], "who is new takes what is free");
});

test("what happened before the recording is put in front of it, and can be stepped through", () => {
  const change = (time, op, object) => ({ op, object, time, revision: time, actor: "kubectl", causes: [], reason: null });
  const world = worldOf(pod("a"), pod("b"));
  world.frame({ type: "changes", changes: [change(90, "ADDED", pod("c"))], previous: 0, revision: 90 });
  const before = world.head.objects.size;
  world.earlier({ time: -50 * SECOND, revision: -60, objects: [pod("a")], changes: [change(-40 * SECOND, "ADDED", pod("gone")), change(-30 * SECOND, "DELETED", pod("gone")), change(-20 * SECOND, "ADDED", pod("b"))], more: false });
  assert.deepEqual([world.since, world.revision, world.log.length, world.head.objects.size], [-50 * SECOND, -60, 4, before]);
  assert.deepEqual([...world.stateAtStart().objects.keys()], ["uid-a"]);
  assert.deepEqual(world.finished.order.map(({ time }) => time), [-40 * SECOND, -30 * SECOND, -20 * SECOND, 90], "each is an event to stop at");
});
