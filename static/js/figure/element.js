import "../diagram/element.js";
import "../page/timebar/element.js";
import { h } from "../page/shared/dom.js";
import { RecordedSession, framesOf } from "./recorded.js";

const SETTLED_MS = 60; // between two looks at what the terminal shows

/** <orrery-figure>: a recording that plays where it stands. `begin({tape, words, lang})` once. It plays when it first comes into view; a reader
 *  who wants no motion sees how it ends, and plays it or steps through it. */
export class OrreryFigure extends HTMLElement {
  #shown = null;

  begin({ tape, words, lang }) {
    this.lang = lang;
    this.diagram = h("orrery-diagram");
    this.terminal = h("pre", { class: "figure-terminal", tabindex: "0", "aria-label": words.say("figure.terminal") });
    this.timebar = h("orrery-timebar", { class: "time is-figure", role: "region", "aria-label": words.say("time.moment") });
    this.replaceChildren(this.diagram, this.timebar, ...(tape.terminal.length ? [this.terminal] : []));
    this.diagram.lang = lang;
    if (this.dataset.grouping) this.diagram.grouping = this.dataset.grouping;
    const { snapshot, changes } = framesOf(tape);
    this.diagram.recorded(snapshot, changes, tape.to);
    this.session = new RecordedSession({ tape, world: this.diagram.world });
    this.timebar.begin({ session: this.session, words, world: this.diagram.world });
    this.diagram.addEventListener("orrery-narrate", ({ detail }) => this.timebar.tell(detail.text, detail.time));
    this.session.playhead.addEventListener("move", () => this.#follow());
    this.#write();
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches) this.#playOnSight();
  }

  /** µs: the moment shown. */
  get time() {
    return this.session.playhead.at(this.session.wall());
  }

  #follow() {
    const { playhead } = this.session;
    this.diagram.seek(playhead.live ? null : this.time, { running: playhead.playing, rate: playhead.rate });
    this.#write();
  }

  #playOnSight() {
    const seen = new IntersectionObserver(([{ isIntersecting }]) => {
      if (!isIntersecting) return;
      seen.disconnect();
      this.session.play();
    }, { threshold: 0.6 });
    this.session.playhead.seek(this.session.start, this.session.wall());
    seen.observe(this);
  }

  /** The terminal at the moment shown, its end in view; goes on while the tape plays. */
  #write() {
    const text = this.session.terminal(this.time);
    if (text !== this.#shown) {
      this.#shown = text;
      this.terminal.replaceChildren(...linesOf(text));
      this.terminal.scrollTop = this.terminal.scrollHeight;
    }
    clearTimeout(this.timer);
    if (this.session.playhead.playing) this.timer = setTimeout(() => this.#write(), SETTLED_MS);
  }
}

/** What was typed stands out from what was printed. */
function linesOf(text) {
  return text.split(/(?<=\n)/).map((line) => (/^[$>] /.test(line) ? h("b", {}, line) : line));
}

customElements.define("orrery-figure", OrreryFigure);
