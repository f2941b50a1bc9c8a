import { ClockReading } from "./clock.js";
import { Connection } from "./connection.js";
import { Playhead } from "./playhead.js";

const SEEN_EVERY_MS = 400;

/** One cluster as the page sees it: the connection, the clock, the playhead, the learner's files and what is checked. The objects themselves are
 *  kept by the diagram's world. Emits, after its own state is up to date:
 *  `frame` (detail: any frame, in order), `restarted` (the server was; what ran there is over), `role`, `files`, `checks`, `marks`, `clock`, `branch`, `beside`, `output` (detail: frame), `edit` (detail:
 *  frame), `connection` (detail: {state, retryIn?, code?, why?}). */
export class Session extends EventTarget {
  role = "viewer";
  files = [];
  checks = [];
  solved = false;
  shown = false; // the answer was typed for the learner: what is met does not count
  marks = [];
  branch = null;
  beside = null; // {id, socket, at}: the cluster that stands beside this one
  history = []; // commands typed before, the oldest first
  transcript = ""; // what the terminal showed before
  notice = null; // what whoever opens this cluster should know
  #epoch = null; // of the lease: another one means that the server was restarted, and commands that ran in it are over
  #seenTimer = null;
  #seen = null;

  /** @param {{socket: string, prefix: string, world: object, wall: () => number, timers: object}} given; world: see Playhead */
  constructor({ socket, prefix, world, wall = () => performance.now(), timers = globalThis, ...more }) {
    super();
    Object.assign(this, { wall, timers });
    this.clock = new ClockReading();
    this.playhead = new Playhead(this.clock, world);
    this.connection = new Connection({ url: socket, prefix, timers, ...more });
    this.connection.addEventListener("frame", ({ detail }) => this.#take(detail));
    this.connection.addEventListener("state", ({ detail }) => this.#tell("connection", detail));
  }

  start() {
    this.connection.start();
  }

  stop() {
    this.timers.clearTimeout(this.#seenTimer);
    this.#seenTimer = null;
    this.connection.stop();
  }

  get mayAct() {
    return this.role === "owner";
  }

  /** Only now and only by the owner: the past is read-only until it is branched. */
  get mayChange() {
    return this.mayAct && this.playhead.live;
  }

  /** May this viewer run and stop what is shown? A past is the viewer's own. */
  get mayRun() {
    return this.mayAct || !this.playhead.live;
  }

  send(type, payload) {
    return this.connection.send(type, payload);
  }

  /** Continues from the moment shown in a branch of its own. */
  async fork() {
    const at = Math.floor(this.playhead.at(this.wall()));
    await this.send("fork", { at });
    this.playhead.toNow();
  }

  /** One step back, in a branch of its own; the line that was taken away. */
  async undo() {
    const { undone } = await this.send("undo", {});
    this.playhead.toNow();
    return undone;
  }

  /** To just before what broke a check, in a branch of its own. @returns {Promise<string>} the command that had led to it, "" if none had */
  async retry(check) {
    const { before } = await this.send("retry", { check });
    this.playhead.toNow();
    return before;
  }

  #take(frame) {
    const restarted = frame.type === "snapshot" && this.#epoch !== null && frame.epoch !== this.#epoch;
    if (frame.type === "snapshot") this.#epoch = frame.epoch;
    HANDLERS[frame.type]?.call(this, frame);
    if (restarted) this.#tell("restarted", frame);
    this.#tell("frame", frame);
    for (const name of TOLD[frame.type] ?? []) this.#tell(name, frame);
    if (frame.revision != null && frame.type !== "ack" && frame.type !== "error") this.#noteSeen(this.connection.gate.revision);
  }

  #noteSeen(revision) {
    if (revision === null || revision === this.#seen) return;
    this.#seenTimer ??= this.timers.setTimeout(() => {
      this.#seenTimer = null;
      this.#seen = this.connection.gate.revision;
      if (this.connection.state === "open") this.send("seen", { revision: this.#seen });
    }, SEEN_EVERY_MS);
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  /** Puts one mark where it belongs in time; the server sends them with changes and checks. */
  addMark(mark) {
    const known = this.marks.some(({ time, kind, text }) => time === mark.time && kind === mark.kind && text === mark.text);
    if (known) return;
    this.marks = [...this.marks, mark].sort((a, b) => a.time - b.time);
    this.#tell("marks", mark);
  }
}

const HANDLERS = {
  snapshot(frame) {
    Object.assign(this, { role: frame.role, files: frame.files ?? [], checks: frame.checks ?? [], solved: Boolean(frame.solved), shown: Boolean(frame.shown), marks: frame.marks ?? [] });
    this.branch = frame.branch ?? null;
    this.beside = frame.beside ?? null;
    this.history = frame.terminal?.history ?? [];
    this.transcript = frame.terminal?.transcript ?? "";
    this.notice = frame.notice ?? null;
    this.clock.set(frame.clock, this.wall(), { jump: true });
  },
  clock(frame) {
    this.clock.set(frame.clock, this.wall());
  },
  changes(frame) {
    this.clock.heard(frame.time, frame.next, this.wall());
    for (const mark of frame.marks ?? []) this.addMark(mark);
  },
  files(frame) {
    this.files = frame.files;
  },
  checks(frame) {
    this.checks = frame.checks;
    this.solved = Boolean(frame.solved);
  },
  marks(frame) {
    for (const mark of frame.marks ?? []) this.addMark(mark);
  },
  beside(frame) {
    this.beside = frame.beside;
  },
  branch(frame) {
    this.branch = frame.id ? { id: frame.id, of: frame.of, at: frame.at } : null;
  },
};

const TOLD = {
  marks: [],
  snapshot: ["role", "files", "checks", "marks", "clock", "branch", "snapshot", "beside"],
  clock: ["clock"],
  changes: ["clock"],
  files: ["files"],
  checks: ["checks"],
  branch: ["branch"],
  beside: ["beside"],
  output: ["output"],
  edit: ["edit"],
};
