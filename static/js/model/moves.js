/** From what landed to what moves: data {kind, uid, start, delay, duration, ease, points, path, ghost, end}. Times in µs of the moment shown,
 *  points in px: the middle of the shape, and its size as a factor of the size at rest. No move ever changes state; without them the picture
 *  is true. */
import { componentOf } from "./actors.js";
import { centre } from "./grid.js";
import { samePlace } from "./layout.js";
import { route } from "./paths.js";

const MS = 1000;
const PATHS = 4; // lines drawn at once
const TRAVELS = new Set(["birth", "flight", "shift", "regroup"]);
const EDGE = 18; // px beside the picture that are still seen
export const MOTION = { hop: 600 * MS, birth: 400 * MS, regroup: 700 * MS, death: 900 * MS, appear: 250 * MS, stagger: 60 * MS, quick: 120 * MS, max: 24 };
export const EASE = { travel: "cubic-bezier(.45, .05, .25, 1)", appear: "cubic-bezier(.2, .8, .2, 1)", leave: "cubic-bezier(.5, 0, .9, .4)", linear: "linear" };

/** Moves of entries that landed together. `before`, `after`: {layout, place(uid) → place|null}; `hero(uid)`: whether it goes first. */
export function compose(entries, before, after, at, { hero = () => false, shifted = [] } = {}) {
  const moves = [];
  const batch = [...entries].sort((a, b) => Number(hero(b.uid)) - Number(hero(a.uid))).slice(0, MOTION.max);
  let turn = 0;
  for (const entry of batch) {
    const made = movesOf(entry, before, after, at, Math.min(turn, 12) * MOTION.stagger);
    if (made.some((move) => TRAVELS.has(move.kind))) turn++;
    moves.push(...made);
  }
  const told = new Set(moves.map((move) => move.uid));
  for (const uid of shifted) if (!told.has(uid)) moves.push(...shift(uid, before, after, at));
  return moves.map(timed);
}

/** Every pod straight to its new seat, the chosen owner's first: the viewer's doing, not the cluster's. */
export function regroup(uids, from, after, at, hero = () => false) {
  const order = [...uids].map((uid) => ({ uid, to: after.place(uid) })).filter(({ uid, to }) => to && from(uid));
  order.sort((a, b) => Number(hero(b.uid)) - Number(hero(a.uid)) || a.to.y - b.to.y || a.to.x - b.to.x);
  return order.map(({ uid, to }, turn) => timed({ kind: "regroup", uid, start: at, delay: MOTION.stagger * Math.min(turn, MOTION.max), duration: MOTION.regroup, ease: EASE.travel, points: [from(uid), point(to, to)] }));
}

function movesOf(entry, before, after, at, delay) {
  if (entry.subject.kind !== "Pod") return [];
  const { uid, object, previous } = entry;
  const base = { entry, uid, start: at, delay, ease: EASE.travel };
  const from = previous && before.place(uid);
  const to = object && after.place(uid);
  if (!object) return from && from.tier !== "bar" ? [{ ...base, delay: 0, kind: "death", duration: MOTION.death, ease: EASE.leave, place: from, object: previous }] : [];
  if (!to || to.hidden || to.tier === "bar") return [];
  if (!previous) return [birth(base, entry, after, to)];
  const moves = [];
  if (from && !samePlace(from, to)) moves.push(flight(base, from, to, after, previous.node !== object.node));
  const reach = (previous.owner?.uid !== object.owner?.uid) || (!previous.deleting && object.deleting);
  if (reach) moves.push(...reaching(base, entry, after, to));
  if (previous.owner?.uid !== object.owner?.uid && object.owner) moves.push({ ...base, kind: "ring", delay: delay + MOTION.birth, duration: MOTION.birth, ease: EASE.appear });
  return moves;
}

/** From the actor's pill, growing: to the waiting row, or, where it has a seat in this view, to a landing place that shows first. */
function birth(base, entry, after, to) {
  const actor = actorAt(entry, after.layout.plane);
  if (!actor) return { ...base, kind: "birth", duration: MOTION.birth, points: [point(to, to, 0.1), point(to, to)] };
  const waiting = to.box === "nursery";
  const path = route(actor, centre(to), gutterOf(after.layout, to), { top: after.layout.plane.bottom - 20, high: to.h });
  return along({ ...base, kind: "birth", path, ghost: waiting ? undefined : to, delay: base.delay + (waiting ? 0 : MOTION.appear), duration: waiting ? MOTION.birth : MOTION.regroup }, 0.1, to, after.layout.width);
}

function flight(base, from, to, after, bound) {
  if (!bound) return { ...base, kind: "shift", duration: MOTION.birth, points: [point(from, to), point(to, to)] };
  const path = route(centre(from), centre(to), gutterOf(after.layout, to), { top: after.layout.plane.bottom - 20, high: to.h });
  return along({ ...base, kind: "flight", path, ghost: to, delay: base.delay + MOTION.appear, duration: MOTION.regroup }, from.h / to.h, to, after.layout.width);
}

function reaching(base, entry, after, to) {
  const actor = actorAt(entry, after.layout.plane);
  if (!actor || entry.told === false) return [];
  const path = route(actor, centre(to), gutterOf(after.layout, to), { short: to.w / 2 + 8, top: after.layout.plane.bottom - 20, high: to.h });
  return [{ ...base, kind: "reach", duration: MOTION.birth * 2.5, ease: EASE.linear, path }];
}

function shift(uid, before, after, at) {
  const [from, to] = [before.place(uid), after.place(uid)];
  if (!from || !to || to.hidden || to.tier === "bar" || samePlace(from, to)) return [];
  return [{ kind: "shift", uid, start: at, delay: 0, duration: MOTION.birth, ease: EASE.travel, points: [point(from, to), point(to, to)] }];
}

const timed = (move) => Object.assign(move, { end: move.start + move.delay + move.duration });

/** The lane beside the place's box that is nearer to it, or undefined. */
function gutterOf(layout, place) {
  const [left, right] = layout.boxes.get(place.box)?.gutters ?? [];
  const { x } = centre(place);
  return right !== undefined && right - x < x - left ? right : left;
}


/** The lower edge of the acting component, or null when it has no place (a kubelet acts on what is already there). */
function actorAt(entry, plane) {
  const component = componentOf(entry.actor);
  const planet = plane.planets.get(component);
  return planet ? { x: planet.x, y: planet.y + planet.h / 2 } : null;
}

/** A place as a point: its middle, and its size relative to `rest`. */
export function point(place, rest, k = place.h / rest.h) {
  return { ...centre(place), k };
}

/** Gives a move the points along its path, sampled when first asked for: of many moves only a few are ever drawn. In the gutters at the
 *  picture's edges a pod is as small as there is room: half of it would be cut off. */
function along(move, from, { w }, width) {
  const { path } = move;
  const settle = (value) => Object.defineProperty(move, "points", { value, writable: true, enumerable: true, configurable: true });
  const fits = (x) => Math.max(0.2, Math.min(1, (2 * (Math.min(x, width - x) + EDGE)) / w));
  const sample = () => path.sample(24).map((point, i, all) => ({ ...point, k: fits(point.x) * (from + ((1 - from) * i) / (all.length - 1)) }));
  return Object.defineProperty(move, "points", { enumerable: true, configurable: true, set: settle, get: () => settle(sample()).points });
}

/** Where a move has its pod at `t`: a newer event goes on from there. */
export function whereAt(move, t) {
  const { points } = move;
  const part = ease(move.ease, Math.min(1, Math.max(0, (t - move.start - move.delay) / move.duration)));
  const at = part * (points.length - 1);
  const i = Math.min(Math.floor(at), points.length - 2);
  const mix = (key) => points[i][key] + (points[i + 1][key] - points[i][key]) * (at - i);
  return { x: mix("x"), y: mix("y"), k: mix("k") };
}

function ease(curve, x) {
  const [a, b, c, d] = curve.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 1, 1];
  const bezier = (p, q, s) => 3 * p * s * (1 - s) ** 2 + 3 * q * s * s * (1 - s) + s ** 3;
  let low = 0;
  let high = 1;
  for (let i = 0; i < 24; i++) {
    const s = (low + high) / 2;
    if (bezier(a, c, s) < x) low = s;
    else high = s;
  }
  return bezier(b, d, low);
}

/** Adds moves to those under way: a newer one takes over from where the pod is now (never back to the start); beyond the budget, the
 *  hero's first, the rest snap. Returns the new list; `moves` that are over at `at` are dropped. */
export function lay(under, fresh, at, budget = MOTION.max) {
  const still = under.filter((move) => move.end > at - MOTION.death);
  for (const move of fresh) {
    const last = still.findLast((other) => other.uid === move.uid && TRAVELS.has(other.kind) && other.end > move.start && other.start <= move.start);
    if (last && (TRAVELS.has(move.kind) || move.kind === "death")) {
      if (TRAVELS.has(move.kind)) Object.assign(move, { points: [whereAt(last, move.start), move.points.at(-1)], path: undefined });
      last.end = move.start;
    }
    const now = still.filter((other) => other.start <= move.start && other.end > move.start);
    if (move.path && now.filter((other) => other.path).length >= PATHS) {
      if (move.kind === "reach") continue; // a few lines tell it; many hide it
      Object.assign(move, { path: undefined, ghost: undefined });
    }
    if (now.length < budget) still.push(move);
  }
  return still;
}

