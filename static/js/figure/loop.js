const AGAIN_AFTER_MS = 6000;
const READ_MS = 100; // between two readings of the clock

/** Plays a recorded session again and again until somebody stops it. `tell({time, command, running})` is called whenever one of them is another.
 *  @param {RecordedSession} session */
export class Loop {
  #timer = null;
  #told = "";

  constructor(session, { tell, timers = globalThis }) {
    Object.assign(this, { session, tell, timers });
    session.playhead.addEventListener("move", () => this.#look());
  }

  get running() {
    return this.session.playhead.playing || this.#timer !== null;
  }

  /** From the start, or on from where it was stopped. */
  play() {
    const { session } = this;
    if (session.playhead.live) session.play();
    else session.playhead.setPlaying(true, session.wall());
    this.#look();
  }

  pause() {
    this.timers.clearTimeout(this.#timer);
    this.#timer = null;
    this.session.playhead.setPlaying(false, this.session.wall());
    this.#look();
  }

  #look() {
    const { session } = this;
    const { time } = session; // arriving at the end, the playhead says so by moving
    if (session.playhead.playing) this.#wait(READ_MS, () => this.#look());
    else if (session.playhead.live && this.#timer) this.#wait(AGAIN_AFTER_MS, () => this.play());
    const told = { time, command: session.command(time), running: this.running };
    if (JSON.stringify(told) === this.#told) return;
    this.#told = JSON.stringify(told);
    this.tell(told);
  }

  #wait(ms, then) {
    this.timers.clearTimeout(this.#timer);
    this.#timer = this.timers.setTimeout(then, ms);
  }
}
