import { momentText } from "../../live/clock.js";
import { h, inlineCode } from "../shared/dom.js";
import { current, progressOf } from "./checks.js";
import { checkMark, hintBars } from "./marks.js";

/** <orrery-checks>: what the lesson asks for; passes by itself. `begin({session, lesson, words})`. Emits `orrery-solved` once, and
 *  `orrery-jump` {time} for the moment that broke a guard. */
export class Checks extends HTMLElement {
  begin({ session, lesson, words }) {
    Object.assign(this, { session, lesson, words });
    if (!lesson.goals.length && !lesson.guards.length) return;
    session.addEventListener("checks", () => this.#draw());
    this.#draw();
  }

  #draw() {
    const { words } = this;
    const progress = progressOf(this.lesson, this.session.checks);
    const key = JSON.stringify([progress, this.session.solved, this.session.shown]);
    if (key === this.drawn) return;
    this.drawn = key;
    this.replaceChildren(...[
      progress.all > 0 && h("h2", {}, words.say("lesson.checks"), h("small", {}, words.say("lesson.met", progress))),
      progress.all > 0 && h("ul", { class: "checks", "aria-live": "polite", "aria-label": words.say("lesson.checks") }, progress.goals.map((row) => this.#row(row))),
      progress.guards.length > 0 && h("h2", {}, words.say("lesson.guards")),
      progress.guards.length > 0 && h("ul", { class: "checks", "aria-live": "polite", "aria-label": words.say("lesson.guards") }, progress.guards.map((row) => this.#row(row))),
      this.session.solved && h("p", { class: `solved-note${this.session.shown ? " is-shown" : ""}`, role: "status" }, checkMark(this.session.shown ? "kept" : "met"), words.say(this.session.shown ? "lesson.shown" : "lesson.solved")),
    ].filter(Boolean));
    if (this.session.solved && !this.told) {
      this.told = true;
      this.dispatchEvent(new CustomEvent("orrery-solved", { bubbles: true }));
    }
  }

  #row({ text, state, detail, at }) {
    const { words } = this;
    const spoken = { met: "lesson.is_met", kept: "lesson.is_met", unmet: "lesson.is_unmet", broken: "lesson.is_broken" }[state];
    const time = at === null ? null : state === "broken"
      ? h("button", { class: "jump", type: "button", title: words.say("lesson.jump"), onclick: () => this.dispatchEvent(new CustomEvent("orrery-jump", { bubbles: true, detail: { time: at } })) }, momentText(at))
      : state === "met" && h("time", {}, momentText(at));
    return h("li", { class: `is-${state}` }, checkMark(state), h("span", {}, h("span", { class: "visually-hidden" }, words.say(spoken)), ...inlineCode(text)), time || h("span"),
      detail && state !== "met" && h("small", {}, ...inlineCode(detail)));
  }
}

/** <orrery-hints>: three, in rising strength; which were opened is remembered for this visit. Their HTML is the server's, sanitised there. */
export class Hints extends HTMLElement {
  begin({ lesson, words }) {
    if (!lesson.hints.length) return;
    this.replaceChildren(h("h2", { class: "hints-head" }, words.say("lesson.hints")),
      h("div", { class: "hints" }, lesson.hints.map((html, at) => {
        const note = h("span", {}, words.say("lesson.open"));
        const body = h("div", { class: "prose" });
        body.innerHTML = html; // sanitised by the server (tutorial/lessons/markdown.py); scripts are forbidden by the page's policy besides
        return h("details", { ontoggle: () => (note.textContent = words.say("lesson.opened")) }, h("summary", {}, hintBars(at + 1), words.say(`lesson.hint${Math.min(3, at + 1)}`), note), body);
      })));
  }

  /** Opens the next hint that is still closed. */
  openNext() {
    const next = this.querySelector("details:not([open])") ?? this.querySelector("details:last-of-type");
    if (!next) return;
    next.open = true;
    next.scrollIntoView({ block: "center" });
    next.querySelector("summary").focus();
  }
}

/** <orrery-sheet>: on a narrow screen, the one condition to look at, below the time. */
export class Sheet extends HTMLElement {
  begin({ session, lesson, words, hint, next }) {
    Object.assign(this, { session, lesson, words, hint, next });
    session.addEventListener("checks", () => this.#draw());
    this.#draw();
  }

  #draw() {
    const { words, session } = this;
    const progress = progressOf(this.lesson, session.checks);
    const row = current(progress);
    const text = h("p", {}, h("b", {}, ...(row ? inlineCode(row.text) : [words.say("sheet.all_met")])), h("small", {}, row?.detail ? inlineCode(row.detail) : words.say("lesson.met", progress)));
    const button = row || !this.next ? this.lesson.hints.length > 0 && h("button", { class: "quiet", type: "button", onclick: () => this.hint() }, words.say("sheet.hint"))
      : h("a", { class: "main-action", href: this.next }, words.say("sheet.next"));
    this.replaceChildren(checkMark(row?.state ?? "met"), text, button || h("span"));
  }
}

customElements.define("orrery-checks", Checks);
customElements.define("orrery-hints", Hints);
customElements.define("orrery-sheet", Sheet);
