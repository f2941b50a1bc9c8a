/** Requests that travel: from who asked, past the Service that it names, to the endpoint that answered. What is drawn of one is a function of
 *  how long ago it left. Knows no document. */
import { laneOf, reachOf } from "./threads.js";
import { Path } from "./paths.js";

export const TRAVEL = 1_200_000; // µs from end to end; a real one takes a millisecond
export const TOLD = 2_600_000; // µs: until its answer has been read
const AT_ONCE = 6;
const KEPT = 512;
const READ = 1_000_000; // µs: after its answer has come, whoever steps from one to the next may read it

/** The newest requests of a cluster, or all those of a recording. A trace as the server sends it: {id, at (µs), source: {kind, namespace, name}, target, took, ok,
 *  hops: [{at, kind, ref: {kind, namespace, name, uid} | null, code, params}]}. */
export class Requests {
  #known = [];

  /** `wall`: µs of the viewer's clock at which they came: live, a request leaves when it is heard of. */
  add(traces, wall) {
    this.#known.push(...traces.map((trace) => ({ trace, wall })));
    this.#known.splice(0, this.#known.length - KEPT);
  }

  /** All requests of a recording: they belong to its past, and none comes any more. */
  hold(traces) {
    this.#known = traces.map((trace) => ({ trace, wall: -Infinity }));
  }

  clear() {
    this.#known = [];
  }

  /** When the last one before `t` left (µs), or null. */
  before(t) {
    return this.#known.reduce((latest, { trace: { at } }) => (at < t && at > (latest ?? -Infinity) ? at : latest), null);
  }

  /** The next one to leave after `t`: {time, end} (µs: its answer has been read), or null. */
  after(t) {
    const time = this.#known.reduce((next, { trace: { at } }) => (at > t && at < (next ?? Infinity) ? at : next), null);
    return time === null ? null : { time, end: time + TRAVEL + READ };
  }

  /** [{trace, since (µs)}] under way at `t` (of the cluster, in the past), or now by the viewer's clock. */
  at({ past, t, wall }) {
    const since = ({ trace, wall: came }) => (past ? t - trace.at : wall - came);
    const under = this.#known.filter((one) => since(one) >= 0 && since(one) < TOLD).slice(-AT_ONCE);
    return under.map((one) => ({ trace: one.trace, since: since(one) }));
  }
}

/** Where a request is: {path, part (0 to 1), ok, answer (its last hop), end (a station)}; null when its stations are not drawn. Without a shelf, as on a phone, there
 *  is no lane that crosses no name: then `path` is null and only the answer is told. `place(uid)`: where a pod rests; `client`: the uid of the pod that asks. */
export function drawn({ trace, since }, layout, place, client = null) {
  const stations = [{ ref: client && { kind: "Pod", uid: client } }, ...trace.hops].map((hop) => stationOf(hop, layout, place)).filter(Boolean);
  if (layout.shelf && trace.source?.kind === "outside") stations.unshift({ x: 4, y: laneOf(layout) });
  const apart = stations.filter((station, i) => !i || station.key !== stations[i - 1].key);
  if (!apart.length || (layout.shelf && apart.length < 2)) return null;
  const told = { part: Math.min(1, since / TRAVEL), ok: trace.ok, answer: trace.hops.at(-1), end: apart.at(-1), path: null };
  if (!layout.shelf) return told;
  told.path = new Path(apart[0].x, apart[0].y);
  for (let i = 1; i < apart.length; i++) leg(told.path, apart[i - 1], apart[i], layout);
  return told;
}

function stationOf({ ref }, layout, place) {
  if (!ref?.uid) return null;
  const bar = layout.shelf?.places.get(ref.uid);
  if (bar) return { key: ref.uid, bar, x: bar.x + bar.w / 2, y: bar.y };
  const seat = ref.kind === "Pod" ? place(ref.uid) : null;
  if (seat && !seat.hidden) return { key: ref.uid, seat, x: seat.x, y: seat.y + seat.h / 2 };
  return null;
}

/** The pod that asks, by its name; null for somebody outside, or a pod that is gone. */
export function clientOf({ source }, pods) {
  if (source?.kind !== "pod") return null;
  for (const pod of pods) if (pod.name === source.name && pod.namespace === source.namespace) return pod.uid;
  return null;
}

/** From one station to the next, by the ways that threads take. */
function leg(path, from, to, layout) {
  if (to.seat && from.seat) {
    const between = { x: (from.x + to.x) / 2, y: laneOf(layout) };
    path.follow(reachOf(between, from.seat, layout).reversed()).follow(reachOf(between, to.seat, layout));
  } else if (to.seat) path.follow(reachOf(from, to.seat, layout));
  else if (from.seat) path.follow(reachOf(to, from.seat, layout).reversed());
  else path.line(from.x, laneOf(layout)).line(to.x, laneOf(layout)).line(to.x, to.y);
}
