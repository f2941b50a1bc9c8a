/** Tells one sentence at a time, or a listener hears none to its end: what comes too soon waits, and only the newest of those is told. */
const BREATH = 600; // ms between two sentences

export class Teller {
  #next = null;
  #at = -Infinity;
  #timer = 0;

  /** `tell({text, time})`. */
  constructor(tell) {
    this.tell = tell;
  }

  say(text, time) {
    this.#next = { text, time };
    const wait = this.#at + BREATH - performance.now();
    clearTimeout(this.#timer);
    if (wait > 0) this.#timer = setTimeout(() => this.#now(), wait);
    else this.#now();
  }

  stop() {
    clearTimeout(this.#timer);
  }

  #now() {
    this.#at = performance.now();
    this.tell(this.#next);
  }
}
