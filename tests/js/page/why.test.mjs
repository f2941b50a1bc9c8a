import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldsOf, linksOf, saidBy, stillness, whyText } from "../../../static/js/page/inspector/chain.js";
import { decisionOf, detailOf } from "../../../static/js/page/inspector/decision.js";
import * as enDetails from "../../../static/js/words/details.en.js";
import * as koDetails from "../../../static/js/words/details.ko.js";
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
    title: "3 nodes were compared",
    rows: [
      { name: "m02", mark: "chosen", value: 95, text: "Fit 90, Spread 5" }, { name: "minikube", mark: "", value: 15, text: "Fit 10, Spread 5" },
      { name: "m03", mark: "refused", value: "✗", text: "node(s) had untolerated taint" },
    ],
  });
});

test("a choice of one is no choice", () => {
  assert.equal(decisionOf({ code: "scheduler.bind", params: { node: "a", scores: { a: { Fit: 1 } }, refused: {} } }), null);
  assert.equal(decisionOf({ code: "kubelet.start", params: { container: "c" } }), null);
});

const pod = { node: "m02", phase: "Running", ready: true, cost: 0, beside: 2, ready_for: 30, restarts: 0, age: 40 };
const fewer = { code: "replicaset.delete_pods", params: { want: 1, have: 2, rule: "ready_time", ranked: [{ ...pod, name: "b", goes: true, ready_for: 3, restarts: 1 }, { ...pod, name: "a", goes: false, cost: 5 }] } };

test("which pod a scale-down chose: all in order, with what was compared, and the rule that decided", () => {
  const { title, rows } = decisionOf(fewer);
  assert.equal(title, "2 pods were compared; what decided: those that became ready last first");
  assert.deepEqual(rows.map(({ name, mark, value }) => [name, mark, value]), [["b", "chosen", 1], ["a", "", 2]]);
  assert.equal(rows[0].text, "m02 · ready for 3 s · 2 on its node · one restart · 40 s old");
  assert.equal(rows[1].text, "m02 · ready for 30 s · deletion-cost 5 · 2 on its node · 40 s old");
  assert.match(decisionOf(fewer, "ko").title, /파드 2개를 견주었습니다. 고른 기준: 준비된 지 얼마 안 된 것부터/);
  assert.deepEqual(decisionOf({ ...fewer, params: { ...fewer.params, ranked: [] } }), { title: "What decided: those that became ready last first", rows: [] });
});

test("a Service's endpoints: who matches and yet is left out", () => {
  assert.deepEqual(decisionOf({ code: "endpointslice.update", params: { service: "web", ready: 1, left_out: { b: "not_ready" } } }), {
    title: "One chosen pod gets no traffic", rows: [{ name: "b", mark: "refused", value: "✗", text: "not ready" }],
  });
  assert.equal(decisionOf({ code: "endpointslice.update", params: { service: "web", ready: 1, left_out: {} } }), null);
});

test("a detail is what the line does not say: limits, what was measured, the server's message", () => {
  assert.equal(detailOf({ code: "deployment.scale_up", params: { limit: 4, surge: "25%" } }, ""), "maxSurge 25% → at most 4 at once");
  assert.equal(detailOf({ code: "hpa.scale", params: { metrics: "cpu: 80%/50%", low: 1, high: 9 } }, ""), "measured/target cpu: 80%/50% · limits 1 to 9");
  assert.equal(detailOf({ code: "workqueue.retry", params: { message: "exceeded quota: q", milliseconds: 5 } }, "Refused → again in 5 ms"), "exceeded quota: q");
  assert.equal(detailOf({ code: "x.y", params: { message: "no" } }, "no → wait"), null);
});

test("both languages have the same words for choices and details", () => {
  assert.deepEqual(Object.keys(koDetails.words).sort(), Object.keys(enDetails.words).sort());
  assert.deepEqual(Object.keys(koDetails.details).sort(), Object.keys(enDetails.details).sort());
  for (const rule of ["all", "unassigned", "phase", "not_ready", "deletion_cost", "crowded_node", "ready_time", "restarts", "age", "uid", "alike"]) assert.ok(`rule.${rule}` in enDetails.words, rule);
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
  assert.equal(bound.decision.rows[0].name, "m02");
});

test("in the terminal the chain reads from the typed line down", () => {
  const text = whyText({ chain, verdicts: [{ component: "kubelet", key: "default/web-1", code: "kubelet.start", params: { container: "nginx" }, time: 2_000_000 }] }, reasons, words);
  const lines = text.split("\n");
  assert.match(lines[0], /^00:01\.0 {2}\$ kubectl scale deployment web --replicas=2$/);
  assert.match(text, /default-scheduler · Pod\/web-1/);
  assert.match(text, /spec\.nodeName: - → m02/);
  assert.match(text, /3 nodes were compared\n +\* m02 {7}95 {2}Fit 90, Spread 5\n +minikube {2}15 {2}Fit 10, Spread 5\n +m03 {8}✗ {2}node\(s\) had untolerated taint/);
  assert.match(text, /What each component said last/);
});

test("where nobody has anything to say, that is said", () => {
  assert.equal(whyText({ chain: [], verdicts: [] }, reasons, words), `${words.say("inspector.nothing_empty")}\n`);
});

test("of what an object owns only what waits is told", () => {
  const below = [{ component: "kubelet", key: "default/web-1", code: "kubelet.start", params: { container: "c" }, time: 2 }, { component: "replicaset-controller", key: "default/web", code: "workqueue.retry", params: { message: "exceeded quota", milliseconds: 10 }, time: 1 }];
  assert.deepEqual(saidBy({ verdicts: [], below }, reasons).map(({ component, detail }) => [component, detail]), [["replicaset-controller", "exceeded quota"]]);
});

test("a request is told hop by hop, with where it ended", () => {
  const request = { time: 3e6, source: "me", target: "http://web", ok: false, took: 5, links: [
    { time: 3e6, reason: { code: "network.service", params: { service: "web", port: 80 } }, object: { kind: "Service", name: "web", uid: "s" } },
    { time: 3e6, reason: { code: "network.denied", params: { direction: "ingress", policies: "deny" } }, object: { kind: "Pod", name: "web", uid: "p" } },
  ] };
  const text = whyText({ chain: [], verdicts: [], requests: [request] }, reasons, words);
  assert.match(text, /^Requests that came by\n00:03\.0 {2}✗ me → http:\/\/web\n.*Service\/web\n.*deny.*Pod\/web\n$/);
});

test("why nothing happens: what is due, or that all have what they want; the terminal says it first", () => {
  const calm = [{ component: "replicaset-controller", key: "default/web", code: "replicaset.satisfied", params: { want: 1 }, time: 1 }];
  const waits = [{ component: "kube-apiserver", key: "pods/default/a", code: "apiserver.refused", params: { name: "a", status: 403, message: "exceeded quota: q" }, time: 2 }];
  const said = (next, verdicts) => whyText({ chain: [], verdicts, next, now: 1_000_000 }, reasons, words).split("\n");
  assert.equal(said(3_500_000, calm)[0], "The next thing is due in 2.5 s of virtual time.");
  assert.match(said(null, calm)[0], /^Every component has what it wants/);
  assert.equal(said(null, calm)[1], "", "who is content has nothing to say");
  assert.deepEqual(said(null, [...calm, ...waits]).slice(0, 3), ["What each component said last", "  Request for a → refused (403)  (kube-apiserver · pods/default/a)", "    exceeded quota: q"]);
  assert.deepEqual(stillness([], words, { running: false, wait: null })[0], "Time is paused. Press play, and what is due will happen.");
});

test("a claim that waits: why each free volume is not the one", () => {
  const waits = { code: "claim.no_class", params: { name: "hand", volumes: { small: "requested PV is too small" } } };
  assert.deepEqual(decisionOf(waits), { title: "One free volume is not the one", rows: [{ name: "small", mark: "refused", value: "✗", text: "requested PV is too small" }] });
  assert.equal(decisionOf({ code: "claim.no_class", params: { name: "hand", volumes: {} } }), null);
});
