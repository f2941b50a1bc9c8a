/** When each change departs and lands: a function of the changes received, so any moment can be sought.
 *
 *  A change departs when it was written and shows when its pulse has landed at the API server. It never departs before what caused it has
 *  landed; where the cluster is faster than pulses can be followed, the hops get shorter, and changes of one kind that leave together
 *  share one pulse with a number. All times are virtual microseconds. */
import { hopsOf, componentOf, nodeOfKubelet } from "./actors.js";

export const HOP = 600_000; // one spoke, at 1×
const SHORTEST = 300_000;
const TOGETHER = 300_000; // leaving within this of each other: one pulse
const LAG = 1_800_000; // behind the clock by more than this: changes land at once

export class Timetable {
  order = []; // entries by landing
  pulses = []; // {departs, hop, lands, parts, landing, count, entry, entries, end}, by departure
  #times = new Map(); // entry → {departs, lands, pulse | null}
  #revisions = new Map(); // revision → lands
  #latest = new Map(); // uid → lands of its newest change
  #groups = new Map(); // actor → its newest pulse
  #told = new Map(); // actor → the causes that it has been told of

  /** `floor`: nothing departs earlier (the moment shown, while live); -Infinity for a finished score. */
  add(entry, floor = -Infinity) {
    const asked = Math.max(entry.time, floor);
    const caused = Math.max(asked, ...entry.causes.map((cause) => this.#revisions.get(cause) ?? 0));
    const times = this.#schedule(entry, asked, Math.min(caused, asked + LAG));
    times.lands = Math.max(times.lands, this.#latest.get(entry.uid) ?? 0);
    this.#times.set(entry, times);
    if (entry.revision) this.#revisions.set(entry.revision, times.lands);
    this.#latest.set(entry.uid, times.lands);
    this.#insert(entry, times.lands);
    return times;
  }

  departs = (entry) => this.#times.get(entry)?.departs ?? entry.time;
  lands = (entry) => this.#times.get(entry)?.lands ?? entry.time;
  pulseOf = (entry) => this.#times.get(entry)?.pulse ?? null;

  /** Pulses under way at `t`. */
  pulsesAt(t) {
    const under = [];
    for (let i = this.#firstAfter(t); i-- > 0; ) {
      const pulse = this.pulses[i];
      if (pulse.departs < t - LAG - 4 * HOP) break;
      if (t < pulse.end) under.unshift(pulse);
    }
    return under;
  }

  /** The newest pulse that departed at or before `t` and for which `wanted(pulse)`, or null. */
  lastPulse(t, wanted = () => true) {
    for (let i = this.#firstAfter(t); i-- > 0; ) if (wanted(this.pulses[i])) return this.pulses[i];
    return null;
  }

  /** The first pulse departing after `t`, or null. */
  nextPulse(t, wanted = () => true) {
    for (let i = this.#firstAfter(t); i < this.pulses.length; i++) if (wanted(this.pulses[i])) return this.pulses[i];
    return null;
  }

  #schedule(entry, asked, start) {
    const who = `${entry.actor} ${componentOf(entry.actor) === "kubelet" ? nodeOfKubelet(entry) : ""}`;
    const causes = entry.causes.join();
    const { parts, landing } = hopsOf(entry, causes !== "" && this.#told.get(who) === causes);
    this.#told.set(who, causes);
    const group = this.#groups.get(who);
    if (group && parts.length && this.#joins(group, entry, start)) {
      group.entries.push(entry);
      group.uids.add(entry.uid);
      group.count = group.uids.size;
      return { departs: group.departs, lands: Math.max(group.lands, entry.time), pulse: group };
    }
    // one actor tells one thing at a time: what it does at the same moment for another reason follows
    if (group && parts.length && group.lands > start) start = Math.min(Math.max(start, group.lands), asked + LAG);
    const lag = start - asked;
    const hop = lag > HOP / 2 ? Math.max(SHORTEST, HOP - lag / 3) : HOP;
    const pulse = { departs: start, hop, lands: start + hop * landing, end: start + hop * (parts.length - 1), parts, landing, count: 1, entry, entries: [entry], uids: new Set([entry.uid]) };
    if (!parts.length && !entry.told) return { departs: start, lands: start, pulse: null };
    if (!parts.length) pulse.end = pulse.lands = start;
    this.#groups.set(who, pulse);
    this.pulses.splice(this.#firstAfter(start), 0, pulse);
    return { departs: start, lands: pulse.lands, pulse };
  }

  #joins(group, entry, start) {
    return group.entry.reason?.code === entry.reason?.code && start - group.departs < TOGETHER && group.entry.op === entry.op && group.entry.subject.kind === entry.subject.kind;
  }

  #insert(entry, lands) {
    let i = this.order.length;
    while (i > 0 && this.lands(this.order[i - 1]) > lands) i--;
    this.order.splice(i, 0, entry);
  }

  #firstAfter(t) {
    let low = 0;
    let high = this.pulses.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.pulses[middle].departs <= t) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
