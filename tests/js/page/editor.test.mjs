import test from "node:test";
import assert from "node:assert/strict";
import { Files } from "../../../static/js/page/editor/files.js";
import { Problems, placeProblem, repairWord } from "../../../static/js/page/editor/problems.js";
import { documentAround, kindOf, pathAt, siblingsAt } from "../../../static/js/page/editor/yamlpath.js";

const POD = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  template:
    spec:
      containers:
        - name: nginx
          image: nginx
          ports:
          - containerPort: 80
      `.split("\n");

const path = (row, column) => pathAt(POD, row, column).join(".");

test("a line's place in YAML is read from indentation", () => {
  assert.equal(path(3, 2), "metadata");
  assert.equal(path(6, 2), "spec");
  assert.equal(path(10, 10), "spec.template.spec.containers");
  assert.equal(path(12, 12), "spec.template.spec.containers.ports");
  assert.equal(path(13, 6), "spec.template.spec");
  assert.equal(path(13, 0), "");
});

test("keys that are there need not be offered again", () => {
  assert.deepEqual(siblingsAt(POD, 13, 0).sort(), ["apiVersion", "kind", "metadata", "spec"]);
  assert.deepEqual(siblingsAt(POD, 10, 10).sort(), ["name", "ports"]);
});

test("a document says what it is, and --- parts documents", () => {
  assert.deepEqual(kindOf(POD), { group: "apps", version: "v1", kind: "Deployment" });
  const two = ["apiVersion: v1", "kind: Pod", "---", "apiVersion: v1", "kind: Service", "spec:"];
  assert.deepEqual(kindOf(documentAround(two, 5).lines), { group: "core", version: "v1", kind: "Service" });
  assert.equal(kindOf(["a: b"]), null);
});

test("a misspelt field is found in its line and repaired there", () => {
  const line = "    matchLabel:";
  assert.deepEqual(placeProblem(line, { message: 'unknown field "spec.selector.matchLabel"', field: "spec.selector.matchLabel", suggestion: "Did you mean `matchLabels`?" }), { from: 4, to: 14, insert: "matchLabels" });
  assert.deepEqual(placeProblem("  - imge: nginx", { message: "unknown field", field: "spec.containers[0].imge", suggestion: "image" }), { from: 4, to: 8, insert: "image" });
  assert.deepEqual(placeProblem("  replicas: many", { field: null, column: 13, suggestion: null }), { from: 12, to: 16, insert: null });
});

test("only an unknown field with one suggested word is repaired by a button", () => {
  assert.equal(repairWord({ message: 'unknown field "spec"', suggestion: "`spec` is indented wrongly: it belongs beside `metadata`." }), null);
  assert.equal(repairWord({ message: "cannot unmarshal string", suggestion: "`replicas`" }), null);
  assert.equal(repairWord({ message: 'unknown field "a"', suggestion: null }), null);
});

test("an output about a file replaces what was known of it", () => {
  const problems = new Problems();
  problems.receive([{ file: "a.yaml", line: 3, message: "x" }, { file: "b.yaml", line: 1, message: "y" }]);
  assert.deepEqual(problems.files, ["a.yaml", "b.yaml"]);
  problems.receive([{ file: "a.yaml", line: 4, message: "z" }]);
  assert.deepEqual(problems.of("a.yaml").map(({ line }) => line), [4]);
  problems.clear("a.yaml");
  assert.deepEqual(problems.files, ["b.yaml"]);
});

function files() {
  const saved = [];
  const timers = { run: [], setTimeout(work) { return this.run.push(work) - 1; }, clearTimeout(at) { if (at !== undefined) this.run[at] = () => {}; } };
  const made = new Files({ save: async (name, content) => void saved.push([name, content]), timers });
  made.receive([{ name: "a.yaml", content: "a" }, { name: "b.yaml", content: "b" }]);
  return { files: made, saved, timers };
}

test("typing is saved after a rest, once", async () => {
  const { files: it, saved, timers } = files();
  it.edit("a.yaml", "a1");
  it.edit("a.yaml", "a12");
  for (const work of timers.run) work();
  await Promise.resolve();
  assert.deepEqual(saved, [["a.yaml", "a12"]]);
});

test("a command waits until everything is saved", async () => {
  const { files: it, saved } = files();
  it.edit("a.yaml", "new");
  it.edit("b.yaml", "newer");
  await it.flush();
  assert.deepEqual(saved, [["a.yaml", "new"], ["b.yaml", "newer"]]);
  await it.flush();
  assert.equal(saved.length, 2);
});

test("the server's text replaces what is shown, but not what is being typed", () => {
  const { files: it } = files();
  const changed = [];
  it.addEventListener("content", ({ detail }) => changed.push(detail.name));
  it.edit("a.yaml", "mine");
  it.receive([{ name: "a.yaml", content: "theirs" }, { name: "b.yaml", content: "theirs" }]);
  assert.deepEqual([it.content("a.yaml"), it.content("b.yaml"), changed], ["mine", "theirs", ["b.yaml"]]);
});

test("files are named, renamed in their place and removed", async () => {
  const { files: it, saved } = files();
  assert.equal(it.problemWith("../x"), "editor.bad_name");
  assert.equal(it.problemWith("a.yaml"), "editor.name_taken");
  assert.equal(it.problemWith("a.yaml", "a.yaml"), null);
  await it.rename("a.yaml", "c.yaml");
  assert.deepEqual(it.names, ["c.yaml", "b.yaml"]);
  await it.remove("b.yaml");
  assert.deepEqual(saved, [["c.yaml", "a"], ["a.yaml", null], ["b.yaml", null]]);
});
