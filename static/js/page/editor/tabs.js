import { h, icon } from "../shared/dom.js";

/** The row of file tabs: one for each file, a button for a new one, a menu (rename, delete) for the one that is open. */
export class FileTabs {
  #selected = null;

  /** @param {{files, problems, words, ask, menu, open, mayChange}} given ask(text) -> Promise<boolean>; menu(groups, anchor) */
  constructor(given) {
    Object.assign(this, given);
    this.row = h("div", { class: "tab-row", role: "tablist", "aria-label": this.words.say("tab.editor") });
    this.tools = h("div", { class: "tab-row" });
    this.root = h("div", { class: "tabs" }, this.row, this.tools);
    this.row.addEventListener("keydown", (event) => this.#arrows(event));
  }

  select(name) {
    this.#selected = name;
    for (const tab of this.row.children) {
      const on = tab.dataset.name === name;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      if (on) tab.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
    this.#drawTools();
  }

  draw() {
    if (this.borrowed) return;
    this.row.replaceChildren(...this.files.names.map((name) => this.#tab(name)));
    this.select(this.#selected);
  }

  /** Another text has the editor for a while. */
  borrow(title) {
    this.borrowed = true;
    this.row.replaceChildren(h("button", { type: "button", role: "tab", "aria-selected": "true" }, title));
    this.tools.replaceChildren();
  }

  giveBack() {
    this.borrowed = false;
    this.draw();
  }

  #tab(name) {
    const mark = this.problems.of(name).length ? [icon("error", this.words.say("view.error_mark"))] : [];
    for (const svg of mark) svg.style.color = "var(--error)";
    return h("button", { type: "button", role: "tab", "data-name": name, onclick: () => this.open(name), ondblclick: () => this.#rename(name) }, name, mark);
  }

  #drawTools() {
    if (!this.mayChange()) return this.tools.replaceChildren();
    const add = h("button", { type: "button", class: "file-menu", "aria-label": this.words.say("editor.new"), title: this.words.say("editor.new"), onclick: () => this.#ask("", (name) => this.#create(name)) }, icon("plus"));
    const more = this.#selected && h("button", { type: "button", class: "file-menu", "aria-haspopup": "menu", "aria-label": this.words.say("editor.more", { name: this.#selected }), onclick: (event) => this.#more(event.currentTarget) }, icon("more"));
    this.tools.replaceChildren(...[add, more].filter(Boolean));
  }

  #more(anchor) {
    const name = this.#selected;
    this.menu([{ title: name, items: [
      { label: this.words.say("editor.rename"), run: () => this.#rename(name) },
      { label: this.words.say("editor.delete"), run: () => this.#remove(name) },
    ] }], anchor);
  }

  async #create(name) {
    await this.files.create(name);
    this.open(name);
  }

  #rename(name) {
    if (!this.mayChange()) return;
    this.#ask(name, async (next) => {
      if (next === name) return;
      const done = this.files.rename(name, next);
      this.open(next);
      await done;
    }, name);
  }

  async #remove(name) {
    if (await this.ask(this.words.say("editor.delete_ask", { name }))) await this.files.remove(name);
  }

  /** A name is typed in the row itself; Enter takes it, Escape leaves. */
  #ask(text, take, own = null) {
    const input = h("input", { "aria-label": this.words.say("editor.name"), placeholder: "pod.yaml", maxlength: "100", autocapitalize: "off", spellcheck: "false" });
    input.value = text;
    let over = false;
    const end = (accept) => {
      if (over) return;
      const name = input.value.trim();
      const problem = accept && name ? this.files.problemWith(name, own) : null;
      if (problem) {
        input.setCustomValidity(this.words.say(problem, { name }));
        return input.reportValidity();
      }
      over = true;
      input.remove();
      if (accept && name) take(name);
    };
    input.addEventListener("input", () => input.setCustomValidity(""));
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "Enter") end(true);
      if (event.key === "Escape") end(false);
    });
    input.addEventListener("blur", () => end(!this.files.problemWith(input.value.trim(), own)));
    this.tools.prepend(input);
    input.focus();
    input.setSelectionRange(0, text.lastIndexOf(".") > 0 ? text.lastIndexOf(".") : text.length);
  }

  #arrows(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const { names } = this.files;
    if (!step || !names.length) return;
    const next = names[(names.indexOf(this.#selected) + step + names.length) % names.length];
    this.open(next);
    [...this.row.children].find((tab) => tab.dataset.name === next)?.focus();
    event.preventDefault();
  }
}
