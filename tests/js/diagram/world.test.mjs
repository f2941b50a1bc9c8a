import test from "node:test";
import assert from "node:assert/strict";
import { TRAVEL } from "../../../static/js/model/requests.js";
import { World } from "../../../static/js/model/world.js";
import { SCENES, Script, node, pod, set } from "../../browser/diagram-scenes.js";
import { received, staged } from "./helpers.mjs";

const S = 1_000_000;
/** All that a picture is made of, as plain data. */
const picture = (stage) => ({
  objects: [...stage.state.objects].sort(),
  seats: [...stage.state.seats[stage.grouping].seats].map(([uid, { box, index }]) => [uid, box, index]).sort(),
  looks: [...stage.state.looks].filter(([, n]) => n).sort(),
  requests: [...stage.state.requests].sort(),
});

for (const name of ["adoption", "rollout", "failure", "hundreds"]) {
  test(`${name}: the picture at a moment is the same whichever way the viewer came there`, () => {
    const scene = SCENES[name]();
    const world = received(scene);
    const times = [0, 2.6, 5, 7.3, 9, 12, 400].map((t) => scene.start + t * S);
    const forwards = staged(world);
    const straight = times.map((t) => (forwards.to(t), picture(forwards)));
    const wandering = staged(world);
    for (const i of [6, 0, 4, 2, 5, 1, 3, 0, 6]) {
      wandering.to(times[i], { sought: true });
      assert.deepEqual(picture(wandering), straight[i], `${times[i]}`);
    }
  });
}

test("what came last is what the world holds", () => {
  const scene = SCENES.rollout();
  const world = received(scene);
  const stage = staged(world);
  stage.to(scene.start + 999 * S);
  assert.deepEqual([...stage.state.objects].sort(), [...world.head.objects].sort());
  assert.equal(stage.applied, world.log.length);
});

test("a change shows when its pulse has landed, not before", () => {
  const scene = SCENES.adoption();
  const world = received(scene);
  const made = world.log.find((entry) => entry.subject.name === "myapp-replicaset");
  const stage = staged(world);
  stage.to(scene.start + 0.9 * S);
  assert.equal(stage.state.objects.has(made.uid), false, "under way");
  stage.to(scene.start + 1.01 * S);
  assert.equal(stage.state.objects.has(made.uid), true);
});

test("nothing is told before what caused it has landed", () => {
  for (const name of ["adoption", "rollout", "failure", "few"]) {
    const world = received(SCENES[name]());
    const byRevision = new Map(world.log.map((entry) => [entry.revision, entry]));
    for (const entry of world.log) {
      for (const cause of entry.causes) {
        const from = byRevision.get(cause);
        if (from && world.finished.departs(entry) < world.finished.lands(from)) assert.ok(world.finished.departs(entry) - entry.time >= 0, "never early");
        if (from) assert.ok(world.finished.lands(entry) >= Math.min(world.finished.lands(from), entry.time), `${entry.reason?.code}`);
      }
    }
  }
});

test("a pod's changes land in the order in which they were made", () => {
  const world = received(SCENES.hundreds());
  const last = new Map();
  for (const entry of world.finished.order) {
    assert.ok((last.get(entry.uid)?.revision ?? 0) < entry.revision);
    last.set(entry.uid, entry);
  }
});

test("changes of one kind that leave together share one pulse with their number", () => {
  const owner = set("web", 5);
  const script = new Script([node("minikube"), owner]);
  for (let i = 0; i < 5; i++) script.add(1, "replicaset-controller", pod(`web-${i}`, null, owner), ["replicaset.create_pods", { want: 5, have: 0 }]);
  const world = received(script);
  assert.deepEqual(world.finished.pulses.map((pulse) => pulse.count), [5]);
  assert.equal(new Set(world.log.map((entry) => world.finished.lands(entry))).size, 1);
});

test("one actor tells one thing at a time", () => {
  const owner = set("web", 2);
  const lone = pod("lone", "minikube", null);
  const script = new Script([node("minikube"), owner, lone]);
  script.modify(1, "replicaset-controller", { uid: lone.uid, owner: { kind: "ReplicaSet", name: "web", uid: owner.uid } }, ["replicaset.adopt", { pod: "lone" }]);
  script.add(1, "replicaset-controller", pod("web-1", null, owner), ["replicaset.create_pods", { want: 2, have: 1 }]);
  const [adopt, create] = received(script).finished.pulses;
  assert.ok(create.departs >= adopt.lands);
});

test("live, nothing departs before the moment shown; the finished score keeps the cluster's own times", () => {
  const scene = SCENES.adoption();
  const world = received(scene, () => scene.start + 3 * S);
  const first = world.log[0];
  assert.equal(world.live.departs(first), scene.start + 3 * S);
  assert.equal(world.finished.departs(first), first.time);
});

test("a snapshot replaces all, and what was drawn before it is void", () => {
  const world = received(SCENES.adoption());
  const { generation } = world;
  world.frame({ type: "snapshot", objects: [node("minikube")], clock: { time: 5 * S } });
  assert.equal(world.log.length, 0);
  assert.notEqual(world.generation, generation);
  assert.deepEqual([world.since, world.moments], [5 * S, []]);
});

test("previous and next event go from one caption to the next", () => {
  const scene = SCENES.adoption();
  const world = received(scene);
  const { moments } = world;
  assert.deepEqual(moments, [...moments].sort((a, b) => a - b));
  assert.equal(world.previousMoment(moments[2] + S / 10), moments[2]);
  assert.equal(world.previousMoment(moments[2]), moments[1], "standing on one, the one before");
  const next = world.nextMoment(moments[0]);
  assert.equal(next.time, moments[1]);
  assert.ok(next.end > next.time + S);
  assert.equal(world.nextMoment(moments.at(-1)), null);
});

test("grouping by another label seats everybody anew", () => {
  const world = received(SCENES.regroup());
  world.setLabelKey("nothing");
  assert.equal(world.head.seats.label.count("none"), 10);
  world.setLabelKey("app");
  assert.equal(world.head.seats.label.count("label web"), 4);
  assert.deepEqual(world.labelKeys(), ["app"]);
});

test("a long recording forgets its oldest half and still ends as the cluster does", () => {
  const script = new Script([node("minikube"), pod("it", "minikube", null)]);
  const world = received(script);
  const it = script.now.get("uid-Pod-it");
  const changes = Array.from({ length: 50_010 }, (_, i) => ({ op: "MODIFIED", object: { ...it, restarts: i }, time: script.start + i * 1000, revision: 200 + i, actor: "kubelet", causes: [], reason: null }));
  for (let i = 0; i < changes.length; i += 5000) world.frame({ type: "changes", changes: changes.slice(i, i + 5000) });
  assert.ok(world.log.length < 50_000);
  assert.ok(world.since > script.start);
  assert.equal(world.object(it.uid).restarts, 50_009);
  const stage = staged(world);
  stage.to(world.since + S);
  assert.ok(stage.state.objects.get(it.uid).restarts > 0);
});

test("whoever steps from event to event stops at requests too, live and in a recording, also after an older past was fetched", () => {
  const scene = SCENES.adoption();
  const world = received(scene);
  const events = world.moments;
  const between = (events[0] + events[1]) / 2;
  const last = events.at(-1) + 60 * S;
  world.requests.add([{ id: 1, at: between }, { id: 2, at: last }], 0);
  assert.deepEqual([world.previousMoment(last + S), world.previousMoment(last), world.previousMoment(events[1])], [last, events.at(-1), between]);
  assert.deepEqual([world.nextMoment(events[0]).time, world.nextMoment(between).time, world.nextMoment(events.at(-1)).time], [between, events[1], last]);
  assert.ok(world.nextMoment(events[0]).end > between + TRAVEL, "its answer is seen");
  assert.equal(world.nextMoment(last), null);
  world.earlier({ time: 0, revision: 0, objects: [], changes: [] });
  assert.equal(world.previousMoment(last + S), last);
  world.frame({ type: "snapshot", objects: [], clock: { time: 0 } });
  assert.equal(world.previousMoment(last + S), null, "another story has others");
});
