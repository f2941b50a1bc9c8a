/** The moment shown. Two readings of one clock, both in virtual µs:
 *   `reading`: what the clock says; pull rings, graces and countdowns are computed from it;
 *   `moment`: how far the story has been told. While the cluster runs they are the same. A stopped cluster still answers commands, so the
 *   moment may run ahead of the reading until what came has been told to its end; it falls back in step when all is quiet.
 *  A clock that leaps is told as a jump: the reading runs through it in 1.4 to 2 s, whatever its length. `wall` is performance.now(). */

const LEAP = 3_000_000; // µs at 1×; less is the network
const SECOND = 1_000_000;

export class Player {
  past = null; // {at, wall, running, rate} while the viewer is in the past
  jump = null; // {from, to, wall, takes (ms)} while it is being told
  #clock = { time: 0, rate: 1, running: false, wall: 0 };
  #moment = 0;
  #wall = 0;
  #settling = false;

  get rate() {
    return this.past ? this.past.rate : this.#settling || this.jump ? 1 : this.#clock.rate;
  }

  /** Whether the moment moves. */
  get running() {
    return this.past ? this.past.running : this.#clock.running || this.#settling || this.jump !== null;
  }

  /** Whether the readings move: a cluster that stands while a command's effect is told has standing readings. */
  get ticking() {
    return this.past ? this.past.running : this.#clock.running || this.jump !== null;
  }

  reading(wall) {
    if (this.past) return this.#pastAt(wall);
    if (this.jump) return this.jump.from + (this.jump.to - this.jump.from) * this.#part(wall);
    return this.#clockAt(wall);
  }

  /** The moment at `wall`; call once a frame, with `quiet`: nothing is under way. */
  moment(wall, quiet) {
    if (this.past) return this.#pastAt(wall);
    const step = Math.max(0, wall - this.#wall) * 1000;
    this.#wall = wall;
    if (this.jump && this.#part(wall) >= 1) this.jump = null;
    if (this.jump) return (this.#moment = Math.max(this.#moment, this.jump.to - (1 - this.#part(wall)) * this.jump.takes * 1000));
    if (quiet) this.#settling = false;
    const now = this.#clockAt(wall);
    if (this.#clock.running) this.#moment = quiet ? now : Math.max(now, this.#moment + step * this.#clock.rate);
    else if (this.#settling) this.#moment += step;
    return this.#moment;
  }

  /** The time of a server frame. Returns the jump that it begins, or null. */
  observe(time, clock, wall) {
    const shown = this.#clockAt(wall);
    const rate = Math.max(1, this.#clock.rate);
    const leap = time - shown;
    this.#clock = { rate: clock?.rate ?? this.#clock.rate, running: clock?.running ?? this.#clock.running, wall, time: leap < 0 && leap > -SECOND / 2 * rate ? shown : time };
    if (leap <= LEAP * rate) {
      if (leap > 0 && !this.running) this.#moment = Math.max(this.#moment, time); // a step to what was due soon
      return null;
    }
    const takes = 1400 + 600 * Math.min(1, leap / (120 * SECOND));
    this.#moment = Math.max(this.#moment, time - takes * 1000);
    if (!this.past) this.jump = { from: shown, to: time, wall, takes }; // who looks at the past is told nothing of it
    return { from: shown, to: time };
  }

  /** Before which moment a change of `time` may not depart. */
  floor(time) {
    const now = this.#moment;
    if (!this.jump || time <= this.jump.from) return now;
    const part = Math.min(1, (time - this.jump.from) / (this.jump.to - this.jump.from));
    return Math.max(now, this.jump.to - (1 - part) * this.jump.takes * 1000);
  }

  /** Changes came: tell them, even if the cluster stands. */
  settle(wall) {
    if (!this.#clock.running && !this.#settling) this.#wall = wall;
    this.#settling = !this.#clock.running;
  }

  /** A snapshot: nothing is told. */
  reset(time, clock, wall) {
    Object.assign(this, { past: null, jump: null });
    this.#clock = { time, rate: clock?.rate ?? 1, running: clock?.running ?? false, wall };
    this.#moment = time;
    this.#wall = wall;
    this.#settling = false;
  }

  /** To a moment of the past, or with null back to the living end. A jump that was being told is over: the living end is where the clock
   *  says, not on its way there. */
  seek(at, { running = false, rate = 1 } = {}, wall = 0) {
    this.jump = at === null ? this.jump : null;
    this.past = at === null ? null : { at, wall, running, rate };
    if (at === null) this.#wall = wall;
  }

  #pastAt(wall) {
    const { at, running, rate } = this.past;
    return running ? at + (wall - this.past.wall) * 1000 * rate : at;
  }

  #clockAt(wall) {
    const { time, running, rate } = this.#clock;
    return running ? time + Math.max(0, wall - this.#clock.wall) * 1000 * rate : time;
  }

  #part(wall) {
    return Math.min(1, (wall - this.jump.wall) / this.jump.takes);
  }
}
