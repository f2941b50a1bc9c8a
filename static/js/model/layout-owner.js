/** Grouping by owner: boxes that wrap one another, Deployment ▸ ReplicaSet ▸ pod ▸ container. Sizes follow the pods (a squarified treemap). */
import { hierarchy, treemap } from "../../vendor/d3.js";
import { fit } from "./grid.js";
import { systemCells } from "./layout-node.js";
import { planeOf, planesFor } from "./layout-plane.js";
import { isSystem } from "./status.js";

const OWNERS = ["Deployment", "ReplicaSet", "ReplicationController", "StatefulSet", "DaemonSet", "Job", "CronJob"];
const LEAVES = new Set(["ReplicaSet", "ReplicationController", "StatefulSet", "DaemonSet", "Job"]); // what pods name as their owner
const NEVER = new Set(["Node", "Pod", "Service", "ConfigMap", "Secret", "PersistentVolumeClaim"]); // never drawn as a box
const ACROSS = 200; // px for each of the ReplicaSets that stand side by side
const LOW = 450; // px; in a lower picture beads fold
const ALL = ["wide", "box", "small", "mark", "bar"];

/** A layout, as layoutNodes gives it. */
export function layoutOwners(state, view) {
  const seats = state.seats.owner;
  const items = roots(state).map((owner) => itemOf(state, owner));
  for (const key of strays(state, items)) items.push({ key, kind: "stray", weight: weigh(seats.count(key)) });
  if (seats.count("none") || !items.length) items.push({ key: "none", kind: "none", weight: weigh(seats.count("none")) });
  return arrange(state, view, items, "owner", (item, rect, boxes) => {
    if (item.wraps) wrap(state, item, rect, boxes);
    else boxes.set(item.key, leaf(state, item, rect, item.kind === "none" ? 52 : 56));
  });
}

/** Owners that nothing owns: the workloads, and whatever else (a custom resource) owns something. The oldest first. */
export function roots(state) {
  const custom = [...state.owned.keys()].map((uid) => state.objects.get(uid)).filter((owner) => owner && !OWNERS.includes(owner.kind) && !NEVER.has(owner.kind) && state.owned.get(owner.uid).size);
  return [...OWNERS.flatMap((kind) => [...state.kind(kind).values()]), ...custom].filter((owner) => !owner.owner && !isSystem(owner))
    .sort((a, b) => (a.created ?? 0) - (b.created ?? 0) || (a.name < b.name ? -1 : 1));
}

/** Gives each item a rectangle below the control plane; shared with the grouping by label. */
export function arrange(state, view, items, grouping, put) {
  const narrow = view.height < LOW ? "squat" : "beads";
  const plane = planeOf(planesFor(view.width).includes("row") ? "row" : narrow, view.width, view.height, view.shown);
  const system = state.seats[grouping].count("system");
  const phone = plane.kind === "beads";
  const area = { x: phone ? 12 : 0, y: plane.bottom + (phone ? 4 : 0), w: view.width - (phone ? 24 : 0) };
  for (const item of items) item.low = lowest(item, area.w);
  const needed = phone ? items.reduce((sum, item) => sum + item.low, 0) + 12 * items.length : 150;
  const height = Math.max(view.height, area.y + needed + (system ? 24 : 0));
  area.h = height - area.y - 2 - (system ? 24 : 0);
  const ways = phone ? [stack] : [columns, slice];
  const boxes = ways.map((way) => way(items, area)).filter(Boolean).map((rects) => {
    const made = new Map();
    items.forEach((item, i) => put(item, rects[i], made));
    return made;
  }).reduce((best, made) => (poorness(made) < poorness(best) ? made : best));
  if (system) boxes.set("system", { key: "system", kind: "system", x: area.x, y: height - 22, w: area.w, h: 20, cells: systemCells(area.x + 96, height - 17, area.w - 100) });
  return { grouping, plane, boxes, width: view.width, height };
}

/** How much room a number of pods asks for, in steps, so that boxes do not grow with every pod. */
export function weigh(count) {
  let step = 2;
  while (step < count) step = Math.ceil(step * 1.6);
  return { pods: step, area: 2 + step };
}

function itemOf(state, owner) {
  const key = `owner ${owner.uid}`;
  const wraps = !LEAVES.has(owner.kind);
  const inner = owner.kind === "Deployment" ? replicaSets(state, owner) : wraps ? leavesUnder(state, owner) : [];
  const each = Math.max(owner.want ?? 0, ...inner.map((set) => state.seats.owner.count(`owner ${set.uid}`)));
  const count = Math.max(owner.want ?? 0, state.seats.owner.count(key) + inner.reduce((sum, set) => sum + state.seats.owner.count(`owner ${set.uid}`), 0));
  const weight = weigh(Math.max(count, inner.length > 1 ? (owner.want ?? 0) * 1.8 : 0));
  return { key, kind: "owner", owner, inner, wraps, each, weight: inner.length ? { ...weight, area: weight.area * 1.5 + 3 * inner.length } : weight };
}

/** The owners of pods under one of another kind (CronJob ▸ Job, custom resource ▸ Deployment ▸ ReplicaSet); of those that have ended, the newest. */
function leavesUnder(state, owner) {
  const found = [...(state.owned.get(owner.uid) ?? [])].map((uid) => state.objects.get(uid)).filter((child) => child && child.kind !== "Pod" && OWNERS.includes(child.kind))
    .flatMap((child) => (child.kind === "Deployment" ? replicaSets(state, child) : LEAVES.has(child.kind) ? [child] : leavesUnder(state, child)))
    .sort((a, b) => (a.created ?? 0) - (b.created ?? 0) || (a.name < b.name ? -1 : 1));
  return found.filter((set, i) => i >= found.length - 3 || state.podsUnder(set.uid).some((pod) => pod.phase !== "Succeeded"));
}

/** A Deployment's ReplicaSets that are drawn as boxes: those with pods, the wanted ones, and the one before the newest. */
function replicaSets(state, owner) {
  const sets = state.ownedBy(owner.uid, "ReplicaSet").sort((a, b) => (a.revisionNumber ?? 0) - (b.revisionNumber ?? 0) || (a.created ?? 0) - (b.created ?? 0));
  return sets.filter((set, i) => i >= sets.length - 2 || set.want > 0 || state.seats.owner.count(`owner ${set.uid}`) > 0);
}

/** Boxes of pods whose owner is not known (deleted, or of a kind not drawn). */
function strays(state, items) {
  const known = new Set(items.flatMap((item) => [item.key, ...item.inner.map((set) => `owner ${set.uid}`)]));
  return [...state.seats.owner.boxes.keys()].filter((key) => key.startsWith("owner ") && !known.has(key));
}

function wrap(state, item, rect, boxes) {
  const wide = rect.w >= 480;
  const head = 60;
  boxes.set(item.key, { ...rect, key: item.key, kind: "wrap", uid: item.owner.uid, wide, shown: item.inner.length, cells: fit({ x: rect.x + 16, y: rect.y + head, w: rect.w - 32, h: rect.h - head - 12 }, state.seats.owner.count(item.key), ALL) });
  const count = item.inner.length;
  if (!count) return;
  const across = rect.w / count >= ACROSS;
  const pad = rect.w < 400 ? 10 : 16;
  const inside = { x: rect.x + pad, y: rect.y + head, w: rect.w - 2 * pad, h: rect.h - head - pad };
  const gap = 16;
  const most = Math.max(item.owner.want ?? 0, ...item.inner.map((set) => state.seats.owner.count(`owner ${set.uid}`)));  // siblings are drawn alike
  item.inner.forEach((set, i) => {
    const w = across ? (inside.w - gap * (count - 1)) / count : inside.w;
    const h = across ? inside.h : (inside.h - 10 * (count - 1)) / count;
    const box = { x: inside.x + (across ? i * (w + gap) : 0), y: inside.y + (across ? 0 : i * (h + 10)), w, h };
    const key = `owner ${set.uid}`;
    const inner = leaf(state, { key, owner: set, kind: "owner", most }, box, h < 170 ? 56 : 74);
    inner.parent = item.key;
    inner.gutters = across ? [i ? box.x - gap / 2 : box.x - pad / 2, i + 1 < count ? box.x + w + gap / 2 : box.x + w + pad / 2] : [];
    boxes.set(key, inner);
  });
}

/** A box whose inside is pods. */
export function leaf(state, item, rect, head) {
  const seats = state.seats.owner;
  const count = Math.max(seats.count(item.key), Math.min(item.most ?? item.owner?.want ?? 0, 5000));
  const inner = { x: rect.x + 16, y: rect.y + head, w: rect.w - 32, h: rect.h - head - 12 };
  return { ...rect, key: item.key, kind: item.kind === "none" ? "none" : "set", uid: item.owner?.uid, cells: fit(inner, count, ALL), inner, head, gutters: [rect.x - 6, rect.x + rect.w + 6] };
}

/** The worse the level of detail of the worst boxes, the higher. */
function poorness(boxes) {
  return [...boxes.values()].reduce((sum, box) => sum + 4 ** ALL.indexOf(box.cells.tier), 0);
}

/** Side by side, as wide as their pods ask for. */
function columns(items, area) {
  const gap = 12;
  const room = area.w - gap * (items.length - 1);
  const least = 190;
  if (room / items.length < least) return null;
  const total = items.reduce((sum, item) => sum + item.weight.area, 0);
  const spare = room - least * items.length;
  let x = area.x;
  return items.map((item) => {
    const w = least + (spare * item.weight.area) / total;
    const rect = { x, y: area.y, w, h: area.h };
    x += w + gap;
    return rect;
  });
}

function slice(items, area) {
  const total = items.reduce((sum, item) => sum + item.weight.area, 0);
  const least = total / Math.max(4, items.length * 1.8);
  const root = hierarchy({ children: items }, (node) => node.children).sum((node) => (node.weight ? Math.max(node.weight.area, least) : 0));
  treemap().size([area.w + 12, area.h + 12]).paddingOuter(0)(root);
  return root.leaves().map(({ x0, y0, x1, y1 }) => ({ x: area.x + x0, y: area.y + y0, w: x1 - x0 - 12, h: y1 - y0 - 12 }));
}

/** How high a box must be on a phone, where boxes stand below one another and the picture scrolls. */
function lowest(item, width) {
  const sets = item.inner?.length ?? 0;
  if (sets > 1 && width / sets >= ACROSS) return 150 + rowsOf(item.each, (width - 32) / sets - 48);
  return sets ? 62 + sets * (78 + rowsOf(Math.max(1, item.each), width - 52)) : 70 + rowsOf(item.weight.pods, width - 42);
}

function rowsOf(pods, width) {
  const cols = Math.max(1, Math.floor(width / (pods > 40 ? 17 : 76)));
  return Math.ceil(pods / cols) * (pods > 40 ? 17 : 86);
}

function stack(items, area) {
  const total = items.reduce((sum, item) => sum + item.low, 0);
  const spare = Math.max(0, area.h - total - 8 * (items.length - 1));
  let y = area.y;
  return items.map((item) => {
    const h = item.low + (spare * item.low) / total;
    const rect = { x: area.x, y, w: area.w, h: Math.min(h, item.low * 2) };
    y += rect.h + 8;
    return rect;
  });
}
