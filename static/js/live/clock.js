/** The cluster's clock as the page reads it between two frames. Times are virtual microseconds; `wall` is the browser's own milliseconds
 *  (performance.now()), never the server's. */
export class ClockReading {
  time = 0;
  rate = 1;
  running = false;
  next = null;
  waits = false; // for the clock of another cluster, which stands beside this one and is behind it
  epoch = 0; // µs since 1970 at virtual time 0: what Event objects' own times count from
  #wall = 0;
  #shown = 0;

  /** Takes a `clock` part of a frame: {time, rate, running, next, waits}. `jump`: the time may go backwards (undo, another branch). */
  set(clock, wall, { jump = false } = {}) {
    const shown = this.at(wall);
    Object.assign(this, { time: clock.time, rate: clock.rate ?? this.rate, running: clock.running ?? this.running, next: clock.next ?? null, waits: clock.waits ?? false, epoch: clock.wallEpoch ?? this.epoch });
    this.#wall = wall;
    const late = shown - clock.time;
    // A frame that took a little longer than the last makes the clock wait, not turn back.
    this.#shown = !jump && this.running && late > 0 && late < 500_000 * Math.max(1, this.rate) ? shown : clock.time;
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
