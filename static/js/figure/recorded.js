import { ClockReading } from "../live/clock.js";
import { Playhead } from "../live/playhead.js";

const LEAD = 1_000_000; // µs

/** A tape (tutorial/share/tape.py) in the place of a live session: the clock stands at the end, and all that is left to do is to look.
 *  The time bar and the diagram are those of the lesson page; they ask this what they would ask a Session. */
export class RecordedSession extends EventTarget {
  role = "viewer";
  checks = [];
  branch = null;
  mayAct = false;
  mayChange = false;
  mayRun = true;

  /** @param {{tape: object, world: object, wall?: () => number}} given world: see Playhead */
  constructor({ tape, world, wall = () => performance.now() }) {
    super();
    Object.assign(this, { tape, wall, marks: tape.marks });
    this.whole = { from: tape.from, to: tape.to };
    this.clock = new ClockReading();
    this.clock.set({ time: tape.to, rate: 1, running: false, next: null, wallEpoch: tape.epoch }, wall(), { jump: true });
    this.playhead = new Playhead(this.clock, world);
    this.playhead.first = tape.from;
  }

  /** What the transport asks of a cluster's clock: running it again means playing the tape from its start. */
  async send(type, { running, step } = {}) {
    if (type !== "clock") throw new Error(`a recording does not know ${type}`);
    if (running) this.play();
    else if (step) this.playhead.seek(this.tape.from, this.wall());
    return {};
  }

  /** µs: just before the first thing that somebody did; what the cluster did by itself until then can be wound back to. */
  get start() {
    return Math.max(this.tape.from, (this.marks[0]?.time ?? 0) - LEAD);
  }

  /** µs: its most telling moment, to be shown while it stands; the end where nobody has chosen one. */
  get poster() {
    return this.tape.poster ?? this.tape.to;
  }

  /** From the start, whatever was shown. */
  play() {
    this.playhead.seek(this.start, this.wall());
    this.playhead.setPlaying(true, this.wall());
  }

  /** µs: the moment shown. */
  get time() {
    return this.playhead.at(this.wall());
  }

  /** What was typed last at `time`; "" before the first command. */
  command(time) {
    return this.marks.findLast((mark) => mark.kind === "command" && mark.time <= time)?.text ?? "";
  }

  /** What the terminal shows at `time`. */
  terminal(time) {
    return this.tape.terminal.filter((said) => said.time <= time).map(({ text }) => text).join("");
  }
}

/** The two frames that hold a tape's whole story for the diagram. */
export function framesOf({ from, to, epoch, revision, objects, changes }) {
  const clock = { time: from, rate: 1, running: false, next: null, wallEpoch: epoch };
  return {
    snapshot: { type: "snapshot", objects, revision, previous: revision, time: from, clock },
    changes: { type: "changes", changes, revision: changes.at(-1)?.revision ?? revision, previous: revision, time: to },
  };
}
