import { momentText } from "../../live/clock.js";
import { h, s } from "../shared/dom.js";
import { drawMarks, drawNeedle, drawRail, placeMarks } from "./draw.js";
import { LINES, drawLines } from "./lines.js";
import { markFrom, nearest } from "./marks.js";

const SECOND = 1_000_000;
const STEPS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -15, PageUp: 15 }; // seconds
const NEAR = { mouse: 9, pen: 9, touch: 16 }; // pixels from a mark
const STILL = 4; // pixels: a press that moved less was none to drag
const SHOWN_MS = 2600;
const MOST = 6; // of the marks that stand as one

/** The engraved rail: time under the mouse, a finger or the arrow keys, and what its marks say. `svg` and `hint` stand in the time bar. */
export class Rail {
  #view = null; // {stretch, width, …} as drawn last
  #marks = [];
  #placed = [];
  #pressed = null; // x of a press on a mark
  #timer = null;

  /** @param {{words, at: () => number, seek: (time) => void, toNow: () => void}} given times in µs */
  constructor({ words, at, seek, toNow }) {
    Object.assign(this, { words, at, seek, toNow });
    this.layers = [s("g"), s("g"), s("g")];
    this.svg = s("svg", { role: "slider", tabindex: "0", "aria-label": words.say("time.moment"), "aria-valuemin": "0", "aria-keyshortcuts": "Shift+ArrowLeft Shift+ArrowRight" }, this.layers);
    this.hint = h("div", { class: "mark-hint", hidden: true, "aria-hidden": "true" });
    const on = (name, act) => this.svg.addEventListener(name, act);
    on("pointerdown", (event) => event.button === 0 && this.#press(event));
    on("pointermove", (event) => this.#move(event));
    on("pointerleave", () => !this.#timer && this.#tell(null));
    on("keydown", (event) => this.#key(event));
  }

  /** @param {{stretch, width, at, now, jumps, due}} view µs and pixels; `marks` with their texts; `lines` as drawLines takes them; `flag` a time or null */
  draw(view, { marks, lines, flag }) {
    const top = lines.length ? LINES : 0;
    this.#view = view;
    this.#marks = marks;
    this.#placed = placeMarks(marks, view);
    this.svg.setAttribute("viewBox", `0 ${-top} ${view.width} ${top + (top ? 62 : 46)}`);
    const [rail, above, needle] = this.layers;
    rail.replaceChildren(...drawRail({ ...view, below: top ? 16 : 0 }), ...(top ? drawLines(lines, view, this.words) : []));
    above.replaceChildren(...drawMarks(this.#placed));
    needle.replaceChildren(...drawNeedle({ ...view, top, flag }));
  }

  /** What the marks at the moment shown say, for those who hear it; "" where there are none. */
  spoken(at) {
    return this.#marks.filter(({ time }) => Math.abs(time - at) < SECOND / 20).map((mark) => this.#said(mark, mark.text)).join(", ");
  }

  // ---------- mouse, finger, keyboard

  #place({ clientX, clientY }) {
    return new DOMPoint(clientX, clientY).matrixTransform(this.svg.getScreenCTM().inverse());
  }

  #near(event) {
    return this.#view && nearest(this.#placed, this.#place(event), NEAR[event.pointerType] ?? NEAR.mouse);
  }

  #press(event) {
    if (!this.#view) return;
    this.svg.setPointerCapture(event.pointerId);
    const mark = this.#near(event);
    this.#pressed = mark ? event.clientX : null;
    if (mark) this.#visit(mark);
    else this.#drag(event);
  }

  #move(event) {
    if (!this.svg.hasPointerCapture(event.pointerId)) this.#tell(this.#near(event));
    else if (this.#pressed === null || Math.abs(event.clientX - this.#pressed) > STILL) this.#drag(event);
  }

  #drag(event) {
    this.#pressed = null;
    this.#tell(null);
    const { stretch, width } = this.#view;
    this.seek(stretch.time(this.#place(event).x, width));
  }

  #key(event) {
    const step = STEPS[event.key];
    if (event.key === "Home") this.seek(0);
    else if (event.key === "End") this.toNow();
    else if (step && event.shiftKey) this.#toMark(Math.sign(step));
    else if (step) this.seek(Math.max(0, this.at() + step * SECOND));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** From mark to mark, also those that stand as one. */
  #toMark(by) {
    const mark = markFrom(this.#marks, this.at(), by);
    if (!mark || !this.#view) return;
    const { stretch, width } = this.#view;
    this.#visit({ ...mark, texts: [mark.text], x: stretch.x(mark.time, width) });
  }

  #visit(mark) {
    this.seek(mark.time);
    this.#tell(mark, SHOWN_MS);
  }

  // ---------- what a mark says

  #said({ kind }, text) {
    return this.words.say(`time.mark_${kind}`, { text });
  }

  /** @param {object|null} mark placed @param {number} ms after which it goes by itself; 0: when the mouse leaves */
  #tell(mark, ms = 0) {
    clearTimeout(this.#timer);
    this.#timer = mark && ms ? setTimeout(() => this.#tell(null), ms) : null;
    this.svg.classList.toggle("is-on-mark", Boolean(mark));
    this.hint.hidden = !mark;
    if (!mark) return;
    const lines = mark.texts.slice(0, MOST).map((text) => h("p", {}, this.#said(mark, text)));
    const more = mark.texts.length > MOST ? h("p", {}, `… +${mark.texts.length - MOST}`) : null;
    this.hint.replaceChildren(...[h("time", {}, momentText(mark.time)), ...lines, more].filter(Boolean));
    const { width } = this.#view;
    const half = this.hint.offsetWidth / 2;
    this.hint.style.left = `${Math.max(half - 8, Math.min(width - half + 8, mark.x))}px`;
  }
}
