import test from "node:test";
import assert from "node:assert/strict";
import { Requests, TOLD, TRAVEL, clientOf, drawn } from "../../../static/js/model/requests.js";
import { roots } from "../../../static/js/model/layout-owner.js";
import { autoscalerOf, scalingText } from "../../../static/js/model/scaling.js";
import { threadsOf } from "../../../static/js/model/threads.js";
import { SCENES } from "../../browser/diagram-scenes.js";
import { received, staged } from "./helpers.mjs";

const WIDE = { width: 1400, height: 560, shown: [] };

function network(grouping = "node", view = WIDE, moment = 0) {
  const scene = SCENES.network();
  const stage = staged(received(scene), grouping, view);
  stage.to(scene.start + moment * 1e6);
  return { scene, stage, threads: threadsOf(stage.layout, stage.state, (uid) => stage.place(uid)) };
}
const names = (stage) => [...stage.layout.shelf.places.values()].map(({ object }) => object.name);
const uids = (threads, from) => threads.filter((thread) => thread.from === from).map((thread) => thread.to).sort();

test("the shelf holds Ingresses, Services, claims, and only those sheets that a pod uses", () => {
  const { stage } = network();
  assert.deepEqual(names(stage), ["front", "web", "db", "shop", "lost", "data-db-0", "spare", "site", "tls"]);
});

test("what has no room is counted", () => {
  const { stage } = network("node", { width: 860, height: 460, shown: [] });
  assert.equal(stage.layout.shelf.places.size + stage.layout.shelf.more, 9);
  assert.ok(stage.layout.shelf.more > 0);
});

test("a phone, and a cluster with nothing to put there, have no shelf", () => {
  assert.equal(network("node", { width: 390, height: 700, shown: [] }).stage.layout.shelf, undefined);
  assert.equal(staged(received(SCENES.regroup()), "node", WIDE).layout.shelf, undefined);
});

for (const grouping of ["node", "owner", "label"]) {
  test(`by ${grouping}: a Service has a thread to each ready endpoint, which ends at the pod's side`, () => {
    const { stage, threads } = network(grouping);
    assert.deepEqual(uids(threads, "uid-Service-web"), ["uid-Pod-web-7c9d-4xkzq", "uid-Pod-web-7c9d-m2v8t", "uid-Pod-web-7c9d-q9w5r"]);
    assert.deepEqual(uids(threads, "uid-Service-lost"), []);
    for (const { to, end } of threads.filter((thread) => thread.to?.includes("-Pod-"))) {
      const seat = stage.place(to);
      assert.ok(Math.abs(end[0] - seat.x) < 2 && end[1] > seat.y && end[1] < seat.y + seat.h, to);
    }
  });
}

test("a pod that is ready no more loses its thread when the slice has been written", () => {
  const { threads } = network("node", WIDE, 6);
  assert.deepEqual(uids(threads, "uid-Service-web"), ["uid-Pod-web-7c9d-4xkzq", "uid-Pod-web-7c9d-q9w5r"]);
});

test("an Ingress reaches its Services, a claim the pod that mounts it", () => {
  const { threads } = network();
  assert.deepEqual(uids(threads, "uid-Ingress-front"), ["uid-Service-shop", "uid-Service-web"]);
  assert.deepEqual(uids(threads, "uid-PersistentVolumeClaim-data-db-0"), ["uid-Pod-db-0"]);
  assert.deepEqual(uids(threads, "uid-PersistentVolumeClaim-spare"), []);
});

test("many endpoints are one thread a box, with their number", () => {
  const scene = SCENES.many();
  const pods = scene.objects.filter((object) => object.kind === "Pod" && object.node);
  const service = { kind: "Service", uid: "svc", name: "all", namespace: "default", labels: {}, owner: null, created: 0, revision: 1, selector: { app: "x" }, ports: [{ port: 80 }], ready: pods.map((pod) => pod.uid) };
  const stage = staged(received({ ...scene, objects: [...scene.objects, service], changes: [] }), "node", WIDE);
  const threads = threadsOf(stage.layout, stage.state, (uid) => stage.place(uid));
  assert.equal(threads.reduce((sum, thread) => sum + thread.count, 0), pods.length);
  assert.ok(threads.length <= stage.state.kind("Node").size && threads.every((thread) => thread.to === null));
});

test("what owns a workload is a root: a CronJob, a custom resource; what it owns is not", () => {
  const { stage } = network("owner");
  assert.deepEqual(roots(stage.state).map((owner) => owner.name).sort(), ["db", "report", "shop", "web"]);
  assert.deepEqual([...stage.layout.boxes.values()].filter((box) => box.kind === "wrap").map((box) => stage.state.objects.get(box.uid).kind).sort(), ["CronJob", "Deployment", "Website"]);
  for (const pod of stage.state.kind("Pod").values()) assert.ok(stage.place(pod.uid), pod.name);
});

test("an autoscaler is found by what it scales", () => {
  const { stage } = network();
  const found = (kind, name) => autoscalerOf(stage.state.objects.get(`uid-${kind}-${name}`), stage.state);
  assert.equal(scalingText(found("Deployment", "web")), "HPA 1–10 · cpu: 63%/50%");
  assert.equal(found("Deployment", "shop"), null);
  assert.equal(scalingText({ min: 2, max: 4, metrics: "" }), "HPA 2–4");
});

test("uses are forgotten with the pod that had them", () => {
  const scene = SCENES.network();
  const world = received(scene);
  for (const pod of scene.objects.filter((object) => object.uses?.includes("ConfigMap/site"))) world.frame({ type: "changes", time: scene.start + 9e6, changes: [{ op: "DELETED", object: pod, time: scene.start + 9e6, revision: 900, actor: "kubectl", causes: [] }] });
  assert.equal(world.head.users.has("ConfigMap default/site"), false);
  assert.equal(world.head.users.has("PersistentVolumeClaim default/data-db-0"), true);
});

test("a request travels from who asked along the Service to its endpoint, and then its answer is told", () => {
  const { scene, stage } = network("node", WIDE, 3);
  const [first, , refused] = scene.traces;
  const half = drawn({ trace: first, since: TRAVEL / 2 }, stage.layout, (uid) => stage.place(uid));
  const [from, to] = [stage.place("uid-Pod-shop-5d8c-tt2wl"), stage.place("uid-Pod-web-7c9d-q9w5r")];
  assert.equal(half.part, 0.5);
  assert.deepEqual([half.path.start[0], Math.round(half.path.end[0])], [from.x, Math.round(to.x - 1)]);
  assert.deepEqual([half.ok, half.answer.code], [true, "network.answered"]);
  const ended = drawn({ trace: refused, since: TOLD }, stage.layout, (uid) => stage.place(uid));
  assert.deepEqual([ended.part, ended.ok, ended.answer.code, ended.end.bar.object.name], [1, false, "network.no_endpoints", "lost"]);
});

test("a request sets out from the pod that asks, also where its first hop is the name server", () => {
  const { scene, stage } = network("node", WIDE, 3);
  const pods = [...stage.state.kind("Pod").values()];
  const { name, namespace, uid } = pods.find((pod) => pod.name.startsWith("shop"));
  const trace = { ...scene.traces[0], source: { kind: "pod", name, namespace }, hops: scene.traces[0].hops.slice(1) };
  assert.equal(clientOf(trace, pods), uid);
  assert.equal(clientOf({ source: { kind: "outside", name, namespace } }, pods), null);
  const { path } = drawn({ trace, since: 0 }, stage.layout, (one) => stage.place(one), uid);
  const seat = stage.place(uid);
  assert.deepEqual(path.start.map(Math.round), [seat.x, seat.y + seat.h / 2].map(Math.round));
});

test("live, a request leaves when it is heard of; in the past, when it left", () => {
  const requests = new Requests();
  requests.add([{ id: 1, at: 5e6 }], 90e6);
  assert.equal(requests.at({ past: false, t: 99e6, wall: 91e6 }).length, 1);
  assert.equal(requests.at({ past: false, t: 5e6, wall: 90e6 + TOLD }).length, 0);
  assert.deepEqual(requests.at({ past: true, t: 5.5e6, wall: 0 }).map(({ since }) => since), [0.5e6]);
  assert.equal(requests.at({ past: true, t: 4.9e6, wall: 91e6 }).length, 0);
});

test("of a flood of requests the newest few are drawn", () => {
  const requests = new Requests();
  for (let id = 0; id < 1000; id++) requests.add([{ id, at: id }], 1e6);
  assert.deepEqual(requests.at({ past: false, t: 0, wall: 1e6 }).map(({ trace }) => trace.id), [994, 995, 996, 997, 998, 999]);
});
