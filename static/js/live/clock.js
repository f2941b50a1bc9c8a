const WATCHED_MS = 1500; // over which it is seen how fast the clock really goes
const KEPT_UP = 0.85; // of the rate that was asked for

/** The cluster's clock as the page reads it between two frames. Times are virtual microseconds; `wall` is the browser's own milliseconds
 *  (performance.now()), never the server's. */
export class ClockReading {
  time = 0;
  rate = 1;
  running = false;
  next = null;
  waits = false; // for the clock of another cluster, which stands beside this one and is behind it
  behind = null; // how fast it really goes, where it cannot go as fast as was asked
  epoch = 0; // µs since 1970 at virtual time 0: what Event objects' own times count from
  #wall = 0;
  #shown = 0;
  #watched = null; // {time, wall, rate}: since then it has run at that rate

  /** Takes a `clock` part of a frame: {time, rate, running, next, waits}. `jump`: the time may go backwards (undo, another branch). */
  set(clock, wall, { jump = false } = {}) {
    const shown = this.at(wall);
    Object.assign(this, { time: clock.time, rate: clock.rate ?? this.rate, running: clock.running ?? this.running, next: clock.next ?? null, waits: clock.waits ?? false, epoch: clock.wallEpoch ?? this.epoch });
    this.#wall = wall;
    this.#watch(wall, jump);
    const late = shown - clock.time;
    // A frame that took a little longer than the last makes the clock wait, not turn back.
    this.#shown = !jump && this.running && late > 0 && late < 500_000 * Math.max(1, this.rate) ? shown : clock.time;
  }

  /** Takes what a frame of changes says of the time, between two `clock` parts. */
  heard(time, next, wall) {
    this.set({ time, next, waits: this.waits }, wall);
  }

  /** A server that has much to do lets less time pass than was asked for, and says so by the moments that it tells. */
  #watch(wall, jump) {
    const { time, rate, running, waits } = this;
    const since = this.#watched;
    if (!running || waits || jump || since?.rate !== rate || time < since.time) {
      this.#watched = running && !waits ? { time, wall, rate } : null;
      this.behind = null;
    } else if (wall - since.wall >= WATCHED_MS) {
      const really = (time - since.time) / 1000 / (wall - since.wall);
      this.behind = really < rate * KEPT_UP ? really : null;
      this.#watched = { time, wall, rate };
    }
  }

  /** The reading now. Never runs backwards between two frames. */
  at(wall) {
    const run = this.running ? (wall - this.#wall) * 1000 * this.rate : 0;
    this.#shown = Math.max(this.#shown, this.time + run);
    return this.#shown;
  }
}

/** "00:42.6" of microseconds; from an hour on "1:02:05.0". */
export function clockText(time) {
  const tenths = Math.max(0, Math.floor(time / 100_000));
  const [hours, minutes, seconds] = [Math.floor(tenths / 36000), Math.floor(tenths / 600) % 60, Math.floor(tenths / 10) % 60];
  const pad = (number) => String(number).padStart(2, "0");
  return `${hours ? `${hours}:` : ""}${pad(minutes)}:${pad(seconds)}.${tenths % 10}`;
}

/** "00:42", for marks and lists. */
export function momentText(time) {
  return clockText(time).slice(0, -2);
}
