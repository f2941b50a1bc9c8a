import test from "node:test";
import assert from "node:assert/strict";
import { brokenOf, current, progressOf, whatBroke } from "../../../static/js/page/lesson/checks.js";
import { Showing, stepsOf } from "../../../static/js/page/lesson/showing.js";
import { linksOf, sayReason, verdictRows, withoutManagedFields, yamlPieces } from "../../../static/js/page/inspector/chain.js";
import { faultGroups, objectGroups } from "../../../static/js/page/faults.js";
import { Words } from "../../../static/js/words/words.js";
import en from "../../../static/js/words/page.en.js";

const words = new Words("en", en);

test("conditions are met or not, guards are kept until the server says otherwise", () => {
  const lesson = { goals: [{ id: "a", text: "A" }, { id: "b", text: "B" }], guards: [{ id: "g", text: "G" }] };
  const progress = progressOf(lesson, [{ id: "a", state: "met", at: 5 }, { id: "b", state: "open", detail: "1 / 3" }]);
  assert.deepEqual(progress.goals.map(({ state, detail }) => [state, detail]), [["met", null], ["unmet", "1 / 3"]]);
  assert.deepEqual([progress.met, progress.all, progress.guards[0].state, current(progress).id], [1, 2, "kept", "b"]);
  const broken = progressOf(lesson, [{ id: "g", state: "broken", at: 7 }]);
  assert.deepEqual([broken.guards[0].state, current(broken).id], ["broken", "g"]);
  const lost = progressOf(lesson, [{ id: "a", state: "open" }, { id: "b", state: "broken", at: 7 }, { id: "g", state: "met", at: 9 }]);
  assert.deepEqual([brokenOf(progress), brokenOf(lost).map(({ id }) => id)], [[], ["b"]]);
  const both = progressOf(lesson, [{ id: "b", state: "broken", at: 3 }, { id: "g", state: "broken", at: 7 }]);
  assert.deepEqual(brokenOf(both).map(({ id }) => id), ["b", "g"], "the first to break comes first");
  assert.deepEqual([lost.guards[0].state, lost.met, current(lost).id], ["met", 0, "b"], "a goal can be lost, a guard done with");
});

test("what broke a check is told in words, with the command that led to it", () => {
  const reasons = { table: { "x.gone": "owner {owner} is gone", "input.request": ({ verb, kind, name }) => `${kind} ${name} ${verb}` } };
  const object = { kind: "Pod", name: "web", namespace: "default", uid: "u" };
  const moment = { op: "MODIFIED", object, reason: { code: "x.gone", params: { owner: "rs" } }, command: "kubectl create -f - <<EOF\nx\nEOF" };
  assert.deepEqual(whatBroke(moment, reasons, words), { what: "Pod web · owner rs is gone", led: "kubectl create -f - <<EOF", uid: "u" });
  const typed = { op: "DELETED", object, reason: { code: "input.request", params: { verb: "delete", kind: "Pod", name: "web" } }, command: "" };
  assert.deepEqual(whatBroke(typed, reasons, words), { what: "Pod web delete", led: null, uid: "u" });
  assert.equal(whatBroke({ ...typed, reason: null }, reasons, words).what, "Pod web · is gone");
  assert.equal(whatBroke(null, reasons, words), null);
});

test("an answer's script becomes what is typed", () => {
  assert.deepEqual(stepsOf("# start\nkubectl get pods\n\n! kubectl apply -f typo.yaml\nwait 5s\nwait 500ms\ncat > a <<EOF\nx\nEOF\n"), [
    { type: "kubectl get pods" }, { type: "kubectl apply -f typo.yaml" }, { wait: 5 }, { wait: 0.5 }, { type: "cat > a <<EOF\nx\nEOF" }]);
});

test("an answer is typed key by key, and stops when asked to", async () => {
  const typed = [];
  let showing;
  const shell = { strike: async (key) => void typed.push(key) };
  showing = new Showing({ shell, wait: async () => {}, pass: async (seconds) => void typed.push(seconds), idle: async () => {} });
  assert.equal(await showing.play("ls\nwait 2s\npwd"), true);
  assert.deepEqual(typed, ["l", "s", "\n", 2, "p", "w", "d", "\n"]);
  showing = new Showing({ shell, wait: async () => showing.stop(), pass: async () => {}, idle: async () => {} });
  assert.equal(await showing.play("ls"), false);
});

test("a chain is told from the typed command on, in words", () => {
  const reasons = new Words("en", { "rs.create": "create {n}", "kubelet.start": ({ container }) => `start ${container}` });
  const links = linksOf([
    { revision: null, time: 1_000_000, actor: "kubectl", command: "kubectl create -f x", reason: null, object: null, op: "INPUT" },
    { revision: 9, time: 2_000_000, actor: "kubelet", reason: { code: "kubelet.start", params: { container: "c" } }, object: { kind: "Pod", name: "p", uid: "u" }, op: "MODIFIED" },
  ], reasons, words);
  assert.deepEqual(links.map(({ clock, text, command, object }) => [clock, command ?? text, object]), [["00:01.0", "kubectl create -f x", null], ["00:02.0", "start c", "Pod/p"]]);
  assert.equal(sayReason({ code: "new.code", params: { a: 1 } }, reasons), "new.code a=1");
});

test("verdicts that wait for something come before the satisfied", () => {
  const rows = verdictRows([{ component: "a", key: "k", code: "x.satisfied", params: {}, time: 1 }, { component: "b", key: "k", code: "x.waiting", params: {}, time: 2 }], new Words("en", {}));
  assert.deepEqual(rows.map(({ component, calm }) => [component, calm]), [["b", false], ["a", true]]);
  const done = verdictRows([{ component: "kubelet", key: "minikube//", code: "kubelet.start", params: {}, time: 1 }, { component: "kubelet", key: "/minikube", code: "kubelet.ready", params: {}, time: 2 }], new Words("en", {}));
  assert.deepEqual(done.map(({ key, calm, time }) => [key, calm, time]), [["minikube", true, 2], ["minikube", true, 1]], "what was done last is no reason for nothing; the latest first");
});

test("YAML is coloured without losing a character", () => {
  const text = "a:\n  - b: c # x\n  - d\nurl: http://x\n";
  assert.equal(yamlPieces(text).map(([, piece]) => piece).join(""), `${text}\n`);
  assert.deepEqual(yamlPieces("a: b").slice(0, 4), [["", ""], ["k", "a"], ["", ":"], ["v", " b"]]);
});

test("managed fields are left out as kubectl leaves them out", () => {
  const text = "metadata:\n  labels:\n    a: b\n  managedFields:\n  - apiVersion: v1\n    fieldsV1:\n      f:spec: {}\n    manager: kubectl\n  name: web\nspec: {}\n";
  assert.equal(withoutManagedFields(text), "metadata:\n  labels:\n    a: b\n  name: web\nspec: {}\n");
});

test("faults are offered for what is there", () => {
  const done = [];
  const act = { fault: (payload) => done.push(payload), command: (line) => done.push(line), look: (uid) => done.push(uid) };
  const node = { kind: "Node", name: "minikube", uid: "n", stopped: false, unschedulable: true };
  const pod = { kind: "Pod", name: "web", uid: "p", namespace: "shop", containers: [{ name: "nginx", state: "running" }, { name: "init", state: "running", init: true }] };
  for (const { run } of faultGroups({ nodes: [node], pods: [pod], words, act }).flatMap(({ items }) => items)) run();
  for (const { run } of objectGroups(pod, { words, act })[0].items) run();
  assert.deepEqual(done, [
    { fault: "node.stop", node: "minikube" }, "kubectl uncordon minikube", { fault: "container.kill", namespace: "shop", pod: "web", container: "nginx" },
    "p", { fault: "container.kill", namespace: "shop", pod: "web", container: "nginx" }, "kubectl delete pod web -n shop"]);
});
