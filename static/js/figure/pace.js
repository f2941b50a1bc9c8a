/** Stretches of a recording in which nothing happens are passed in a moment: nobody waits five minutes for an eviction. Knows no document. */

const LONG = 15_000_000; // µs without anything that is worth leaping
const BEFORE = 4_000_000; // µs: what came last is told to its end
const AFTER = 1_500_000; // µs: what comes next is seen coming
const TAKES = 1_600; // ms for any leap

/** [{from, to}] in µs. @param {object} tape */
export function gapsOf(tape) {
  const times = [tape.from, tape.to, ...[tape.changes, tape.terminal, tape.marks].flat().map(({ time }) => time), ...(tape.traces ?? []).map(({ at }) => at)].sort((a, b) => a - b);
  return times.slice(1).map((to, i) => ({ from: times[i] + BEFORE, to: to - AFTER })).filter(({ from, to }) => to - from > LONG - BEFORE - AFTER);
}

/** Plays a playhead faster within gaps; `step(wall)` again and again while it plays. */
export class Pacer {
  #within = null;
  #usual = 1;

  constructor(playhead, gaps) {
    Object.assign(this, { playhead, gaps });
  }

  step(wall) {
    const { playhead } = this;
    const time = playhead.at(wall);
    if (this.#within && playhead.playing && time > this.#within.to) this.#land(wall);
    const gap = playhead.playing && !playhead.live ? this.gaps.find(({ from, to }) => from <= time && time < to) : null;
    if (gap && gap !== this.#within) this.#leap(gap, wall);
    else if (!gap && this.#within) this.#usually(wall);
  }

  #leap(gap, wall) {
    if (!this.#within) this.#usual = this.playhead.rate;
    this.#within = gap;
    this.playhead.setRate(Math.max(this.#usual, (gap.to - gap.from) / 1000 / TAKES), wall);
  }

  /** Not past the end of the gap, however late this is asked. */
  #land(wall) {
    const { to } = this.#within;
    this.#usually(wall);
    this.playhead.seek(to, wall);
    this.playhead.setPlaying(true, wall);
  }

  #usually(wall) {
    this.#within = null;
    this.playhead.setRate(this.#usual, wall);
  }
}
