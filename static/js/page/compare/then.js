import { momentText } from "../../live/clock.js";
import { h, icon } from "../shared/dom.js";
import { Contrast } from "./contrast.js";
import { sideHead, tellFacts } from "./head.js";

/** Before beside after: a moment of the past stays in view, read only, on the left of what the time bar shows. */
export class Then {
  #shown = null; // {section, diagram, heads, contrast}

  /** @param page the LivePage */
  constructor(page) {
    Object.assign(this, { page, words: page.words });
  }

  get shown() {
    return this.#shown !== null;
  }

  /** What else groups its pods as the page's diagram does. */
  get sides() {
    return this.#shown ? [this.#shown] : [];
  }

  /** @param {number} time µs */
  async open(time) {
    const { page, words } = this;
    let world;
    try {
      world = await page.session.send("seek", { time: Math.min(time, Math.floor(page.session.clock.time)) });
    } catch (error) {
      page.toasts.show(words.say("error.refused", { why: error.message }));
      return;
    }
    this.close();
    const diagram = h("orrery-diagram");
    const close = h("button", { class: "quiet is-icon keep", type: "button", "aria-label": words.say("compare.let_go"), title: words.say("compare.let_go"), onclick: () => this.close() }, icon("close"));
    const heads = [sideHead({ side: "then", title: words.say("compare.then", { time: momentText(world.time) }), button: close }), sideHead({ side: "now", title: words.say("compare.now"), button: "" })];
    const section = h("section", { class: "stage-diagram is-then", "aria-label": words.say("compare.then", { time: momentText(world.time) }) }, heads[0], diagram);
    const part = document.getElementById("part-cluster");
    part.before(section);
    part.prepend(heads[1]);
    page.app.classList.add("has-then");
    Object.assign(diagram, { lang: page.boot.lang, grouping: page.diagram.grouping });
    diagram.world.like(page.diagram.world);
    const clock = { time: world.time, rate: 1, running: false, next: null };
    diagram.frame({ type: "snapshot", objects: world.objects, revision: world.revision, previous: world.revision, time: world.time, clock });
    for (const name of ["orrery-select", "orrery-fault-menu"]) diagram.addEventListener(name, (event) => event.stopPropagation());
    const contrast = new Contrast([diagram, page.diagram], (found) => found.forEach((difference, at) => tellFacts(heads[at], difference, words)));
    this.#shown = { section, diagram, heads, contrast };
    page.timebar.flag = world.time;
    page.parts?.show("cluster");
  }

  close() {
    if (!this.#shown) return;
    const { section, heads, contrast } = this.#shown;
    this.#shown = null;
    contrast.end();
    for (const element of [section, ...heads]) element.remove();
    this.page.app.classList.remove("has-then");
    this.page.timebar.flag = null;
  }
}
