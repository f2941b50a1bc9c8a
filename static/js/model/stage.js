/** One picture in time: a state moved to a moment, its layout, and the moves that cover the moment. Knows no document.
 *
 *  `to(moment)` goes forwards or backwards by as many changes as lie between; what it touched is in `dirty` (uids) and `relaid` until `clean()`. */
import { layoutOf, placeOf, samePlace } from "./layout.js";
import { MOTION, compose, lay, regroup, whereAt } from "./moves.js";
import { isLost } from "./status.js";

const WINDOW = 2_600_000; // µs before a sought moment in which moves may still be under way

export class Stage {
  dirty = new Set();
  relaid = true;
  moves = []; // the cluster's, in µs of the moment shown
  layout = null;
  moment = 0;
  view = { width: 1004, height: 450, shown: [] };
  grouping = "node";
  hero = () => false;

  /** `table`: the world's live or finished timetable. */
  constructor(world, table) {
    Object.assign(this, { world, table });
    this.generation = world.generation;
    this.state = world.stateAtStart();
    this.applied = 0;
    this.moment = world.since;
    this.latest = new Map(); // uid → the newest entry landed
  }

  resize(view, grouping = this.grouping) {
    Object.assign(this, { view, grouping });
    this.#lay();
    this.moves = this.moves.filter((move) => move.kind === "death" || move.kind === "ring");
    this.relaid = true;
  }

  /** Shows the state at `moment`. `sought`: not by time passing; then the moves around it are composed as a score. */
  to(moment, { sought = false } = {}) {
    const from = sought ? moment - WINDOW : moment;
    if (moment < this.moment || sought) {
      this.moves = [];
      while (this.applied > 0 && this.table.lands(this.table.order[this.applied - 1]) > from) this.#back();
      this.#relay();
    }
    while (this.#nextLanding() <= from && sought) this.#step(false);
    while (this.#nextLanding() <= moment) this.#step(moment - this.#nextLanding() < WINDOW);
    this.moment = moment;
    this.moves = this.moves.filter((move) => move.end > moment);
  }

  /** Moves under way now. */
  covering(moment = this.moment) {
    return this.moves.filter((move) => move.start <= moment && moment < move.end);
  }

  /** Whether nothing is still to land or to finish. */
  get quiet() {
    return this.applied === this.table.order.length && !this.moves.length && !this.table.pulsesAt(this.moment).length;
  }

  place(uid) {
    return placeOf(this.layout, this.state, uid);
  }

  /** Whether nobody sits beside a pod in its row, nor further on: its name may reach there. */
  endsRow(uid) {
    const seats = this.state.seats[this.grouping];
    const { box, index } = seats.get(uid);
    return index + 1 === seats.count(box) && (index + 1) % this.layout.boxes.get(box).cells.cols > 0;
  }

  lostNode(pod) {
    return Boolean(pod.node) && isLost(this.state.node(pod.node));
  }

  /** Changes the grouping; returns the viewer's moves, in µs of the wall clock `wall`, from where the pods are now.
   *  `turning`: the viewer's moves still under way. */
  regroup(grouping, wall, turning = []) {
    const old = { places: new Map([...this.state.kind("Pod").keys()].map((uid) => [uid, this.place(uid)])) };
    const flying = this.covering();
    const where = (uid) => {
      const view = turning.findLast((move) => move.uid === uid && move.end > wall);
      if (view) return whereAt(view, wall);
      const place = old.places.get(uid);
      const own = flying.findLast((move) => move.uid === uid && "points" in move);
      if (own) return whereAt(own, this.moment);
      return place && { x: place.x + place.w / 2, y: place.y + place.h / 2, k: 1, h: place.h };
    };
    this.grouping = grouping;
    this.#lay();
    this.moves = [];
    this.relaid = true;
    const from = (uid) => {
      const point = where(uid);
      const to = this.place(uid);
      return point && to && (point.h ? { ...point, k: point.h / to.h } : point);
    };
    const moves = regroup(this.state.kind("Pod").keys(), from, { place: (uid) => this.place(uid) }, wall, this.hero);
    return moves.slice(0, MOTION.max);
  }

  clean() {
    this.dirty.clear();
    this.relaid = false;
  }

  #nextLanding() {
    const entry = this.table.order[this.applied];
    return entry ? this.table.lands(entry) : Infinity;
  }

  #back() {
    const entry = this.table.order[--this.applied];
    this.state.undo(entry);
    this.#touch(entry);
    if (entry.before) this.latest.set(entry.uid, entry.before);
    else this.latest.delete(entry.uid);
  }

  /** Applies all that lands at the next landing, and composes its moves. */
  #step(told) {
    const at = this.#nextLanding();
    const entries = [];
    while (this.#nextLanding() === at) entries.push(this.table.order[this.applied++]);
    const layout = this.layout;
    const saved = new Map();
    const reseated = new Set();
    for (const entry of entries) {
      for (const [uid] of entry.seats[this.grouping]) {
        saved.set(uid, layout && this.place(uid));
        reseated.add(uid);
      }
      if (!saved.has(entry.uid) && layout) saved.set(entry.uid, this.place(entry.uid));
    }
    for (const entry of entries) {
      this.state.apply(entry);
      this.latest.set(entry.uid, entry);
      this.#touch(entry);
    }
    this.#relay();
    if (!told || !layout) return;
    const before = { layout, place: (uid) => (saved.has(uid) ? saved.get(uid) : placeOf(layout, this.state, uid)) };
    const after = { layout: this.layout, place: (uid) => this.place(uid) };
    const shifted = [...reseated, ...this.#shifted(layout)];
    const fresh = compose(entries, before, after, at, { hero: this.hero, shifted: shifted.length > 3 * MOTION.max ? [] : shifted });
    this.moves = lay(this.moves, fresh, at);
  }

  /** Pods whose box was laid out anew. */
  #shifted(old) {
    if (old === this.layout) return [];
    const uids = [];
    for (const [key, box] of this.layout.boxes) {
      const was = old.boxes.get(key);
      if (!was || !sameCells(was.cells, box.cells)) uids.push(...(this.state.seats[this.grouping].boxes.get(key) ?? []).filter(Boolean));
    }
    return uids;
  }

  #touch(entry) {
    this.dirty.add(entry.uid);
    for (const [uid, ...seats] of entry.seats[this.grouping]) {
      this.dirty.add(uid);
      for (const seat of seats) this.#touchBefore(seat); // who sits there may have more room now, or less
    }
    if (entry.subject.kind === "Node") for (const uid of this.state.seats.node.boxes.get(`node ${entry.subject.name}`) ?? []) if (uid) this.dirty.add(uid);
  }

  #touchBefore(seat) {
    const before = seat && this.state.seats[this.grouping].boxes.get(seat.box)?.[seat.index - 1];
    if (before) this.dirty.add(before);
  }

  #relay() {
    if (this.layout && this.version === this.state.version(this.grouping)) return;
    const old = this.layout;
    this.#lay();
    if (!old || [...this.layout.boxes].some(([key, box]) => !sameCells(old.boxes.get(key)?.cells, box.cells)) || old.plane.kind !== this.layout.plane.kind) this.relaid = true;
  }

  #lay() {
    this.version = this.state.version(this.grouping);
    const old = this.layout?.grouping === this.grouping && this.layout.width === this.view.width ? this.layout : {};
    this.layout = layoutOf(this.grouping, this.state, { ...this.view, was: old.rank, waited: old.waited });
  }
}

const sameCells = (a, b) => Boolean(a && b) && samePlace(a, b) && a.dx === b.dx && a.dy === b.dy && a.cols === b.cols;
