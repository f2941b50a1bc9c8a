/** The stretch of time that the bar shows, and its engraving. Times in microseconds, widths in pixels. */

const SECOND = 1_000_000;
const NEEDLE = 0.71; // where the living end stands: right of it is what is due
const SHORTEST = 60 * SECOND;
const LONGEST = 180 * SECOND;
// [small, middle, great] steps of ticks in seconds, and how far apart the times written below stand
const STEPS = [[1, 5, 15, 15], [5, 15, 60, 60], [10, 60, 300, 300], [60, 300, 900, 900]];

/** Which stretch to show. It grows with the session to three minutes and then moves along; a moment outside it pulls it over. */
export class Stretch {
  from = 0;
  to = SHORTEST;

  /** @param {number} at the moment shown @param {number} now the living end @param {boolean} live */
  show(at, now, live) {
    const length = Math.min(LONGEST, Math.max(SHORTEST, Math.ceil(now / NEEDLE / (30 * SECOND)) * 30 * SECOND));
    if (live) this.from = Math.max(0, at - NEEDLE * length);
    else if (length > this.to - this.from) this.from = Math.max(0, this.from - (length - (this.to - this.from)));
    this.to = this.from + length;
    if (!live) {
      const edge = length * 0.02;
      if (at < this.from + edge) this.#move(Math.max(0, at - edge), length);
      else if (at > this.to - edge) this.#move(at + edge - length, length);
    }
    return this;
  }

  #move(from, length) {
    this.from = from;
    this.to = from + length;
  }

  x(time, width) {
    return ((time - this.from) / (this.to - this.from)) * width;
  }

  time(x, width) {
    return this.from + (x / width) * (this.to - this.from);
  }
}

/** All of a recording, from its first moment to a little after its last. */
export class Whole extends Stretch {
  /** @param {{from: number, to: number}} given µs */
  constructor({ from, to }) {
    super();
    Object.assign(this, { from, to: Math.max(to, from + SECOND) });
  }

  show() {
    return this;
  }
}

/** @returns {{small, middle, great: number[], labels: number[]}} tick times within the stretch, close enough to read and no closer */
export function ticks(stretch, width) {
  const perPixel = (stretch.to - stretch.from) / Math.max(1, width);
  const [small, middle, great, label] = STEPS.find(([step]) => (step * SECOND) / perPixel >= 4) ?? STEPS.at(-1);
  const all = multiples(stretch, small);
  const on = (step) => (time) => time % (step * SECOND) === 0;
  const labelStep = label * Math.max(1, Math.ceil(64 / ((label * SECOND) / perPixel)));
  return { small: all.filter((time) => !on(middle)(time)), middle: all.filter((time) => on(middle)(time) && !on(great)(time)), great: all.filter(on(great)), labels: multiples(stretch, labelStep) };
}

function multiples({ from, to }, seconds) {
  const step = seconds * SECOND;
  const found = [];
  for (let time = Math.ceil(from / step) * step; time <= to; time += step) found.push(time);
  return found;
}
