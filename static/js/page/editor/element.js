import { EditorState, EditorView, placeholder } from "../../../vendor/codemirror.js";
import { h, icon } from "../shared/dom.js";
import { lenses, showProblems } from "./lenses.js";
import { Problems } from "./problems.js";
import { Schemas } from "./schema.js";
import { extensions } from "./setup.js";
import { FileTabs } from "./tabs.js";

const FROM_OUTSIDE = "outside";

/** <orrery-editor>: the learner's files under tabs. `begin({session, files, words, urls, ask, menu})` once. `apply` events carry {name};
 *  `open(name)` shows a file. A `kubectl edit` of the server opens its text here and is answered when it is closed. */
export class EditorElement extends HTMLElement {
  #states = new Map(); // name → EditorState, so that undo survives a change of tab
  #current = null;
  #editing = null; // {id, name} of a kubectl edit
  #dropping = false;

  begin({ session, files, words, urls, ask, menu }) {
    Object.assign(this, { session, files, words });
    this.schemas = new Schemas(urls.schema ?? null);
    this.problems = new Problems();
    this.tabs = new FileTabs({ files, problems: this.problems, words, ask, menu, open: (name) => this.open(name), mayChange: () => session.mayAct });
    this.code = h("div", { class: "code" });
    this.note = h("span", { class: "note" }, words.say("editor.saves_itself"));
    this.problemButton = h("button", { class: "problem", type: "button", hidden: true, onclick: () => this.#toProblem() });
    this.applyButton = h("button", { class: "apply", type: "button", onclick: () => this.apply() }, words.say("editor.apply"), h("kbd", {}, "Ctrl+Enter"));
    this.foot = h("div", { class: "pane-foot" }, this.problemButton, this.note, h("span", { class: "push" }), this.applyButton);
    this.replaceChildren(this.tabs.root, this.code, this.foot);
    this.view = new EditorView({ parent: this.code, state: EditorState.create({ doc: "" }) });
    files.addEventListener("list", () => this.#listed());
    session.addEventListener("role", () => this.#listed()); // with no file at all, nothing else says that one may be made
    files.addEventListener("content", ({ detail }) => this.#replaced(detail.name));
    files.addEventListener("saved", ({ detail }) => this.#saved(detail));
    this.problems.addEventListener("change", ({ detail }) => this.#problemsOf(detail.name));
    session.addEventListener("output", ({ detail }) => detail.problems?.length && this.#found(detail.problems));
    session.addEventListener("edit", ({ detail }) => this.#beginEdit(detail));
    this.#listed();
  }

  /** It is not shown any more. */
  end() {
    this.view.destroy();
  }

  get current() {
    return this.#current;
  }

  open(name) {
    if (this.#editing || !this.files.has(name)) return;
    this.#keep();
    this.#current = name;
    this.view.setState(this.#states.get(name) ?? this.#stateFor(this.files.content(name), name));
    if (this.view.state.doc.toString() !== this.files.content(name)) this.#replaced(name);
    showProblems(this.view, this.problems.of(name));
    this.tabs.select(name);
    this.#footer();
  }

  /** Applies the open file, as Ctrl/Cmd-Enter does. */
  apply() {
    if (this.#editing) return this.#endEdit(true);
    if (!this.#current || !this.session.mayAct) return;
    this.problems.clear(this.#current);
    this.dispatchEvent(new CustomEvent("apply", { bubbles: true, detail: { name: this.#current } }));
  }

  focusText() {
    this.view.focus();
  }

  // ---------- files

  #stateFor(doc, name, readonly = !this.session.mayAct) {
    return EditorState.create({
      doc,
      extensions: extensions({
        apply: () => this.apply(), changed: (update) => this.#typed(update), readonly, label: this.words.say("editor.label", { name }), schemas: this.schemas, words: this.words,
        lenses: lenses(this.words, (problem) => this.#drop(name, problem)),
      }),
    });
  }

  /** No file: says so, and how to make one. */
  #blank() {
    const text = this.words.say(this.session.mayAct ? "editor.empty_own" : "editor.empty");
    return EditorState.create({ doc: "", extensions: [placeholder(text), EditorView.editable.of(false), EditorView.contentAttributes.of({ "aria-label": text })] });
  }

  #typed(update) {
    if (this.#editing || update.transactions.every((transaction) => transaction.isUserEvent(FROM_OUTSIDE))) return;
    this.files.edit(this.#current, this.view.state.doc.toString());
  }

  #keep() {
    if (this.#current && !this.#editing) this.#states.set(this.#current, this.view.state);
  }

  #listed() {
    this.tabs.draw();
    for (const name of this.#states.keys()) if (!this.files.has(name)) this.#states.delete(name);
    if (this.#editing) return;
    if (!this.files.has(this.#current)) {
      this.#current = null;
      const [first] = this.files.names;
      if (first) this.open(first);
      else this.view.setState(this.#blank());
    } else this.tabs.select(this.#current);
    this.#footer();
  }

  #replaced(name) {
    if (name !== this.#current || this.#editing) return this.#states.delete(name);
    const [before, after] = [this.view.state.doc.toString(), this.files.content(name)];
    if (before === after) return;
    const { from, to, insert } = difference(before, after);
    this.view.dispatch({ changes: { from, to, insert }, userEvent: FROM_OUTSIDE });
  }

  #saved({ error }) {
    this.note.textContent = this.words.say("editor.saved");
    if (error) this.dispatchEvent(new CustomEvent("orrery-refused", { bubbles: true, detail: { error } }));
  }

  // ---------- problems

  #found(problems) {
    this.problems.receive(problems.filter(({ file }) => this.files.has(file)));
    const [first] = problems;
    if (first && this.files.has(first.file) && first.file !== this.#current && !this.#editing) this.open(first.file);
    if (first && first.file === this.#current) this.#toProblem({ focus: false });
  }

  #problemsOf(name) {
    this.tabs.draw();
    if (name === this.#current && !this.#editing) {
      if (!this.#dropping) showProblems(this.view, this.problems.of(name));
    }
    this.#footer();
    this.dispatchEvent(new CustomEvent("orrery-problems", { bubbles: true, detail: { count: this.problems.files.length } }));
  }

  /** The reader changed the line: the message goes, the others have moved along with the text. */
  #drop(name, problem) {
    this.#dropping = true;
    this.problems.drop(name, problem);
    this.#dropping = false;
  }

  #toProblem({ focus = true } = {}) {
    const [problem] = this.problems.of(this.#current);
    if (!problem || problem.line > this.view.state.doc.lines) return;
    const line = this.view.state.doc.line(problem.line);
    this.view.dispatch({ selection: focus ? { anchor: line.to } : undefined, effects: EditorView.scrollIntoView(line.from, { y: "center" }) });
    if (focus) this.view.focus();
  }

  #footer() {
    const list = this.#current ? this.problems.of(this.#current) : [];
    this.problemButton.hidden = !list.length || Boolean(this.#editing);
    this.note.hidden = list.length > 0;
    if (list.length) this.problemButton.replaceChildren(icon("error"), this.words.say("editor.error_on", { count: list.length, line: list[0].line }));
    this.applyButton.disabled = !this.#current && !this.#editing || !this.session.mayAct;
  }

  // ---------- kubectl edit

  #beginEdit({ id, name, content }) {
    this.#keep();
    this.#editing = { id, name };
    this.view.setState(this.#stateFor(content, name, false));
    this.tabs.borrow(this.words.say("editor.edit_of"));
    this.note.hidden = true;
    this.problemButton.hidden = true;
    this.cancelButton = h("button", { class: "apply", type: "button", onclick: () => this.#endEdit(false) }, this.words.say("editor.edit_cancel"));
    this.applyButton.before(this.cancelButton);
    this.applyButton.firstChild.textContent = this.words.say("editor.edit_save");
    this.applyButton.disabled = false;
    this.dispatchEvent(new CustomEvent("orrery-wanted", { bubbles: true }));
    this.view.focus();
  }

  #endEdit(save) {
    const content = save ? this.view.state.doc.toString() : null;
    this.session.send("edited", { edit: this.#editing.id, content }).catch((error) => this.dispatchEvent(new CustomEvent("orrery-refused", { bubbles: true, detail: { error } })));
    this.#editing = null;
    this.cancelButton.remove();
    this.applyButton.firstChild.textContent = this.words.say("editor.apply");
    this.tabs.giveBack();
    const name = this.#current;
    this.#current = null;
    if (name && this.files.has(name)) this.open(name);
    else this.#listed();
    this.dispatchEvent(new CustomEvent("orrery-edited", { bubbles: true }));
  }
}

/** The smallest single replacement that turns one text into another: the cursor stays where it was. */
export function difference(before, after) {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let end = 0;
  while (end < before.length - start && end < after.length - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
}

customElements.define("orrery-editor", EditorElement);
