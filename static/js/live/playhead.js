const JUST_BEFORE = 1; // µs

/** Where this viewer stands in time: at the living end ("now"), or at a moment of the recorded past. The position is the viewer's own; the
 *  rate of the living end belongs to the cluster. Emits `move` when the place changes by anything but the passing of time. */
export class Playhead extends EventTarget {
  first = 0; // µs: there is nothing before it
  #past = null; // {at, playing, since, until}: `since` is the wall time at which it stood at `at`

  /** @param {ClockReading} clock the living end; @param {{previousMoment, nextMoment}} world the recording: the time of the event
   *  before a time, or null; {time, end} of the one after it, or null */
  constructor(clock, world) {
    super();
    Object.assign(this, { clock, world, rate: 1 });
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
    const { at, playing, since, until = Infinity } = this.#past;
    const moment = playing ? at + (wall - since) * 1000 * this.rate : at;
    if (moment >= until && until < now) {
      this.seek(until, wall);
      return until;
    }
    if (moment < now) return moment;
    if (playing) this.toNow();
    return now;
  }

  /** Goes to a moment of the past and stands there. At or after now: joins the living end. */
  seek(time, wall) {
    this.#past = time >= this.clock.at(wall) ? null : { at: Math.max(this.first, time), playing: false, since: wall };
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

  /** Stands or plays where another playhead does: clusters side by side share one time. */
  follow(leader, wall) {
    const here = leader.live && !this.clock.waits;
    const at = leader.at(wall);
    this.rate = leader.live ? leader.clock.rate : leader.rate;
    this.#past = here || at >= this.clock.at(wall) ? null : { at: Math.max(this.first, at), playing: leader.playing, since: wall };
    this.#moved();
  }

  /** Stands just before the event that came last. @returns {boolean} false: there is none */
  back(wall) {
    const time = this.world.previousMoment(this.at(wall));
    if (time !== null) this.seek(time - JUST_BEFORE, wall);
    return time !== null;
  }

  /** Plays the next recorded event to its end and stands there. @returns {boolean} false: nothing more is recorded, time itself must go on */
  forward(wall) {
    if (!this.#past) return false;
    const moment = this.world.nextMoment(this.at(wall));
    if (!moment) this.toNow();
    else {
      this.#past = { at: moment.time, playing: true, since: wall, until: Math.max(moment.end, moment.time + 1) };
      this.#moved();
    }
    return true;
  }

  #moved() {
    this.dispatchEvent(new CustomEvent("move"));
  }
}
