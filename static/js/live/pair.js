/** Two sessions side by side under one clock. To the time bar a Pair is what a Session is: what it asks goes to both. */
import { Playhead } from "./playhead.js";

/** The clock of both. One that waits (it is ahead; its recorded past is shown) does not count. */
class PairClock {
  constructor(sessions) {
    this.sessions = sessions;
  }

  get #driving() {
    const driving = this.sessions.map(({ clock }) => clock).filter(({ waits }) => !waits);
    return driving.length ? driving : this.sessions.map(({ clock }) => clock);
  }

  at(wall) {
    return Math.min(...this.#driving.map((clock) => clock.at(wall)));
  }

  get time() {
    return Math.min(...this.#driving.map(({ time }) => time));
  }

  get rate() {
    return this.#driving[0].rate;
  }

  get running() {
    return this.#driving.some(({ running }) => running);
  }

  get next() {
    const moments = this.sessions.map(({ clock }) => clock.next).filter((next) => next !== null);
    return moments.length ? Math.min(...moments) : null;
  }
}

/** What happened in either world, for steps back and forth. */
class PairWorld {
  constructor(worlds) {
    this.worlds = worlds;
  }

  get jumps() {
    return this.worlds[0].jumps;
  }

  previousMoment(time) {
    const moments = this.worlds.map((world) => world.previousMoment(time)).filter((moment) => moment !== null);
    return moments.length ? Math.max(...moments) : null;
  }

  nextMoment(time) {
    const moments = this.worlds.map((world) => world.nextMoment(time)).filter(Boolean);
    return moments.sort((one, other) => one.time - other.time)[0] ?? null;
  }
}

const PASSED_ON = ["clock", "marks", "role", "snapshot"];

/** @property {Playhead} playhead of both: each side's own follows it */
export class Pair extends EventTarget {
  #stop = new AbortController();

  /** @param {Session[]} sessions of the sides, the original first @param {World[]} worlds theirs */
  constructor(sessions, worlds) {
    super();
    const [first] = sessions;
    Object.assign(this, { sessions, wall: first.wall, clock: new PairClock(sessions), world: new PairWorld(worlds) });
    this.playhead = new Playhead(this.clock, this.world);
    this.playhead.rate = first.playhead.rate;
    const { signal } = this.#stop;
    this.playhead.addEventListener("move", () => this.#lead(sessions), { signal });
    for (const session of sessions) {
      for (const name of PASSED_ON) session.addEventListener(name, ({ detail }) => this.dispatchEvent(new CustomEvent(name, { detail })), { signal });
      session.addEventListener("clock", () => this.playhead.live && this.#lead(sessions.filter((one) => one.clock.waits || !one.playhead.live)), { signal });
    }
    this.#lead(sessions);
  }

  /** Each side is its own again. */
  end() {
    this.#stop.abort();
    for (const { playhead } of this.sessions) playhead.toNow();
  }

  get mayAct() {
    return this.sessions[0].mayAct;
  }

  get mayRun() {
    return this.mayAct || !this.playhead.live;
  }

  /** Marks of both, each with the `side` (0, 1) that alone has it; what both have lived through has none. */
  get marks() {
    const [ours, theirs] = this.sessions.map(({ marks }) => new Map(marks.map((mark) => [keyOf(mark), mark])));
    const alone = (marks, others, side) => [...marks].map(([key, mark]) => (others.has(key) ? mark : { ...mark, side }));
    return [...alone(ours, theirs, 0), ...alone(theirs, ours, 1).filter(({ side }) => side === 1)].sort((one, other) => one.time - other.time);
  }

  /** One clock: whichever is asked, both obey. */
  send(type, payload) {
    return this.sessions.at(-1).send(type, payload);
  }

  /** Both go on from the moment shown, in branches of their own. */
  async fork() {
    const at = Math.floor(this.playhead.at(this.wall()));
    for (const session of this.sessions) await session.send("fork", { at });
    this.playhead.toNow();
  }

  /** What happened before the recordings begin; false when there is nothing more on either side. */
  async earlier() {
    const found = await Promise.all(this.sessions.map((session) => session.earlier?.() ?? false));
    return found.some(Boolean);
  }

  #lead(sessions) {
    for (const { playhead } of sessions) playhead.follow(this.playhead, this.wall());
  }
}

const keyOf = ({ time, kind, text }) => `${time} ${kind} ${text}`;
