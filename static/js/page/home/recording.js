const AGAIN_AFTER_MS = 6000;

/** Plays a recorded stretch of a cluster's life into a diagram, again and again. Knows no server: it shows what the engine did once.
 *  The tape: {rate, steps: [{time, frame} | {time, line}]}, virtual µs ascending; the first step is a snapshot, a `line` is a typed command. */
export class Recording {
  #timer = null;
  #next = 0; // the step to be shown next
  #reached = 0; // virtual µs when it was last started or paused
  #since = 0; // wall ms of that moment
  running = false;

  /** @param {{show(frame), command(line), clock(time, running)}} stage */
  constructor(tape, stage, { timers = globalThis, wall = () => performance.now() } = {}) {
    Object.assign(this, { tape, stage, timers, wall });
  }

  /** Virtual µs shown now. */
  get time() {
    return this.#reached + (this.running ? (this.wall() - this.#since) * 1000 * this.tape.rate : 0);
  }

  play() {
    if (this.running) return;
    if (this.#next === 0) this.#rewind();
    this.#start();
  }

  pause() {
    if (!this.running) return;
    this.#reached = this.time;
    this.running = false;
    this.timers.clearTimeout(this.#timer);
    this.stage.clock(this.#reached, false);
  }

  #start() {
    this.running = true;
    this.#since = this.wall();
    this.stage.clock(this.#reached, true);
    this.#schedule();
  }

  #rewind() {
    const [{ time, frame }] = this.tape.steps;
    this.#next = 1;
    this.#reached = time;
    this.stage.show(frame);
    this.stage.command("");
  }

  #schedule() {
    const step = this.tape.steps[this.#next];
    const wait = step ? Math.max(0, (step.time - this.time) / 1000 / this.tape.rate) : AGAIN_AFTER_MS;
    this.#timer = this.timers.setTimeout(() => (step ? this.#show(step) : this.#again()), wait);
  }

  #show(step) {
    this.#next++;
    if (step.frame) this.stage.show(step.frame);
    else this.stage.command(step.line);
    this.#schedule();
  }

  #again() {
    this.#rewind();
    this.#start();
  }
}
