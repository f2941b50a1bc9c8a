import test from "node:test";
import assert from "node:assert/strict";
import { LOOKS, backoff, cutFront, grace, isLost, lookOf, plain, pulled, suffixOf } from "../../../static/js/model/status.js";
import { matches } from "../../../static/js/model/selector.js";

const S = 1_000_000;
for (const [pod, look, lost] of [
  [{ status: "Running", ready: true }, "running"],
  [{ status: "Running", ready: false }, "unready"],
  [{ status: "Running", ready: true }, "unknown", true],
  [{ status: "Pending" }, "pending"],
  [{ status: "ContainerCreating", node: "m" }, "creating"],
  [{ status: "ContainerCreating", node: null }, "pending"],
  [{ status: "Init:0/1", node: "m" }, "creating"],
  [{ status: "CrashLoopBackOff" }, "crash"],
  [{ status: "Init:CrashLoopBackOff" }, "crash"],
  [{ status: "Error" }, "error"],
  [{ status: "OOMKilled" }, "error"],
  [{ status: "Evicted" }, "error"],
  [{ status: "ErrImagePull" }, "imagepull"],
  [{ status: "ImagePullBackOff" }, "imagepull"],
  [{ status: "Completed" }, "completed"],
  [{ status: "Running", ready: true, deleting: { at: 0, grace: 30 } }, "terminating"],
  [{ status: "Completed", deleting: { at: 0, grace: 30 } }, "terminating"],
]) {
  test(`${pod.status}${pod.deleting ? ", being deleted" : ""}${lost ? ", node lost" : ""} is drawn as ${look}`, () => assert.equal(lookOf(pod, lost), look));
}

test("each look differs from each other in silhouette, disc or fill: colour alone never tells", () => {
  const shapes = Object.values(LOOKS).map(({ shape, disc, css }) => `${shape} ${disc} ${/unready/.test(css) ? "hollow" : ""} ${/pending|terminating|unknown/.exec(css)?.[0] ?? ""}`);
  assert.equal(new Set(shapes).size, shapes.length);
});

test("readings are computed from the moment", () => {
  const pod = { containers: [{ state: "waiting", pull: { start: 2 * S, end: 6 * S }, backoff: null }] };
  assert.deepEqual([0, 3, 6, 9].map((t) => pulled(pod, t * S)), [0, 0.25, 1, 1]);
  assert.equal(pulled({ containers: [{ state: "running", pull: null }] }, 0), null);
  assert.deepEqual(grace({ deleting: { at: 40 * S, grace: 30 } }, 25 * S), { left: 15, part: 0.5 });
  assert.deepEqual(grace({ deleting: { at: 40 * S, grace: 30 } }, 99 * S), { left: 0, part: 1 });
  assert.equal(backoff({ containers: [{ backoff: 10 * S }] }, 4.5 * S), 6);
  assert.equal(backoff({ containers: [{ backoff: 10 * S }] }, 11 * S), null);
});

test("a node is lost when nobody hears from it, not when it is merely not ready", () => {
  assert.deepEqual([["True", true], ["Unknown", true], ["Unknown", false], ["False", false], ["True", false]].map(([ready, stopped]) => isLost({ ready, stopped })), [false, true, true, false, false]);
});

test("names are cut at the front, and only as far as needed", () => {
  const measure = (text) => [...text].length;
  assert.equal(cutFront("myapp-replicaset-q7w4d", 8, measure), "…t-q7w4d");
  assert.equal(cutFront("short", 8, measure), "short");
  assert.equal(cutFront("x".repeat(253), 10, measure).length, 10);
  assert.equal(cutFront("abc", 0, measure), "…");
});

test("control characters and direction marks are shown, not obeyed", () => assert.equal(plain("a\u0007b\u202ec\td"), "a·b·c·d"));

test("a pod's own part of the name", () => {
  assert.equal(suffixOf({ name: "web-6d4cf7-8kx2p", owner: { name: "web-6d4cf7" } }), "-8kx2p");
  assert.equal(suffixOf({ name: "myapp-pod", owner: { name: "myapp-replicaset" } }), "myapp-pod");
});

for (const [selector, labels, expected] of [
  [{ matchLabels: { app: "web" } }, { app: "web", x: "y" }, true],
  [{ matchLabels: { app: "web" } }, { app: "api" }, false],
  [{ app: "web" }, { app: "web" }, true],
  [{ matchLabels: {}, matchExpressions: [{ key: "tier", operator: "NotIn", values: ["db"] }] }, {}, true],
  [{ matchLabels: {}, matchExpressions: [{ key: "tier", operator: "In", values: ["db"] }] }, { tier: "web" }, false],
  [{ matchExpressions: [{ key: "tier", operator: "Exists" }] }, { tier: "" }, true],
  [{ matchLabels: {}, matchExpressions: [] }, { app: "web" }, false],
  [null, {}, false],
]) {
  test(`selector ${JSON.stringify(selector)} on ${JSON.stringify(labels)}: ${expected}`, () => assert.equal(matches(selector, labels), expected));
}
