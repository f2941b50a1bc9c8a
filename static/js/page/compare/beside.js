import { momentText } from "../../live/clock.js";
import { h, icon } from "../shared/dom.js";
import { sideHead, tellFacts } from "./head.js";

const SIDES = ["a", "b"];

/** The elements of a comparison: a head for each side, the second diagram, its terminal and editor, and the switches between. */
export class Beside {
  #added = [];
  #buttons = new Map();
  #stop = new AbortController();

  /** @param {{page, told: {id, at}, target: (name) => void, keep: (side) => void}} given */
  constructor({ page, told, target, keep }) {
    Object.assign(this, { page, words: page.words, id: told.id });
    this.app = page.app;
    this.stage = this.app.querySelector(".stage");
    this.heads = SIDES.map((side) => this.#head(side, told.at, keep));
    this.elements = { diagram: h("orrery-diagram"), terminal: h("orrery-terminal"), editor: h("orrery-editor") };
    this.#build(target);
    this.app.classList.add("is-comparing");
    this.show("terminal");
  }

  /** The switch stands on `name`: "a", "b" or "both". */
  aim(name) {
    this.app.dataset.target = name;
    for (const [key, button] of this.#buttons) button.setAttribute("aria-pressed", String(key === name));
  }

  /** Below the diagrams: "terminal" or "editor", on both sides. */
  show(name) {
    this.app.dataset.work = name;
    for (const [key, button] of this.views) button.setAttribute("aria-pressed", String(key === name));
  }

  /** The two run under one clock now: a side that waits says so. */
  ready(pair) {
    const tell = () => pair.sessions.forEach(({ clock }, at) => this.heads[at].classList.toggle("is-waiting", clock.waits));
    for (const session of pair.sessions) session.addEventListener("clock", tell, { signal: this.#stop.signal });
    tell();
  }

  /** @param {Difference[]} found of both sides */
  tell(found) {
    found.forEach((difference, at) => tellFacts(this.heads[at], difference, this.words));
  }

  remove() {
    this.#stop.abort();
    document.getElementById("part-cluster").append(this.tools);
    for (const element of this.#added) element.remove();
    this.app.classList.remove("is-comparing");
    delete this.app.dataset.target;
    delete this.app.dataset.work;
  }

  #head(side, at, keep) {
    const { words, page } = this;
    const title = side === "a" ? words.say("compare.origin") : words.say("compare.forked", { time: momentText(at) });
    const button = h("button", { class: "quiet keep", type: "button", hidden: !page.session.mayAct, onclick: () => keep(side) }, words.say("compare.keep", { side: side.toUpperCase() }));
    return sideHead({ side, title, note: words.say("compare.waits"), button });
  }

  #build(target) {
    const { page, words, elements } = this;
    const { signal } = this.#stop;
    const say = (key, side) => `${words.say(key)} ${side}`;
    const part = document.getElementById("part-cluster");
    part.prepend(this.heads[0]);
    const second = h("section", { class: "stage-diagram", "data-side": "b", "aria-label": say("tab.cluster", "B") }, this.heads[1], elements.diagram);
    part.after(second);
    const work = this.app.querySelector(".work");
    const panes = [["editor", elements.editor], ["terminal", elements.terminal]].map(([name, element]) => h("section", { class: `pane pane-${name}`, "data-side": "b", "aria-label": say(`tab.${name}`, "B") }, element));
    const strip = this.#strip(target);
    work.prepend(strip);
    this.tools = this.app.querySelector(".stage-tools");
    strip.append(this.tools); // over the picture they would lie on pods
    work.append(...panes);
    this.#added = [...this.heads, second, ...panes, strip];
    const near = (event) => {
      const side = event.target.closest?.("[data-side]")?.dataset.side ?? "a";
      if (event.target.closest?.(".pane") && this.app.dataset.target !== "both") target(side);
    };
    work.addEventListener("focusin", near, { signal });
    this.#together(page.diagram, elements.diagram);
  }

  /** Between time and work: what is shown below, and which side commands go to. */
  #strip(target) {
    const { words, page } = this;
    const group = (label, names, click, text) => {
      const buttons = names.map((name) => [name, h("button", { type: "button", "data-choice": name, onclick: () => click(name) }, text(name))]);
      return [new Map(buttons), h("div", { class: "switch", role: "group", "aria-label": label }, buttons.map(([, button]) => button))];
    };
    const [views, viewSwitch] = group(words.say("tab.label"), ["terminal", "editor"], (name) => this.show(name), (name) => words.say(`tab.${name}`));
    const [targets, targetSwitch] = group(words.say("compare.target"), ["a", "both", "b"], target, (name) => (name === "both" ? words.say("compare.both") : name.toUpperCase()));
    this.views = views;
    this.#buttons = targets;
    const aim = page.session.mayAct ? h("div", { class: "aim" }, h("span", {}, words.say("compare.target")), targetSwitch) : null;
    const lesson = page.boot.lesson && !page.presenting ? h("button", { class: "quiet is-lesson", type: "button", "aria-pressed": "false", onclick: ({ currentTarget }) => this.#lesson(currentTarget) }, icon("book"), words.say("tab.lesson")) : null;
    return h("div", { class: "work-strip" }, lesson, viewSwitch, aim);
  }

  #lesson(button) {
    const on = this.app.classList.toggle("has-lesson");
    button.setAttribute("aria-pressed", String(on));
  }

  /** Both pictures are scrolled together. */
  #together(...diagrams) {
    const { signal } = this.#stop;
    queueMicrotask(() => {
      const pictures = diagrams.map((diagram) => diagram.querySelector(".diagram-picture"));
      pictures.forEach((picture, at) => picture?.addEventListener("scroll", () => {
        const other = pictures[1 - at];
        if (Math.abs(other.scrollTop - picture.scrollTop) > 1) other.scrollTop = picture.scrollTop;
      }, { signal, passive: true }));
    });
  }
}
