/** Grouping by node: a card a node, with its kubelet docked on the edge; pods without a node wait beside the hub. */
import { fit } from "./grid.js";
import { planeOf, planesFor } from "./layout-plane.js";

const GAP = 16;
const SPARE = 1.34;
const HEAD = 40;
const GAUGES = 20; // a second line in the head
const SYSTEM = 26; // the cluster's own pods, at the foot
const FOOT = 8;
const COLUMN = 620; // px; a narrower picture has one card a row
const FOLDED = 444; // px; so has this one, where the plane is folded for want of height
const NARROWEST = 214; // px; a card and its gap
const SLIM = 196; // px; and where the plane is folded
const MARGIN = 8; // the lanes outside the first and the last card, in the picture's margin

/** A layout: {grouping, plane, boxes: Map key → {key, kind, x, y, w, h, cells, …}, width, height, gutters}. `view`: {width, height, shown}. */
export function layoutNodes(state, view) {
  const nodes = [...state.kind("Node").values()].sort((a, b) => (a.created ?? 0) - (b.created ?? 0) || (a.name < b.name ? -1 : 1));
  const phone = planesFor(view.width)[0] === "beads";
  const chosen = phone ? stacked(state, nodes, view) : best(state, nodes, view);
  return finish(state, chosen, view);
}

/** Of every plane, number of rows and tier: the most telling tier that holds all; then the arc; then the fewest rows. A picture that had to
 *  step down steps up again only when there is room to spare (`view.was`: its rank), or it would flicker with every pod. */
function best(state, nodes, view) {
  const ways = [];
  for (const tiers of [["box"], ["small"], ["mark"], ["bar"]]) for (const kind of planesFor(view.width)) for (const cols of columns(nodes.length, kind, view.width)) ways.push({ tiers, kind, cols });
  for (const [rank, { tiers, kind, cols }] of ways.entries()) {
    const plane = planeOf(kind, view.width, view.height, view.shown);
    const found = cards(state, nodes, plane, cols, view, tiers, rank < (view.was ?? 0) ? SPARE : 1);
    if (found) return { ...found, rank };
  }
  const plane = planeOf("row", view.width, view.height, view.shown);
  return { ...cards(state, nodes, plane, columns(nodes.length, "row", view.width)[0], view, ["mark", "bar"], 0), rank: ways.length };
}

/** Numbers of columns to try, rows full where that can be. */
function columns(count, kind, width) {
  const most = Math.max(1, Math.floor((width + GAP) / 230));
  const found = [];
  for (let rows = 1; rows <= Math.max(1, count) && found.length < 3; rows++) {
    const cols = Math.ceil(Math.max(1, count) / rows);
    if (cols <= most && !found.includes(cols)) found.push(cols);
    if (kind === "arc") break;
  }
  return found.length || kind === "arc" ? found : [most];
}

/** `spare`: how many times its pods a card must hold; 0: as it comes, scrolling. */
function cards(state, nodes, plane, cols, view, tiers, spare) {
  const rows = Math.max(1, Math.ceil(nodes.length / cols));
  const gap = rows > 1 ? 10 : GAP;
  const top = plane.bottom + (plane.kind === "row" ? 8 : 0); // room for those that wait
  const lowest = rows > 1 ? 78 : 150;
  const needed = top + rows * (lowest + gap);
  if (spare && needed > view.height && (rows > 1 || plane.kind === "arc")) return null; // folded, it may fit
  const height = Math.max(view.height, needed);
  const w = (view.width - gap * (cols - 1)) / cols;
  const h = (height - top - 2 - gap * (rows - 1)) / rows;
  const boxes = nodes.map((node, i) => cardOf(state, node, { x: (i % cols) * (w + gap), y: top + Math.floor(i / cols) * (h + gap), w, h }, tiers, rows));
  const fits = (box) => tiers.includes(box.cells.tier) && (spare <= 1 || tiers.includes(fit(box.inner, Math.ceil(state.seats.node.count(box.key) * spare), tiers).tier));
  if (spare && !boxes.every(fits)) return null;
  return { plane, boxes, cols, height, gap };
}

function cardOf(state, node, rect, tiers, rows) {
  const system = state.seats.node.count(`system ${node.name}`);
  const gauges = rect.h >= 150 && rect.w >= 200;
  const head = gauges ? HEAD + GAUGES : HEAD;
  const inner = { x: rect.x + 14, y: rect.y + head, w: rect.w - 28, h: rect.h - head - FOOT - (system ? SYSTEM : 0) };
  const cells = fit(inner, state.seats.node.count(`node ${node.name}`), tiers);
  return { key: `node ${node.name}`, kind: "node", node: node.uid, name: node.name, ...rect, cells, gauges, inner, system, compact: rows > 1 };
}

/** In a narrow picture: cards as high as their pods need, beside one another in a blog's column, one below the other on a phone. Where that is
 *  too high the plane folds, and stays so (`view.was`: its rank); then pods get smaller, and the picture scrolls. */
function stacked(state, nodes, view) {
  const ways = [["small", "beads", 1], ["small", "squat", 1], ["small", "squat", 1.6], ["mark", "squat", 3], ["bar", "squat", Infinity]];
  for (const [rank, [tier, plane, most]] of ways.entries()) {
    if (plane === "beads" && view.was > 0) continue;
    const found = stack(state, nodes, view, tier, planeOf(plane, view.width, view.height, view.shown));
    if (found.bottom <= view.height * most) return { ...found, height: Math.max(view.height, found.bottom), rank: Math.min(rank, 1) };
  }
}

function stack(state, nodes, view, tier, plane) {
  const waits = state.seats.node.count("nursery") > 0 || Boolean(view.waited);
  const waiting = waits && !plane.squat ? 44 : 0; // once needed it stays, or the cards would jump with every birth
  const cols = view.width < (plane.squat ? FOLDED : COLUMN) ? 1 : Math.max(1, Math.min(nodes.length, Math.floor((view.width - 16) / (plane.squat ? SLIM : NARROWEST))));
  const gap = cols > 1 ? 12 : 8;
  const head = cols > 1 && view.width >= COLUMN ? 44 : 36; // kubelets dock on cards that stand side by side
  const w = (view.width - 24 - gap * (cols - 1)) / cols;
  const boxes = [];
  let y = plane.bottom + 4 + waiting;
  for (let first = 0; first < nodes.length; first += cols) {
    const row = nodes.slice(first, first + cols);
    const inside = Math.max(...row.map((node) => insideOf(state.seats.node.count(`node ${node.name}`), tier, w - 28)));
    const system = row.some((node) => state.seats.node.count(`system ${node.name}`));
    const h = head + inside + (system ? SYSTEM : 0);
    row.forEach((node, i) => {
      const box = cardOf(state, node, { x: 12 + i * (w + gap), y, w, h }, [tier, "bar"], 9);
      const cells = fit({ x: box.x + 14, y: y + head - 1, w: w - 28, h: inside }, state.seats.node.count(box.key), [tier, "bar"]);
      boxes.push(Object.assign(box, { gauges: false, cells }));
    });
    y += h + 8;
  }
  return { plane, boxes, cols, gap, bottom: y, waited: waits };
}

/** How high `count` pods stand in a card that is `w` wide inside. */
function insideOf(count, tier, w) {
  const cols = Math.max(1, Math.floor((w + 10) / (tier === "small" ? 76 : 25)));
  if (tier === "small") return Math.max(1, Math.ceil(count / cols)) * 86 + 6;
  return tier === "mark" ? Math.max(30, Math.ceil(count / cols) * 25) : 40;
}

function finish(state, { plane, boxes, cols, height, gap, rank = 0, waited = false }, view) {
  const map = new Map(boxes.map((box) => [box.key, box]));
  const figures = boxes.map((box) => box.cells).filter((cells) => cells.tier === "box");
  const tagged = figures.every((cells) => cells.tagged);
  for (const cells of figures) Object.assign(cells, { tagged, dy: Math.min(...figures.map((other) => other.dy)) }); // cards are read across
  boxes.forEach((box, i) => {
    box.dock = { x: dockX(box, plane, boxes.length), y: box.y, dock: true };
    box.docked = view.width >= 620 && (plane.docks || boxes.length <= 4);
    box.gutters = plane.kind === "beads" && cols === 1 ? [] : [i % cols ? box.x - gap / 2 : -MARGIN, (i + 1) % cols && i + 1 < boxes.length ? box.x + box.w + gap / 2 : box.x + box.w + MARGIN];
    if (box.system) map.set(`system ${box.name}`, { key: `system ${box.name}`, kind: "system", x: box.x, y: box.y + box.h - 24, w: box.w, h: 20, cells: systemCells(box.x + 96, box.y + box.h - 19, box.w - 108) });
  });
  if (!boxes.length) {
    const margin = plane.kind === "beads" ? 12 : 0;
    map.set("empty", { key: "empty", kind: "empty", x: margin, y: plane.bottom + 4, w: view.width - 2 * margin, h: height - plane.bottom - 8, cells: systemCells(0, 0, 20) });
  }
  map.set("nursery", { key: "nursery", kind: "nursery", ...plane.waiting, cells: waitingCells(plane, state.seats.node.count("nursery")) });
  return { grouping: "node", plane, boxes: map, width: view.width, height, rank, waited };
}

/** A dock stands where its spoke reaches the hub without crossing another's head: towards the middle. */
function dockX(box, plane, count) {
  const middle = box.x + box.w / 2;
  if (count === 1) return plane.hub.x;
  const reach = box.w / 2 - 48;
  return middle + Math.max(-reach, Math.min(reach, (plane.hub.x - middle) * 0.36));
}

/** Small marks of the cluster's own pods. */
export const systemCells = (x, y, w) => ({ x, y, dx: 13, dy: 13, cols: Math.max(1, Math.floor(w / 13)), rows: 1, w: 9, h: 9, s: 1, tier: "mark" });

/** The row where pods wait for a node: with words when there are one or two, marks when there are more. */
function waitingCells(plane, count) {
  const { x, y, w, h } = plane.waiting;
  if (plane.kind === "arc" && count <= 2) return { x: plane.hub.x - 366, y: y - 5, dx: -118, dy: 0, cols: 2, rows: 1, w: 36, h: 36, s: 36 / 56, tier: "waiting" };
  if (plane.kind === "beads" && !plane.squat && count <= 2) return { x: 16, y: y + 3, dx: 160, dy: 0, cols: 2, rows: 1, w: 36, h: 36, s: 36 / 56, tier: "waiting" };
  const size = plane.kind === "arc" && count <= w / 32 ? 22 : h >= 30 && count <= w / 26 ? 20 : 12;
  return { x, y: y + 4, dx: size + 6, dy: size + 5, cols: Math.max(1, Math.floor(w / (size + 6))), rows: Math.max(1, Math.floor(h / (size + 5))), w: size, h: size, s: 1, tier: "mark" };
}
