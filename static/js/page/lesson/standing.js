import { h } from "../shared/dom.js";
import { brokenOf, progressOf } from "./checks.js";
import { checkMark } from "./marks.js";

/** <orrery-standing>: above the lesson's foot, always in view: how many conditions are met, and how many of those to keep are broken. A press leads
 *  to their list. `begin({session, lesson, words, list})` once; `list`: the element that tells them one by one. */
export class Standing extends HTMLElement {
  begin({ session, lesson, words, list }) {
    if (!lesson.goals.length && !lesson.guards.length) return;
    Object.assign(this, { session, lesson, words });
    this.button = h("button", { type: "button", title: words.say("standing.title"), onclick: () => list.scrollIntoView({ block: "center", behavior: "smooth" }) });
    this.replaceChildren(this.button);
    session.addEventListener("checks", () => this.#draw());
    this.#draw();
  }

  #draw() {
    const { words } = this;
    const progress = progressOf(this.lesson, this.session.checks);
    const { met, all, guards } = progress;
    const broken = brokenOf(progress).length;
    const goals = all > 0 && h("span", { class: met === all ? "is-met" : "" }, checkMark(met === all ? "met" : "unmet"), words.say("standing.goals", { met, all }));
    const kept = broken > 0 ? h("span", { class: "is-broken" }, checkMark("broken"), words.say("standing.broken", { count: broken }))
      : guards.length > 0 && h("span", {}, checkMark("kept"), words.say("standing.kept", { count: guards.length }));
    this.button.replaceChildren(...[goals, kept].filter(Boolean));
  }
}

customElements.define("orrery-standing", Standing);
