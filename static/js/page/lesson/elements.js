import { momentText } from "../../live/clock.js";
import { h, inlineCode } from "../shared/dom.js";
import { current, progressOf, whatBroke } from "./checks.js";
import { checkMark, hintBars } from "./marks.js";

/** <orrery-checks>: what the lesson asks for; passes by itself. `begin({session, lesson, words, reasons})`. Emits `orrery-solved` once;
 *  `orrery-jump` {time, uid} for the moment that broke a check and its object, `orrery-retry` {check} to try again from just before it.
 *  That a guard broke is spoken by the alarm, not here. */
export class Checks extends HTMLElement {
  begin({ session, lesson, words, reasons }) {
    Object.assign(this, { session, lesson, words, reasons });
    if (!lesson.goals.length && !lesson.guards.length) return;
    const list = (key, live) => h("ul", { class: "checks", "aria-live": live, "aria-label": words.say(key) });
    Object.assign(this, { count: h("small"), goals: list("lesson.checks", "polite"), guards: list("lesson.guards", "off"), note: h("p", { role: "status" }), drawn: new Map() });
    this.replaceChildren(...[
      ...(lesson.goals.length ? [h("h2", {}, words.say("lesson.checks"), this.count), this.goals] : []),
      ...(lesson.guards.length ? [h("h2", {}, words.say("lesson.guards")), this.guards] : []),
      this.note,
    ]);
    session.addEventListener("checks", () => this.#draw());
    session.addEventListener("role", () => this.#draw());
    this.#draw();
  }

  #draw() {
    const { words, session } = this;
    const progress = progressOf(this.lesson, session.checks);
    this.count.textContent = words.say("lesson.met", progress);
    this.#fill(this.goals, progress.goals);
    this.#fill(this.guards, progress.guards);
    this.#solved(session.solved ? (session.shown ? "shown" : "solved") : null);
    if (session.solved && !this.told) {
      this.told = true;
      this.dispatchEvent(new CustomEvent("orrery-solved", { bubbles: true }));
    }
  }

  /** Only rows that say something new are made anew: the others keep the keyboard's focus, and are not spoken again. */
  #fill(list, rows) {
    for (const row of rows) {
      const said = JSON.stringify([row, row.state === "broken" && this.session.mayAct]);
      const known = this.drawn.get(row.id);
      if (known?.said === said) continue;
      const item = this.#row(row);
      if (known) known.item.replaceWith(item);
      else list.append(item);
      this.drawn.set(row.id, { said, item });
    }
  }

  #solved(how) {
    if (this.note.dataset.how === String(how)) return;
    this.note.dataset.how = String(how);
    this.note.className = how ? `solved-note${how === "shown" ? " is-shown" : ""}` : "";
    this.note.replaceChildren(...(how ? [checkMark(how === "shown" ? "kept" : "met"), this.words.say(`lesson.${how}`)] : []));
  }

  #row(row) {
    const { words } = this;
    const { text, state, detail, at } = row;
    const spoken = { met: "lesson.is_met", kept: "lesson.is_kept", unmet: "lesson.is_unmet", broken: "lesson.is_broken" }[state];
    const turned = at !== null && (state === "met" || state === "broken");
    return h("li", { class: `is-${state}` }, checkMark(state), h("span", {}, h("span", { class: "visually-hidden" }, words.say(spoken)), ...inlineCode(text)),
      turned ? h("time", {}, momentText(at)) : h("span"), detail && state !== "met" && h("small", {}, ...inlineCode(detail)), ...(state === "broken" ? this.#broken(row) : []));
  }

  /** What broke it, the way to that moment, and the way back to just before it. */
  #broken({ id, text, at, moment }) {
    const { words } = this;
    const found = whatBroke(moment, this.reasons, words);
    const say = (name, detail) => () => this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
    const button = (key, act) => h("button", { class: "quiet", type: "button", title: words.say(`${key}_title`), "aria-label": `${words.say(key)}: ${text.replaceAll("`", "")}`, onclick: act }, words.say(key));
    return [
      found && h("p", { class: "broke" }, found.what, found.led && h("span", {}, words.say("lesson.led"), h("code", {}, found.led))),
      h("div", { class: "after" }, button("lesson.jump", say("orrery-jump", { time: at, uid: found?.uid ?? null })),
        this.session.mayAct && button("lesson.retry", say("orrery-retry", { check: id }))),
    ].filter(Boolean);
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
  begin({ session, lesson, words, hint, next, retry }) {
    Object.assign(this, { session, lesson, words, hint, next, retry });
    session.addEventListener("checks", () => this.#draw());
    this.#draw();
  }

  #draw() {
    const { words, session } = this;
    const progress = progressOf(this.lesson, session.checks);
    const row = current(progress);
    const text = h("p", {}, h("b", {}, ...(row ? inlineCode(row.text) : [words.say("sheet.all_met")])), h("small", {}, row?.detail ? inlineCode(row.detail) : words.say("lesson.met", progress)));
    const again = row?.state === "broken" && session.mayAct && h("button", { class: "quiet", type: "button", title: words.say("lesson.retry_title"), onclick: () => this.retry(row.id) }, words.say("sheet.retry"));
    const button = again ? again : row || !this.next ? this.lesson.hints.length > 0 && h("button", { class: "quiet", type: "button", onclick: () => this.hint() }, words.say("sheet.hint"))
      : h("a", { class: "main-action", href: this.next }, words.say("sheet.next"));
    this.replaceChildren(checkMark(row?.state ?? "met"), text, button || h("span"));
  }
}

customElements.define("orrery-checks", Checks);
customElements.define("orrery-hints", Hints);
customElements.define("orrery-sheet", Sheet);
