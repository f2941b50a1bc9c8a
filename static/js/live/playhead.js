/** Where this viewer stands in time: at the living end ("now"), or at a moment of the recorded past. The position is the viewer's own; the
 *  rate of the living end belongs to the cluster. Emits `move` when the place changes by anything but the passing of time. */
export class Playhead extends EventTarget {
  #past = null; // {at, playing, wall}

  /** @param {ClockReading} clock the living end; @param {{events: number[]}} record sorted virtual times of the recorded changes */
  constructor(clock, record) {
    super();
    Object.assign(this, { clock, record, rate: 1 });
  }

  get live() {
    return this.#past === null;
  }

  get playing() {
    return this.#past ? this.#past.playing : this.clock.running;
  }

  /** The moment shown at `wall`. A past that is played arrives at the living end and joins it. */
  at(wall) {
    const now = this.clock.at(wall);
    if (!this.#past) return now;
    const { at, playing, since } = this.#past;
    const moment = playing ? at + (wall - since) * 1000 * this.rate : at;
    if (moment < now) return moment;
    if (playing) this.toNow();
    return now;
  }

  /** Goes to a moment of the past and stands there. At or after now: joins the living end. */
  seek(time, wall) {
    this.#past = time >= this.clock.at(wall) ? null : { at: Math.max(0, time), playing: false, since: wall };
    this.#moved();
  }

  toNow() {
    this.#past = null;
    this.#moved();
  }

  /** Plays or stands still in the past. (The living end is run and paused by the cluster's owner, with a message.) */
  setPlaying(playing, wall) {
    if (!this.#past) return;
    this.#past = { at: this.at(wall), playing, since: wall };
    this.#moved();
  }

  /** Plays the past faster or slower from here on. */
  setRate(rate, wall) {
    if (this.#past?.playing) this.#past = { at: this.at(wall), playing: true, since: wall };
    this.rate = rate;
    this.#moved();
  }

  /** The recorded event before (after) the moment shown, or null. */
  previousEvent(wall) {
    const at = this.at(wall);
    return this.record.events.findLast((time) => time < at - 1) ?? null;
  }

  nextEvent(wall) {
    const at = this.at(wall);
    return this.record.events.find((time) => time > at + 1) ?? null;
  }

  #moved() {
    this.dispatchEvent(new CustomEvent("move"));
  }
}
