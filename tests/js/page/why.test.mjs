import assert from "node:assert/strict";
import { test } from "node:test";
import { decisionOf, fieldsOf, linksOf, whyText } from "../../../static/js/page/inspector/chain.js";
import reasonsEn from "../../../static/js/words/reasons.en.js";
import pageEn from "../../../static/js/words/page.en.js";
import { Words } from "../../../static/js/words/words.js";

const words = new Words("en", pageEn);
const reasons = new Words("en", reasonsEn);
const bind = { code: "scheduler.bind", params: { node: "m02", feasible: 2, nodes: 3, scores: { minikube: { Fit: 10, Spread: 5 }, m02: { Fit: 90, Spread: 5 } }, refused: { m03: "node(s) had untolerated taint" } } };
const chain = [
  { revision: null, time: 1_000_000, actor: "kubectl", op: "INPUT", command: "kubectl scale deployment web --replicas=2", object: null, reason: null },
  { revision: 9, time: 1_200_000, actor: "default-scheduler", op: "MODIFIED", reason: bind, object: { kind: "Pod", name: "web-1", uid: "u" }, changed: { fields: [{ path: "spec.nodeName", after: "m02" }], more: 0 } },
];

test("the chosen node comes first, then the next best, then those refused with the scheduler's words", () => {
  assert.deepEqual(decisionOf(bind), {
    nodes: [{ name: "m02", total: 95, chosen: true, scores: [["Fit", 90], ["Spread", 5]] }, { name: "minikube", total: 15, chosen: false, scores: [["Fit", 10], ["Spread", 5]] }],
    refused: [{ name: "m03", why: "node(s) had untolerated taint" }],
  });
});

test("a choice of one is no choice", () => {
  assert.equal(decisionOf({ code: "scheduler.bind", params: { node: "a", scores: { a: { Fit: 1 } }, refused: {} } }), null);
  assert.equal(decisionOf({ code: "kubelet.start", params: { container: "c" } }), null);
});

test("fields that were not there before, or are no longer, have no value on that side", () => {
  assert.deepEqual(fieldsOf({ fields: [{ path: "a", after: 1 }, { path: "b", before: [1] }], more: 2 }), { rows: [{ path: "a", before: null, after: "1" }, { path: "b", before: "[1]", after: null }], more: 2 });
  assert.equal(fieldsOf(null), null);
});

test("links carry what changed and what was decided", () => {
  const [typed, bound] = linksOf(chain, reasons, words);
  assert.equal(typed.command, "kubectl scale deployment web --replicas=2");
  assert.equal(typed.changed, null);
  assert.equal(bound.changed.rows[0].path, "spec.nodeName");
  assert.equal(bound.decision.nodes[0].name, "m02");
});

test("in the terminal the chain reads from the typed line down", () => {
  const text = whyText({ chain, verdicts: [{ component: "kubelet", key: "default/web-1", code: "kubelet.start", params: { container: "nginx" }, time: 2_000_000 }] }, reasons, words);
  const lines = text.split("\n");
  assert.match(lines[0], /^00:01\.0 {2}\$ kubectl scale deployment web --replicas=2$/);
  assert.match(text, /default-scheduler · Pod\/web-1/);
  assert.match(text, /spec\.nodeName: - → m02/);
  assert.match(text, /\* m02 95\n.*minikube 15\n.*✗ m03 node\(s\) had untolerated taint/);
  assert.match(text, /What each component says now/);
});

test("where nobody has anything to say, that is said", () => {
  assert.equal(whyText({ chain: [], verdicts: [] }, reasons, words), `${words.say("inspector.nothing_empty")}\n`);
});
