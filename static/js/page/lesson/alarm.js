import { momentText } from "../../live/clock.js";
import { Store } from "../shared/store.js";
import { h, icon, inlineCode } from "../shared/dom.js";
import { brokenOf, progressOf, whatBroke } from "./checks.js";
import { checkMark } from "./marks.js";

/** <orrery-alarm>: what of the lesson is broken, told where nobody misses it, whatever else is looked at. It stays until it is put away, or until
 *  the check holds again (a retry, an undo). `begin({session, lesson, words, reasons, cluster})` once. Emits `orrery-jump` {time, uid} and
 *  `orrery-retry` {check}, as the list of conditions does. */
export class Alarm extends HTMLElement {
  #told = new Set(); // what screen readers have heard, by `keyOf`

  /** @param {{store?: Store}} given what was put away is remembered for this visit, by `cluster` (its id) */
  begin({ session, lesson, words, reasons, cluster, store = new Store("orrery.alarm.", () => sessionStorage) }) {
    Object.assign(this, { session, lesson, words, reasons, cluster, store });
    this.spoken = h("p", { class: "visually-hidden", role: "alert" });
    this.rows = h("div", { class: "alarm-rows" });
    this.replaceChildren(this.spoken, this.rows);
    new ResizeObserver(() => document.documentElement.style.setProperty("--alarm", `${this.offsetHeight}px`)).observe(this); // drawer and toasts end above it
    for (const name of ["checks", "role"]) session.addEventListener(name, () => this.#draw());
    this.#draw();
  }

  #draw() {
    const away = (this.store.get(this.cluster) ?? "").split("\n");
    const broken = brokenOf(progressOf(this.lesson, this.session.checks)).filter((row) => !away.includes(keyOf(row)));
    const drawn = JSON.stringify([broken, this.session.mayAct]);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.rows.replaceChildren(...broken.map((row) => this.#row(row)));
    this.classList.toggle("is-shown", broken.length > 0);
    const fresh = broken.filter((row) => !this.#told.has(keyOf(row)));
    this.#told = new Set(broken.map(keyOf));
    if (fresh.length || !broken.length) this.spoken.textContent = fresh.map(({ text, at }) => this.words.say("alarm.spoken", { text: plain(text), time: momentText(at) })).join(" ");
  }

  #row(row) {
    const { words, session } = this;
    const { id, text, at, moment } = row;
    const found = whatBroke(moment, this.reasons, words);
    const say = (name, detail) => () => this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
    const button = (key, act, name) => h("button", { class: name, type: "button", title: words.say(`${key}_title`), "aria-label": `${words.say(key)}: ${plain(text)}`, onclick: act }, words.say(key));
    return h("div", { class: "alarm-row", role: "group", "aria-label": plain(text) },
      checkMark("broken"),
      h("p", {}, h("b", {}, ...inlineCode(text)), h("small", {}, h("time", {}, words.say("alarm.at", { time: momentText(at) })), found && h("span", { title: found.what }, found.what))),
      h("div", { class: "alarm-acts" },
        button("lesson.jump", say("orrery-jump", { time: at, uid: found?.uid ?? null }), "quiet"),
        session.mayAct && button("lesson.retry", say("orrery-retry", { check: id }), "main-action"),
        h("button", { class: "quiet is-icon", type: "button", title: words.say("alarm.away"), "aria-label": `${words.say("alarm.away")}: ${plain(text)}`, onclick: () => this.#putAway(row) }, icon("close"))));
  }

  #putAway(row) {
    this.store.set(this.cluster, [this.store.get(this.cluster), keyOf(row)].filter(Boolean).join("\n"));
    this.#draw();
    (this.querySelector("button") ?? document.querySelector("orrery-timebar [role=slider]"))?.focus();
  }
}

/** A check that broke at a moment: broken anew after another try, it is told anew. */
const keyOf = ({ id, at }) => `${id} ${at}`;
const plain = (text) => text.replaceAll("`", "");

customElements.define("orrery-alarm", Alarm);
