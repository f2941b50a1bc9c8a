/** Threads: from what stands on the shelf to the pods that answer for it or use it. They run in the lane below the boxes, up the gap beside a
 *  pod's column, and in from its side, so that they cross lines and no name. Knows no document. */
import { keyOf } from "./shelf.js";
import { Path } from "./paths.js";

const MANY = 36; // beyond so many threads, or for pods drawn as marks, one a box with a number
const LANE = 12; // px below the upper edge of the shelf
const ROUND = 7;
const STEP = 3; // px between neighbours in the lane

/** [{from (uid on the shelf), to (uid of a pod, or null), box, count, css, path, points}]; `place(uid)`: where a pod rests. */
export function threadsOf(layout, state, place) {
  const shelf = layout.shelf;
  if (!shelf) return [];
  const found = [];
  const total = [...shelf.places.values()].reduce((sum, { object }) => sum + (object.ready?.length ?? 0), 0);
  let lane = 0;
  for (const [uid, bar] of shelf.places) {
    const ends = endsOf(bar.object, state);
    if (bar.object.kind === "Ingress") found.push(...forks(uid, bar, shelf));
    if (!ends.length) continue;
    const groups = total > MANY || ends.some((end) => isSmall(place(end))) ? bundled(ends, layout, place) : ends.map((end) => ({ to: end, seat: place(end), count: 1 })).filter(({ seat }) => seat && !seat.hidden);
    groups.sort((a, b) => a.seat.x - b.seat.x || a.seat.y - b.seat.y);
    groups.forEach((group, i) => {
      const from = { x: bar.x + (bar.w * (i + 1)) / (groups.length + 1), y: bar.y };
      const y = laneOf(layout) - (lane % 4) * STEP;
      const box = layout.boxes.get(group.seat.box);
      const path = group.to ? upTo(from, y, group.seat, box, lane) : bundleTo(from, y, group.seat);
      found.push({ from: uid, to: group.to, box: group.seat.box, count: group.count, css: bar.object.kind === "Service" ? "" : "is-use", path, end: path.end });
    });
    lane++;
  }
  return found;
}
function endsOf(object, state) {
  if (object.kind === "Service") return object.ready ?? [];
  return [...(state.users.get(keyOf(object)) ?? [])].sort();
}

const isSmall = (seat) => seat && (seat.tier === "mark" || seat.tier === "bar");

/** One end a box: the middle of its lower edge. */
function bundled(ends, layout, place) {
  const counts = new Map();
  for (const end of ends) {
    const seat = place(end);
    if (seat) counts.set(seat.box, (counts.get(seat.box) ?? 0) + 1);
  }
  return [...counts].map(([key, count]) => {
    const box = layout.boxes.get(key);
    return { to: null, count, seat: { x: box.x + box.w / 2, y: box.y + box.h, box: key } };
  });
}

/** Along the lane, up the gap left of the pod, and in from its side. */
function upTo(from, lane, seat, box, number) {
  const inside = seat.tier === "wide" ? 6 : 9;
  const x = Math.max((box?.x ?? 0) + 5, seat.x - inside) - (number % 3) * 2.5;
  const y = seat.y + seat.h * 0.5 + (number % 3) * 5;
  return bend(from, [[from.x, lane], [x, lane], [x, y], [seat.x - 1, y]]);
}

const bundleTo = (from, lane, seat) => bend(from, [[from.x, lane], [seat.x, lane], [seat.x, seat.y]]);

/** The way from a point on (or near) the shelf to a pod, as a request takes it. */
export function reachOf(from, seat, layout) {
  return upTo({ x: from.x, y: from.y }, laneOf(layout), seat, layout.boxes.get(seat.box), 0);
}

/** y of the lane above a shelf. */
export const laneOf = (layout) => layout.shelf.y + LANE;

/** Straight pieces with round corners. */
function bend(from, corners) {
  const path = new Path(from.x, from.y);
  let [px, py] = [from.x, from.y];
  corners.forEach(([x, y], i) => {
    const next = corners[i + 1];
    if (!next) return void path.line(x, y);
    const before = Math.min(ROUND, Math.hypot(x - px, y - py) / 2);
    const after = Math.min(ROUND, Math.hypot(next[0] - x, next[1] - y) / 2);
    path.line(x - Math.sign(x - px) * before, y - Math.sign(y - py) * before);
    path.quad(x, y, x + Math.sign(next[0] - x) * after, y + Math.sign(next[1] - y) * after);
    [px, py] = [x, y];
  });
  return path;
}

/** An Ingress reaches its Services below the shelf. */
function forks(uid, bar, shelf) {
  const wanted = new Set((bar.object.backends ?? []).map((name) => `Service ${bar.object.namespace}/${name}`));
  const under = [...shelf.places.values()].filter(({ object }) => wanted.has(keyOf(object)));
  return under.map((place) => {
    const from = { x: bar.x + bar.w / 2, y: bar.y + bar.h };
    const y = Math.max(bar.y, place.y) + bar.h + 6;
    const path = bend(from, [[from.x, y], [place.x + 14, y], [place.x + 14, place.y + place.h]]);
    return { from: uid, to: place.object.uid, box: null, count: 1, css: "", path, end: path.end };
  });
}
