/** Moves become Web Animations laid over the picture at rest. The moment shown leads; the browser only carries it between two frames.
 *  Taking every animation away leaves a true picture. */
import { spokeOf } from "./plane.js";
import { make, svg, put } from "./svg.js";

const ALWAYS = new Set(["pulse", "birth", "flight", "regroup"]); // kept above 2×
const PULSES = 10;
const TAIL = 30;
const EASE = "cubic-bezier(.45, .05, .25, 1)";

/** Which of the moves are shown at this rate. */
export const shown = (moves, rate) => (rate > 2 ? moves.filter((move) => ALWAYS.has(move.kind)) : moves);

/** The hops of the pulses under way, as moves: {kind: "pulse", part, back, start, duration, end, count}. One object a hop, kept. */
const hops = new WeakMap();
export function hopsOf(pulses, moment) {
  const under = [];
  for (const pulse of pulses) {
    if (!hops.has(pulse)) {
      hops.set(pulse, pulse.parts.slice(1).map((to, i) => {
        const back = pulse.parts[i] === "api";
        const start = pulse.departs + i * pulse.hop;
        return { kind: "pulse", pulse, part: back ? to : pulse.parts[i], back, start, delay: 0, duration: pulse.hop, end: start + pulse.hop, ease: EASE };
      }));
    }
    for (const hop of hops.get(pulse)) if (hop.start <= moment && moment < hop.end) under.push(hop);
  }
  return under.slice(-PULSES);
}

export class Animator {
  #under = new Map(); // move → its animations

  /** `layers`: {traces, reaches, pulses}; `viewOf(uid)`: the PodView or undefined. */
  constructor(layers, viewOf) {
    Object.assign(this, { layers, viewOf });
  }

  /** Lays exactly these moves over the picture. `clock`: {at (µs), running, rate, sought}. */
  sync(moves, layout, { at, running, rate, sought }) {
    const wanted = new Set(moves);
    for (const [move, animations] of this.#under) if (!wanted.has(move)) this.#end(move, animations);
    for (const move of moves) {
      let fresh = false;
      if (!this.#under.has(move)) {
        this.#under.set(move, this.#begin(move, layout));
        fresh = true;
      }
      const time = (at - move.start) / 1000;
      for (const animation of this.#under.get(move)) {
        if (animation.playbackRate !== rate) animation.playbackRate = rate;
        if (!running) animation.pause();
        else if (fresh || animation.playState === "paused") animation.play();
        const late = Math.abs((animation.currentTime ?? 0) - time);
        if (fresh || sought || !running || late > 90 * Math.max(1, rate)) animation.currentTime = time;
      }
    }
  }

  cancel() {
    for (const [move, animations] of this.#under) this.#end(move, animations);
  }

  #end(move, animations) {
    for (const animation of animations) animation.cancel();
    for (const element of animations.made ?? []) element.remove();
    this.#under.delete(move);
  }

  #begin(move, layout) {
    const options = { delay: move.delay / 1000, duration: Math.max(1, move.duration / 1000), easing: move.ease, fill: "both" };
    if (move.kind === "pulse") return pulse(move, layout, options, this.layers.pulses);
    if (move.kind === "reach") return reach(move, options, this.layers.reaches);
    const view = this.viewOf(move.uid);
    if (!view) return Object.assign([], { made: trace(move, this.layers.traces) });
    if (move.kind === "death") return death(view, options);
    if (move.kind === "ring") return [...view.ring.querySelectorAll("rect")].map((rect) => rect.animate([{ strokeDashoffset: 1 }, { strokeDashoffset: 0 }], options));
    return Object.assign(travel(move, view, options), { made: trace(move, this.layers.traces) });
  }
}

function travel(move, { element, shape, words, place }, options) {
  const { w, h } = place;
  const ride = (part, css) => part.animate(move.points.map((point) => ({ transform: css(point) })), options);
  const steady = move.kind === "regroup" || move.kind === "shift";
  return [
    ride(element, ({ x, y }) => `translate(${x - w / 2}px, ${y - h / 2}px)`),
    ride(shape, ({ k }) => `scale(${k})`),
    // shapes fly, names wait: a name under way would cross others
    words.animate([{ opacity: Number(steady) }, { opacity: 0, offset: 0.2 }, { opacity: 0, offset: 0.8 }, { opacity: 1 }], { ...options, easing: "linear" }),
  ];
}

function death({ element, shape }, options) {
  return [element.animate([{ opacity: 1 }, { opacity: 0 }], options), shape.animate([{ transform: "scale(1)" }, { transform: "scale(.5)" }], options)];
}

/** The dashed path and the landing place, for as long as the move lasts. */
function trace(move, layer) {
  if (!move.path) return [];
  const made = make("g", { class: "is-pending" });
  put(made, traceMarkup(move));
  layer.append(made);
  return [made];
}

/** What stays of a move with reduced motion (`told`), or lies below it while it lasts. Of a death that is the empty seat's outline. */
export function traceMarkup({ kind, path, ghost, place: seat }, told = false) {
  if (kind === "death") return svg`<rect class="flight is-told" x="${seat.x + 1}" y="${seat.y + 1}" width="${seat.w - 2}" height="${seat.h - 2}" rx="${Math.min(12, seat.h / 4)}"/>`;
  const place = ghost && svg`<rect class="ghost is-next" x="${ghost.x + 1}" y="${ghost.y + 1}" width="${ghost.w - 2}" height="${ghost.h - 2}" rx="${Math.min(12, ghost.h / 4)}"/>`;
  return svg`<path class="flight${told ? " is-told" : ""}" d="${path}"/>${place}`;
}

function reach(move, options, layer) {
  const path = make("path", { class: "reach", pathLength: 1, "stroke-dasharray": "1 1", d: move.path });
  layer.append(path);
  const frames = [{ strokeDashoffset: 1, opacity: 1 }, { strokeDashoffset: 0, opacity: 1, offset: 0.4 }, { strokeDashoffset: 0, opacity: 1, offset: 0.8 }, { strokeDashoffset: 0, opacity: 0 }];
  return Object.assign([path.animate(frames, { ...options, easing: "linear" })], { made: [path] });
}

function pulse(move, layout, options, layer) {
  const own = spokeOf(move.part, layout);
  if (!own) return [];
  const path = move.back ? own.reversed() : own;
  const points = path.sample(28);
  const made = make("g");
  const { count } = move.pulse;
  const number = count > 1 ? svg`<text class="pulse-count" y="4">${count}</text>` : "";
  put(made, svg`<path class="pulse-tail" d="${path}" stroke-dasharray="${TAIL} 9999"/><g><circle class="pulse-halo" r="${count > 1 ? 15 : 13}"/><circle class="pulse" r="${count > 1 ? 10 : 6.5}"/>${number}</g>`);
  layer.append(made);
  const [tail, dot] = made.children;
  return Object.assign([
    dot.animate(points.map(({ x, y }) => ({ transform: `translate(${x}px, ${y}px)` })), options),
    tail.animate([{ strokeDashoffset: TAIL }, { strokeDashoffset: TAIL - points.far }], options),
  ], { made: [made] });
}
