import "../diagram/element.js";
import "../page/timebar/element.js";
import { h } from "../page/shared/dom.js";
import { Pacer, gapsOf } from "./pace.js";
import { RecordedSession, framesOf } from "./recorded.js";
import { shapeOf } from "./terminal.js";

const SETTLED_MS = 60; // between two looks at what the terminal shows
const IN_VIEW = 0.6; // of the figure, or of the window where the figure is higher
const LINE = 1.5; // of the terminal, in letters
const EDGES = 18; // px above and below its lines
const FEWEST = 3;
const ARRIVED = 1_300_000; // µs: what has come to be has taken its place
const LOOKS = [0, 0.2, 0.4, 0.6, 0.8, 1];

/** <orrery-figure>: a recording that plays where it stands. `begin({tape, words, lang})` once. It shows its best moment until it is seen, then plays (not with `data-still`); a reader who
 *  wants no motion plays it or steps through it. It is as high as its content: `natural` px. */
export class OrreryFigure extends HTMLElement {
  #shown = null;
  #seen = ""; // the size for which it was laid out

  begin({ tape, words, lang }) {
    this.lang = lang;
    this.diagram = h("orrery-diagram");
    this.terminal = h("pre", { class: "figure-terminal", tabindex: "0", "aria-label": words.say("figure.terminal") });
    this.timebar = h("orrery-timebar", { class: "time is-figure", role: "region", "aria-label": words.say("time.moment") });
    this.replaceChildren(this.diagram, this.timebar, ...(tape.terminal.length ? [this.terminal] : []));
    this.diagram.lang = lang;
    if (this.dataset.grouping) this.diagram.grouping = this.dataset.grouping;
    const { snapshot, changes } = framesOf(tape);
    this.diagram.recorded(snapshot, changes, tape);
    this.session = new RecordedSession({ tape, world: this.diagram.world });
    const gaps = gapsOf(tape);
    this.pacer = new Pacer(this.session.playhead, gaps);
    this.diagram.world.jumps.push(...gaps);
    this.timebar.begin({ session: this.session, words, world: this.diagram.world });
    this.diagram.addEventListener("orrery-narrate", ({ detail }) => this.timebar.tell(detail.text, detail.time));
    this.session.playhead.addEventListener("move", () => this.#follow());
    new ResizeObserver(() => this.#size()).observe(this);
    this.#size();
    this.session.playhead.seek(tape.shows ? this.diagram.world.told(tape.shows) + ARRIVED : this.session.poster, this.session.wall());
    this.#follow();
    if (!("still" in this.dataset) && !matchMedia("(prefers-reduced-motion: reduce)").matches) this.#playOnSight();
  }

  /** µs: the moment shown. */
  get time() {
    return this.session.time;
  }

  /** px: how high it is when nothing of it is cut. */
  get natural() {
    return Math.ceil(this.#room + (this.timebar?.offsetHeight ?? 0) + this.#said);
  }
  #room = 0;
  #said = 0;

  /** As high as the recording needs in the width that there is; in a frame that is lower the terminal has fewer rows first. */
  #size() {
    const framed = document.body.classList.contains("is-embedded");
    const seen = `${this.clientWidth} ${framed ? innerHeight : ""}`;
    if (seen === this.#seen) return;
    this.#seen = seen;
    const { size, rows } = shapeOf(this.session.tape.terminal, this.clientWidth);
    this.style.setProperty("--letter", `${size}px`);
    this.diagram.measure();
    this.#room = (this.diagram.room ?? 0) + this.diagram.firstElementChild.offsetHeight + 2;
    this.#said = this.terminal.isConnected ? rows * size * LINE + EDGES : 0;
    const caption = this.nextElementSibling?.offsetHeight ?? 0;
    const short = framed ? this.natural + caption - innerHeight : 0;
    this.style.setProperty("--rows", Math.max(FEWEST, rows - Math.ceil(Math.max(0, short) / (size * LINE))));
    this.style.setProperty("--room", `${this.#room}px`);
    this.#write();
  }

  #follow() {
    const { playhead } = this.session;
    this.diagram.seek(playhead.live ? null : this.time, { running: playhead.playing, rate: playhead.rate });
    this.#write();
  }

  #playOnSight() {
    const seen = new IntersectionObserver(([{ intersectionRatio, intersectionRect, rootBounds }]) => {
      if (intersectionRatio < IN_VIEW && !(rootBounds && intersectionRect.height >= rootBounds.height * IN_VIEW)) return;
      seen.disconnect();
      this.session.play();
    }, { threshold: LOOKS });
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
    this.pacer.step(this.session.wall());
    if (this.session.playhead.playing) this.timer = setTimeout(() => this.#write(), SETTLED_MS);
  }
}

/** What was typed stands out from what was printed. */
function linesOf(text) {
  return text.split(/(?<=\n)/).map((line) => (/^[$>] /.test(line) ? h("b", {}, line) : line));
}

customElements.define("orrery-figure", OrreryFigure);
