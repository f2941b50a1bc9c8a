/** Everything received about one cluster: where it began (the snapshot), and each change since, in order.
 *
 *  Nothing on screen is ever the source of truth: a picture is a `State` at a moment, and this is where states come from. Times are virtual
 *  microseconds. `State`s handed out belong to whoever asked; the world's own is `head` (everything received, landed or not). */
import { isQuiet } from "./actors.js";
import { Requests } from "./requests.js";
import { BOX_OF } from "./seats.js";
import { GROUPINGS, State } from "./state.js";
import { isSystem } from "./status.js";
import { Timetable } from "./timetable.js";

const TOLD_LAST = 40; // changes before a moment that may still be on their way
const KEPT = 50_000; // changes; the oldest half goes when there are more
const NONE = { node: [], owner: [], label: [] };

export class World {
  since = 0; // the earliest moment that can be shown
  revision = 0; // of the snapshot that it begins with
  log = []; // {uid, op, subject, object | null, previous | null, time, revision, actor, causes, reason, told, seats}
  jumps = []; // {from, to}
  requests = new Requests(); // what went through the cluster's network meanwhile
  labelKey = "app";
  generation = 0; // grows with each snapshot: pictures made before it are void
  #base = [];
  #latest = new Map(); // uid → its newest entry
  #labels = new Map(); // label key → number of pods with it
  #model = null; // the world that the picture beside shows
  #pattern = null; // grouping → uid → seat: where its pods sat when the snapshot came

  constructor() {
    this.#reset();
  }

  get head() {
    return this.#head;
  }
  #head;

  /** The live timetable: nothing departs before the moment shown when it came. `finished`: the same changes as a score of the past. */
  live;
  finished;

  /** When all that was written up to `time` has been told, in a score of the past (µs): a change shows when its pulse has landed. */
  told(time) {
    const { finished } = this;
    return this.log.filter((entry) => entry.time <= time).slice(-TOLD_LAST).reduce((latest, entry) => Math.max(latest, finished.lands(entry)), time);
  }

  object(uid) {
    return this.#head.objects.get(uid) ?? null;
  }

  /** Takes a server frame. `floor(time)`: before which moment nothing that comes with it departs. Returns the new entries, or null when
   *  all was replaced. */
  frame(frame, floor = () => -Infinity) {
    if (frame.type === "snapshot") return this.#snapshot(frame);
    if (frame.type !== "changes") return [];
    const fresh = frame.changes.map((change) => this.#append(change, floor(change.time)));
    if (this.log.length > KEPT) this.#trim();
    return fresh;
  }

  /** Puts what happened before in front: `past` is {time, revision, objects, changes}, up to the revision that it began with so far. */
  earlier(past) {
    const known = this.log.map(({ op, subject: object, time, revision, actor, causes, reason }) => ({ op, object, time, revision, actor, causes, reason }));
    const { jumps, labelKey, requests } = this;
    this.#begin(past);
    for (const change of [...past.changes, ...known]) this.#append(change, -Infinity);
    Object.assign(this, { jumps, requests });
    this.setLabelKey(labelKey);
  }

  /** Groups by another label. Every state handed out before is void (`generation` grows). */
  setLabelKey(key) {
    if (key === this.labelKey) return;
    this.labelKey = key;
    this.generation++;
    const state = this.stateAtStart();
    for (const entry of this.log) {
      entry.seats = { ...entry.seats, label: this.#plan(state, entry.uid, entry.object, entry.previous, "label") };
      state.apply(entry);
    }
    this.#head = state;
  }

  /** Label keys in use, the most used first; those that only controllers set are left out. */
  labelKeys() {
    return [...this.#labels].filter(([key, number]) => number > 0 && !/^(pod-template-hash|controller-revision-hash|.*kubernetes\.io\/.*)$/.test(key))
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([key]) => key);
  }

  /** From the next snapshot on, pods that are in `other` too sit where they sit there: pictures side by side are alike. */
  like(other) {
    this.#model = other;
  }

  /** The state of the snapshot, before any change. */
  stateAtStart() {
    const state = new State();
    for (const object of this.#base) state.apply({ uid: object.uid, object, previous: null, seats: NONE });
    for (const grouping of GROUPINGS) this.#seat(state.seats[grouping], grouping);
    return state;
  }

  #seat(seats, grouping) {
    const free = [];
    for (const pod of this.#base) {
      if (pod.kind !== "Pod") continue;
      const box = BOX_OF[grouping](pod, this.labelKey);
      const seat = this.#pattern?.[grouping].get(pod.uid);
      if (seat?.box === box) seats.apply([[pod.uid, null, seat]]);
      else free.push([pod.uid, box]);
    }
    for (const [uid, box] of free) seats.apply(seats.plan(uid, box));
  }

  /** Moments (µs, ascending) at which something that has a caption departed. */
  get moments() {
    return [...new Set(this.finished.pulses.filter((pulse) => pulse.entry.told).map((pulse) => pulse.departs))];
  }

  /** The departure of the captioned event or the request before `t`, or null: the picture just before it is the one to show. */
  previousMoment(t) {
    const pulse = this.finished.lastPulse(t - 1000, ({ entry }) => entry.told)?.departs ?? null;
    const request = this.requests.before(t - 1000);
    return pulse === null || request === null ? pulse ?? request : Math.max(pulse, request);
  }

  /** The next captioned event or request: {time, end}: play from one to the other. Null at the living end. */
  nextMoment(t) {
    const pulse = this.finished.nextPulse(t + 1000, ({ entry }) => entry.told);
    const event = pulse && { time: pulse.departs, end: Math.max(pulse.end, pulse.lands) + 1_000_000 };
    const request = this.requests.after(t + 1000);
    return !event || (request && request.time < event.time) ? request : event;
  }

  #reset() {
    this.log = [];
    this.jumps = [];
    this.requests = new Requests();
    this.#latest.clear();
    this.live = new Timetable();
    this.finished = new Timetable();
    this.generation++;
  }

  #snapshot(frame) {
    this.#begin(frame);
    return null;
  }

  #begin(frame) {
    this.#reset();
    this.since = frame.clock?.time ?? frame.time ?? 0;
    this.revision = frame.revision ?? 0;
    this.#labels.clear();
    this.#base = [...frame.objects].sort((a, b) => (a.created ?? 0) - (b.created ?? 0) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    for (const object of this.#base) this.#countLabels(object, 1);
    this.labelKey = this.labelKeys()[0] ?? "app";
    const model = this.#model?.head;
    this.#pattern = model ? Object.fromEntries(GROUPINGS.map((grouping) => [grouping, new Map(model.seats[grouping].seats)])) : null;
    this.#head = this.stateAtStart();
  }

  #append(change, floor) {
    const uid = change.object.uid;
    const previous = this.#head.objects.get(uid) ?? null;
    const object = change.op === "DELETED" ? null : change.object;
    const entry = { uid, op: change.op, subject: change.object, object, previous, time: change.time, revision: change.revision, actor: change.actor,
      causes: change.causes ?? [], reason: change.reason ?? null, told: !isQuiet(change, previous), before: this.#latest.get(uid) ?? null, seats: this.#plans(this.#head, uid, object, previous) };
    if (previous) this.#countLabels(previous, -1);
    if (object) this.#countLabels(object, 1);
    this.#head.apply(entry);
    this.log.push(entry);
    this.#latest.set(uid, entry);
    this.finished.add(entry);
    this.live.add(entry, floor);
    return entry;
  }

  #plans(state, uid, object, previous) {
    if ((object ?? previous)?.kind !== "Pod") return NONE;
    return Object.fromEntries(GROUPINGS.map((grouping) => [grouping, this.#plan(state, uid, object, previous, grouping)]));
  }

  #plan(state, uid, object, previous, grouping) {
    if ((object ?? previous)?.kind !== "Pod") return [];
    return state.seats[grouping].plan(uid, object && BOX_OF[grouping](object, this.labelKey));
  }

  #countLabels(object, by) {
    if (object.kind !== "Pod" || isSystem(object)) return;
    for (const key of Object.keys(object.labels ?? {})) this.#labels.set(key, (this.#labels.get(key) ?? 0) + by);
  }

  /** Forgets the older half: the snapshot moves forward. */
  #trim() {
    const state = this.stateAtStart();
    const cut = this.log.length >> 1;
    for (const entry of this.log.slice(0, cut)) state.apply(entry);
    this.#base = [...state.objects.values()];
    const rest = this.log.slice(cut);
    this.since = rest[0].time;
    this.finished = new Timetable();
    const live = new Timetable();
    const again = this.stateAtStart();
    for (const entry of rest) {
      entry.seats = this.#plans(again, entry.uid, entry.object, entry.previous);
      again.apply(entry);
      this.finished.add(entry);
      live.add(entry);
    }
    Object.assign(this, { log: rest, live });
    this.#head = again;
    this.generation++;
  }
}
