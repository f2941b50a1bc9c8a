import "../diagram/element.js";
import "../page/timebar/element.js";
import { Pair } from "../live/pair.js";
import { Readiness } from "../model/readiness.js";
import { Contrast } from "../page/compare/contrast.js";
import { sideHead, tellFacts } from "../page/compare/head.js";
import { h } from "../page/shared/dom.js";
import { RecordedSession, framesOf } from "./recorded.js";

const IN_VIEW = 0.5;

/** Two recorded sessions as one: both are wound, played and stopped together, and last as long as the longer. */
class RecordedPair extends Pair {
  constructor(sessions, worlds) {
    super(sessions, worlds);
    const [{ whole }] = sessions;
    this.whole = whole;
    this.playhead.first = whole.from;
  }

  get start() {
    return Math.min(...this.sessions.map(({ start }) => start));
  }

  async send(type, { running, step } = {}) {
    if (type !== "clock") throw new Error(`a recording does not know ${type}`);
    if (running) this.play();
    else if (step) this.playhead.seek(this.whole.from, this.wall());
    return {};
  }

  play() {
    this.playhead.seek(this.start, this.wall());
    this.playhead.setPlaying(true, this.wall());
  }
}

/** <orrery-figure-pair>: two recordings side by side (one above the other where it is narrow) under one time bar. `begin({tape, words, lang})` once;
 *  `tape.beside` is the second, `name` of each is {ko, en}. */
export class OrreryFigurePair extends HTMLElement {
  begin({ tape, words, lang }) {
    const tapes = [tape, tape.beside];
    this.heads = tapes.map(({ name }, at) => sideHead({ side: "ab"[at], title: name?.[lang] ?? "", button: "" }));
    this.diagrams = tapes.map(() => h("orrery-diagram"));
    this.timebar = h("orrery-timebar", { class: "time is-figure", role: "region", "aria-label": words.say("time.moment") });
    const sections = this.diagrams.map((diagram, at) => h("section", { class: "figure-side", "aria-label": tapes[at].name?.[lang] ?? "" }, this.heads[at], diagram));
    this.replaceChildren(...sections, this.timebar);
    const sessions = tapes.map((one, at) => this.#record(this.diagrams[at], one, lang));
    const worlds = this.diagrams.map(({ world }) => world);
    this.session = new RecordedPair(sessions, worlds);
    this.timebar.begin({ session: this.session, words, world: this.session.world });
    this.timebar.serve({ session: this.session, world: this.session.world, lines: worlds.map((world, at) => Object.assign(new Readiness(world), { name: "ab"[at] })) });
    this.contrast = new Contrast(this.diagrams, (found) => found.forEach((difference, at) => tellFacts(this.heads[at], difference, words)));
    this.session.playhead.seek(tape.poster ?? tape.to, this.session.wall());
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches) this.#playOnSight();
  }

  disconnectedCallback() {
    this.contrast?.end();
  }

  /** µs: the moment shown. */
  get time() {
    return this.session.playhead.at(this.session.wall());
  }

  #record(diagram, tape, lang) {
    diagram.lang = lang;
    if (this.dataset.grouping) diagram.grouping = this.dataset.grouping;
    const { snapshot, changes } = framesOf(tape);
    if (diagram !== this.diagrams[0]) diagram.world.like(this.diagrams[0].world);
    diagram.recorded(snapshot, changes, tape);
    const session = new RecordedSession({ tape, world: diagram.world });
    session.playhead.addEventListener("move", () => diagram.seek(session.playhead.live ? null : session.time, { running: session.playhead.playing, rate: session.playhead.rate }));
    diagram.addEventListener("orrery-narrate", ({ detail }) => this.timebar.tell(detail.text, detail.time));
    return session;
  }

  #playOnSight() {
    const seen = new IntersectionObserver(([{ isIntersecting }]) => {
      if (!isIntersecting) return;
      seen.disconnect();
      this.session.play();
    }, { threshold: IN_VIEW });
    seen.observe(this);
  }
}

customElements.define("orrery-figure-pair", OrreryFigurePair);
