import test from "node:test";
import assert from "node:assert/strict";
import { keystrokes } from "../../../static/js/page/terminal/keys.js";
import { Line } from "../../../static/js/page/terminal/line.js";
import { place, width } from "../../../static/js/page/terminal/layout.js";
import { History } from "../../../static/js/page/terminal/history.js";
import { columnsOf, complete } from "../../../static/js/page/terminal/completion.js";
import { continues } from "../../../static/js/page/terminal/continuation.js";
import { harmless } from "../../../static/js/page/terminal/paint.js";
import { Shell } from "../../../static/js/page/terminal/shell.js";

test("keys are told apart from text, and a paste keeps its lines", () => {
  assert.deepEqual(keystrokes("ls -l\r"), [{ text: "ls -l" }, { action: "enter" }]);
  assert.deepEqual(keystrokes("\x1b[A\x1b[1;5D\x03"), [{ action: "historyUp" }, { action: "wordLeft" }, { action: "interrupt" }]);
  assert.deepEqual(keystrokes("\x1b[200~a\r\nb\x1b[201~"), [{ paste: "a\nb" }]);
  assert.deepEqual(keystrokes("\x1b[99;5~가"), [{ text: "가" }], "an unknown sequence types nothing");
});

test("a line is edited by whole characters", () => {
  const line = new Line();
  line.insert("kubectl 파드");
  line.left();
  line.backspace();
  assert.equal(line.text, "kubectl 드");
  line.set("각".normalize("NFD"));
  line.backspace();
  assert.equal(line.text, "");
});

test("words and halves of a line are killed and put back", () => {
  const line = new Line();
  line.set("kubectl get pods");
  line.killWord();
  assert.equal(line.text, "kubectl get ");
  line.yank();
  line.home();
  line.wordRight();
  line.killToEnd();
  assert.equal(line.text, "kubectl");
  line.killToStart();
  assert.deepEqual([line.text, line.cursor], ["", 0]);
});

test("wide characters take two cells and are not split at the edge", () => {
  assert.equal(width("$ 파드a"), 7);
  assert.deepEqual(place("$ abc", 10), { row: 0, column: 5 });
  assert.deepEqual(place("$ abcdefgh", 10), { row: 1, column: 0 });
  assert.deepEqual(place("$ abcdefg파", 10), { row: 1, column: 2 });
});

test("history walks back and returns to what was being typed", () => {
  const history = new History();
  history.add("one");
  history.add("two");
  history.add("two");
  assert.deepEqual([history.up("dra"), history.up(""), history.up(""), history.down(), history.down(), history.down()], ["two", "one", null, "two", "dra", null]);
});

test("Tab fills in what candidates agree on and lists them where they do not", () => {
  assert.deepEqual(complete("kubectl ge", 10, { from: 8, candidates: ["get"] }), { text: "kubectl get ", cursor: 12, list: [] });
  assert.deepEqual(complete("get p", 5, { from: 4, candidates: ["pods", "podtemplates"] }), { text: "get pod", cursor: 7, list: [] });
  assert.deepEqual(complete("get pod", 7, { from: 4, candidates: ["pods", "podtemplates"] }).list, ["pods", "podtemplates"]);
  assert.equal(complete("cat di", 6, { from: 4, candidates: ["dir/"] }).text, "cat dir/");
  assert.deepEqual(columnsOf(["a", "bb", "ccc"], 10), ["a    ccc", "bb"]);
});

for (const [source, more] of [
  ["kubectl get pods", false], ["echo 'a", true], ["echo \"a\nb\"", false], ["cat <<EOF", true], ["cat <<EOF\na\nEOF", false], ["cat <<'X' | grep a\nEOF", true],
  ["cat <<-E\n\tE", false], ["ls \\", true], ["ls |", true], ["ls &&", true], ["echo 'it # is' # don't", false], ["cat > f <<EOF\nit's\nEOF", false], ["grep x <<< word", false],
]) {
  test(`a shell ${more ? "asks for more" : "can run"}: ${JSON.stringify(source)}`, () => assert.equal(continues(source), more));
}

test("control characters from a cluster are shown, not obeyed", () => {
  assert.equal(harmless("a\x1b]0;title\x07b\n"), "a^[]0;title^Gb\r\n");
  assert.equal(harmless("\x1b[2J\x1b[H"), "\x1b[2J\x1b[H");
  assert.equal(harmless("x\u202ey"), "x�y");
});

/** A shell on a screen that keeps plain text, with a server that answers by hand. */
function shell() {
  const sent = [];
  let written = "";
  let count = 0;
  const client = {
    before: async () => {},
    refusal: () => null,
    run: (source) => {
      let settle;
      const answer = new Promise((resolve, reject) => (settle = { resolve, reject }));
      answer.id = `m${++count}`;
      sent.push({ source, id: answer.id, ...settle });
      return answer;
    },
    typed: async (to, line) => sent.push({ to, line }),
    interrupt: () => sent.push("interrupt"),
    complete: async () => ({ from: 8, candidates: ["get"] }),
  };
  const screen = { columns: 80, write: (text) => (written += text.replace(/\x1b\[[0-9;]*[A-Za-z]/g, "")), clear: () => (written = "") };
  const words = { say: (key, { command } = {}) => (command ? `${command}: Enter runs it.` : key) };
  const made = new Shell({ client, screen, words });
  made.open();
  return { shell: made, sent, text: () => written };
}

const tick = () => new Promise((resolve) => setTimeout(resolve));

test("a line is sent on Enter and its output comes before the next prompt", async () => {
  const { shell: it, sent, text } = shell();
  it.input("ls\r");
  await tick();
  assert.equal(sent[0].source, "ls");
  it.output({ id: "m1", stream: "stdout", text: "a.yaml\n" });
  it.output({ id: "m1", stream: "stdout", text: "", done: true, exit: 0 });
  assert.match(text(), /\$ ls\r+\na\.yaml\r\n\r?\$ \r*$/);
});

test("a shell in a container gets whole lines, edited here, after its own prompt", async () => {
  const { shell: it, sent, text } = shell();
  it.input("kubectl exec -it web -- sh\r");
  await tick();
  it.output({ id: "m1", stream: "stdout", text: "/ # ", done: false, listening: true });
  it.input("lsx\x7f\r");
  await tick();
  assert.deepEqual(sent[1], { to: "m1", line: "ls\n" });
  it.input("echo early\r");
  await tick();
  assert.equal(sent.length, 2, "what is typed too early waits");
  it.output({ id: "m1", stream: "stdout", text: "bin\n/ # ", done: false, listening: true });
  await tick();
  assert.deepEqual(sent[2], { to: "m1", line: "echo early\n" });
  it.output({ id: "m1", stream: "stdout", text: "early\n/ # ", done: false, listening: true });
  it.input("\x04");
  await tick();
  assert.deepEqual(sent[3], { to: "m1", line: "" });
  it.output({ id: "m1", stream: "stdout", text: "", done: true, exit: 0, listening: false });
  assert.match(text(), /\/ # lsx.*\/ # ls\r+\nbin\r\n\/ # /s);
  assert.match(text(), /\$ \r*$/);
});

test("a line half typed at a container makes room for its output", async () => {
  const { shell: it, text } = shell();
  it.input("kubectl attach -it web\r");
  await tick();
  it.output({ id: "m1", stream: "stdout", text: "/ # ", done: false, listening: true });
  it.input("ec");
  await tick();
  it.output({ id: "m1", stream: "stdout", text: "late\n/ # ", done: false, listening: true });
  assert.match(text(), /\r\/ # late\r\n\/ # \r\/ # ec/);
});

test("an interrupt forgets the half line at a container", async () => {
  const { shell: it, sent } = shell();
  it.input("kubectl exec -it web -- sh\r");
  await tick();
  it.output({ id: "m1", stream: "stdout", text: "/ # ", done: false, listening: true });
  it.input("ec\x03");
  await tick();
  it.output({ id: "m1", stream: "stdout", text: "^C\n/ # ", done: false, listening: true });
  it.input("exit\r");
  await tick();
  assert.deepEqual(sent.at(-1), { to: "m1", line: "exit\n" });
});

test("lines pasted together run one after another", async () => {
  const { shell: it, sent } = shell();
  it.input("\x1b[200~one\ntwo\nthr\x1b[201~");
  await tick();
  assert.deepEqual(sent.map(({ source }) => source), ["one"]);
  it.output({ id: "m1", done: true, exit: 0 });
  await tick();
  assert.deepEqual(sent.map(({ source }) => source), ["one", "two"]);
  it.output({ id: "m2", done: true, exit: 0 });
  await tick();
  it.input("ee\r");
  await tick();
  assert.equal(sent[2].source, "three");
});

test("a here-document is gathered and sent whole", async () => {
  const { shell: it, sent, text } = shell();
  it.input("cat > a <<EOF\rhello\rEOF\r");
  await tick();
  assert.deepEqual(sent.map(({ source }) => source), ["cat > a <<EOF\nhello\nEOF"]);
  assert.match(text(), /> hello/);
});

test("Ctrl-C interrupts what runs, and a second one gives the prompt back", async () => {
  const { shell: it, sent } = shell();
  it.input("kubectl get pods -w\r");
  await tick();
  it.input("\x03");
  assert.equal(sent[1], "interrupt");
  assert.equal(it.busy, true);
  it.input("\x03");
  assert.equal(it.busy, false);
});

test("a command typed in Hangul is offered in English, and Enter accepts", async () => {
  const { shell: it, sent, text } = shell();
  it.input("ㅏㅕㅠㄷㅊ싀 get pods\r");
  await tick();
  it.output({ id: "m1", stream: "stderr", text: "bash: ㅏㅕㅠㄷㅊ싀: command not found\nDid you mean: kubectl get pods\n" });
  it.output({ id: "m1", stream: "stdout", text: "", done: true, exit: 127 });
  assert.match(text(), /Enter runs it/);
  it.input("\r");
  await tick();
  assert.equal(sent[1].source, "kubectl get pods");
});

test("commands run for the reader come one after another, and what was half typed comes back", async () => {
  const { shell: it, sent, text } = shell();
  it.input("kubectl desc");
  it.perform("one\ncat > f <<E\nx\nE\nthree");
  await tick();
  assert.deepEqual(sent.map(({ source }) => source), ["one"]);
  it.output({ id: "m1", done: true, exit: 0 });
  await tick();
  it.output({ id: "m2", done: true, exit: 0 });
  await tick();
  it.output({ id: "m3", done: true, exit: 0 });
  await tick();
  assert.deepEqual(sent.map(({ source }) => source), ["one", "cat > f <<E\nx\nE", "three"]);
  assert.match(text(), /kubectl desc\r*$/);
});

test("a command that ran in a server that was restarted is over", async () => {
  const { shell: it, sent, text } = shell();
  it.input("kubectl get pods -w\r");
  await tick();
  it.lost();
  assert.equal(it.busy, true, "not accepted yet: it is sent again");
  sent[0].resolve({});
  await tick();
  it.lost();
  assert.equal(it.busy, false);
  assert.match(text(), /terminal\.lost/);
});

test("a hint about the command itself follows its error", async () => {
  const { shell: it, text } = shell();
  it.input("kubectl create --f a.yaml\r");
  await tick();
  it.output({ id: "m1", stream: "stderr", text: "error: unknown flag: --f\n", done: true, exit: 1, problems: [{ file: null, suggestion: "One dash: `-f`" }] });
  assert.match(text(), /One dash: -f\r\n/);
});

test("a follower sees the presenter's line, its output, and then the prompt", () => {
  const { shell: it, text } = shell();
  it.readonly = true;
  it.output({ id: "other", line: "kubectl get pods", stream: "stdout", text: "", done: false });
  it.output({ id: "other", stream: "stdout", text: "NAME\n", done: false });
  it.output({ id: "other", stream: "stdout", text: "web\n", done: true, exit: 0 });
  assert.match(text(), /\$ kubectl get pods\r\nNAME\r\nweb\r\n\r?\$ \r*$/);
});

test("in the past nothing is run, and the terminal says why", async () => {
  const { shell: it, sent, text } = shell();
  it.client.refusal = () => "This is the past.";
  it.input("kubectl delete pod web\r");
  await tick();
  assert.deepEqual([sent.length, it.busy], [0, false]);
  assert.match(text(), /This is the past\./);
});

test("a refusal is written where the output would be", async () => {
  const { shell: it, sent, text } = shell();
  it.input("ls\r");
  await tick();
  sent[0].reject(new Error("too many commands"));
  await tick();
  assert.match(text(), /too many commands/);
  assert.equal(it.busy, false);
});
