/** The control plane: pills on a graduated arc round the API server; folded into a row when nodes need the height; beads on a phone. */

const CAPTION = 42; // the band at the top where captions live
const PILLS = { kubectl: 92, deployment: 118, replicaset: 116, node: 100, scheduler: 108, etcd: 84, other: 132 };
const ANGLES = { kubectl: 180, deployment: 148, replicaset: 116, other: 89, node: 63, scheduler: 34, etcd: 0 }; // no two pills touch at 840 px
const BEADS = { kubectl: 180, deployment: 146, replicaset: 98, other: 122, node: 62, scheduler: 32, etcd: 0 };

const at = (hub, rx, ry, angle) => ({ x: hub.x + rx * Math.cos((angle * Math.PI) / 180), y: hub.y - ry * Math.sin((angle * Math.PI) / 180) });
const half = (hub, rx, ry) => `M${hub.x - rx} ${hub.y}A${rx} ${ry} 0 0 1 ${hub.x + rx} ${hub.y}`;

/** {kind, squat, hub: {x, y, r}, planets: Map id → {x, y, w, h, bead}, bottom, orbit, ticks, captionY, waiting: {x, y, w, h}}.
 *  `shown`: ids of components; `kind`: "arc" | "row" | "beads" | "squat", beads in a picture that is low; `height`: of the whole picture. */
export function planeOf(kind, width, height, shown) {
  return { arc, row, beads, squat }[kind](width, height, shown);
}

/** The kinds of plane that a width allows, the most telling first. */
export const planesFor = (width) => (width >= 840 ? ["arc", "row"] : ["beads"]);

function arc(width, height, shown) {
  const ry = height < 480 ? 72 : 86;
  const rx = Math.min(430, width / 2 - 100);
  const hub = { x: width / 2, y: CAPTION + 24 + ry - 8, r: height < 480 ? 38 : 41 };
  const planets = new Map(shown.map((id) => [id, { ...at(hub, rx, ry, ANGLES[id]), w: PILLS[id], h: ["deployment", "replicaset", "node"].includes(id) ? 40 : 30 }]));
  if (planets.has("other")) planets.get("other").y += 4; // clear of the captions
  const bottom = hub.y + hub.r + 29;
  return { kind: "arc", hub, planets, bottom, captionY: 0, orbit: half(hub, rx, ry) + half(hub, rx + 7, ry + 7), ticks: arcTicks(hub, rx, ry, 108), docks: true,
    waiting: { x: 8, y: hub.y + 22, w: hub.x - hub.r - 60, h: 40 } };
}

function row(width, height, shown) {
  const y = CAPTION + 34;
  const hub = { x: width / 2, y, r: 30 };
  const left = ["kubectl", "deployment", "replicaset"].filter((id) => shown.includes(id));
  const right = ["other", "node", "scheduler", "etcd"].filter((id) => shown.includes(id));
  const planets = new Map();
  spread(left, 8, hub.x - 42, y, planets);
  spread(right, hub.x + 42, width - 8, y, planets);
  const ticks = Array.from({ length: Math.floor((width - 20) / 7) + 1 }, (_, i) => `M${8 + i * 7} ${y - 3}v${i % 5 ? 3.5 : 6}`).join("");
  return { kind: "row", hub, planets, bottom: y + 56, captionY: 0, orbit: `M8 ${y - 3}H${width - 8}M8 ${y + 3}H${width - 8}`, ticks, docks: false,
    waiting: { x: 8, y: y + 30, w: hub.x - 80, h: 24 } };
}

function spread(ids, from, to, y, planets) {
  const width = (id) => PILLS[id] - (["node", "other"].includes(id) ? 16 : 0);
  const free = to - from - ids.reduce((sum, id) => sum + width(id), 0);
  let x = from + (ids[0] === "kubectl" ? 0 : Math.max(4, free / (ids.length + 1)));
  const gap = Math.max(4, free / (ids[0] === "kubectl" ? ids.length : ids.length + 1));
  for (const id of ids) {
    planets.set(id, { x: x + width(id) / 2, y, w: width(id), h: 30 });
    x += width(id) + gap;
  }
}

function beads(width, height, shown) {
  return { ...beaded({ x: width / 2, y: 102, r: 32 }, width, 78, shown), squat: false, bottom: 186, captionY: 146, waiting: { x: 12, y: 182, w: width - 24, h: 30 } };
}

/** Who waits for a node stands beside the caption, as marks. A wide one leaves room for the kubelets' docks. */
function squat(width, height, shown) {
  return { ...beaded({ x: width / 2, y: 72, r: 26 }, width, 48, shown), squat: true, bottom: width >= 620 ? 154 : 142, captionY: 104, waiting: { x: 12, y: 104, w: width / 2 - 140, h: 30 } };
}

function beaded(hub, width, ry, shown) {
  const rx = Math.min(260, width / 2 - 35);
  const planets = new Map(shown.map((id) => [id, { ...at(hub, rx, ry, BEADS[id]), w: 18, h: 18, bead: true }]));
  return { kind: "beads", hub, planets, orbit: half(hub, rx, ry) + half(hub, rx + 5, ry + 5), ticks: arcTicks(hub, rx, ry, 60, 5), docks: false };
}

function arcTicks(hub, rx, ry, count, depth = 7) {
  return Array.from({ length: count + 1 }, (_, i) => {
    const angle = 180 - (i * 180) / count;
    const long = i % 5 ? depth / 2 : depth;
    const [from, to] = [at(hub, rx, ry, angle), at(hub, rx + long, ry + long, angle)];
    return `M${from.x.toFixed(1)} ${from.y.toFixed(1)}L${to.x.toFixed(1)} ${to.y.toFixed(1)}`;
  }).join("");
}
