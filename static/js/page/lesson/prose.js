import { h, icon } from "../shared/dom.js";

const SHELL = /^language-(?:sh|bash|shell|console|terminal)$/;
const COMMAND = /^(?:kubectl|minikube|cat|ls|watch|clear)\b/;

const PLACEHOLDER = / <[^<>|&]+>/; // `kubectl delete pod <name>`: the reader has to write that line

const LONG = 34; // characters: longer code may be broken over lines

/** Gives the lesson's text hands: a file's name opens it, a command can be run by a click. Nothing is added that the author did not write.
 *  @param {HTMLElement} root @param {{isFile(name), open(name), run(command), label}} hands */
export function wireProse(root, { isFile, open, run, label }) {
  for (const code of root.querySelectorAll("code")) {
    if (code.textContent.length > LONG) code.classList.add("is-long");
    if (code.parentElement.tagName === "PRE") wireBlock(code, run, label);
    else if (code.dataset.file || isFile(code.textContent)) becomeButton(code, "file", () => open(code.dataset.file || code.textContent));
    else if ("run" in code.dataset) becomeButton(code, "run", () => run(code.dataset.run || code.textContent));
  }
}

function becomeButton(code, name, act) {
  code.replaceWith(h("button", { type: "button", class: name, onclick: act }, code.textContent));
}

/** A block of shell lines gets a button that types them. Lines after `$ ` are commands, the rest is what they print. */
function wireBlock(code, run, label) {
  const lines = code.textContent.trimEnd().split("\n");
  const marked = lines.filter((line) => line.startsWith("$ ")).map((line) => line.slice(2));
  const isShell = [...code.classList].some((name) => SHELL.test(name));
  const typed = marked.length ? marked : (isShell || "run" in code.dataset) && COMMAND.test(lines[0]) ? lines : [];
  const source = typed.filter((line) => !PLACEHOLDER.test(line)).join("\n");
  if (!source) return;
  const pre = code.parentElement;
  const row = h("div", { class: "run-row" });
  pre.replaceWith(row);
  row.append(pre, h("button", { type: "button", class: "quiet", "aria-label": `${label}: ${source.split("\n")[0]}`, title: label, onclick: () => run(source) }, icon("run")));
}
