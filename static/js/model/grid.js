/** Level of detail: how the pods of a box are drawn, chosen from the room that each gets. Lengths in px.
 *
 *  | tier  | a pod                                                        |
 *  | wide  | a box round its named containers, name, state                |
 *  | box   | box of 56, name and state beside it, label tag below          |
 *  | small | box of 50, the name's end below, a reason if not Running      |
 *  | mark  | a small mark; Running pale, failures larger                   |
 *  | bar   | no pod: one bar a box, cut by state; failures still one mark  |
 */
export const TIERS = ["wide", "box", "small", "mark", "bar"];

const CELLS = {
  wide: { dx: [158, 208], dy: [90, 96] },
  box: { dx: [146, 176], dy: [72, 106] },
  small: { dx: [76, 96], dy: [80, 92] },
};
const FIGURE = 56; // a pod's own coordinates, in tiers box and small
const TAGGED = 90; // rows of `box` at least this high have room for a label tag

/** How many pods fit into `w` × `h` in a tier. */
export function capacity(tier, w, h) {
  const { dx, dy } = CELLS[tier];
  const last = tier === "small" ? 2 : 12; // the last row needs no gap
  return Math.max(0, Math.floor((w + 10) / dx[0])) * Math.max(0, Math.floor((h + last) / dy[0]));
}

/** Cells for `count` pods in the rectangle, in the first of `tiers` that holds them:
 *  {tier, x, y, dx, dy, cols, rows, w, h, s, tagged}; w, h: the drawn size of a pod; s: its drawing scale. */
export function fit({ x, y, w, h }, count, tiers) {
  for (const tier of tiers) {
    if (CELLS[tier] && capacity(tier, w, h) >= Math.max(1, count)) return { x, y, ...roomy(tier, w, h, count) };
    if (tier === "mark") {
      const cells = marks(w, h, Math.max(1, count));
      if (cells.dx >= 12) return { x, y, ...cells };
    }
  }
  const high = Math.min(22, Math.max(8, h - 14));
  return { x, y, tier: "bar", dx: w / Math.max(1, count), dy: 0, cols: Math.max(1, count), rows: 1, w: 11, h: 11, s: 1, room: { w, h: high }, below: high + 4 };
}

function roomy(tier, w, h, count) {
  const { dx, dy } = CELLS[tier];
  const cols = Math.max(1, Math.floor((w + 10) / dx[0]));
  const rows = Math.ceil(Math.max(1, count) / cols);
  const high = Math.min(dy[1], Math.max(dy[0], (h + (tier === "small" ? 2 : 12)) / Math.max(rows, Math.floor(h / dy[1]) || 1)));
  const wide = Math.min(dx[1], w / cols < dx[0] ? dx[0] : (w + 14) / cols);
  const figure = tier === "box" ? FIGURE : high >= 86 ? 50 : 44;
  const size = tier === "wide" ? { w: wide - 8, h: 80, s: 1 } : { w: figure, h: figure, s: figure / FIGURE };
  return { tier, cols, rows, dx: wide, dy: high, tagged: tier === "box" && high >= TAGGED, ...size };
}

/** Marks as large as there is room, in steps, so that a few more pods do not move all. */
function marks(w, h, count) {
  let pitch = 44;
  for (const step of [44, 36, 30, 25, 21, 17, 14.5, 12]) {
    pitch = step;
    if (Math.floor((w + step * 0.3) / step) * Math.floor((h + step * 0.3) / step) >= count) break;
    pitch = 0;
  }
  const cols = Math.max(1, Math.floor((w + pitch * 0.3) / (pitch || 12)));
  const size = Math.round(pitch * 7.2) / 10;
  return { tier: "mark", cols, rows: Math.ceil(count / cols), dx: pitch, dy: pitch, w: size, h: size, s: 1 };
}

/** Where the pod of a seat is drawn: {x, y, w, h, s, tier, tagged}. */
export function placeAt(cells, index) {
  const { x, y, dx, dy, cols, w, h, s, tier, tagged } = cells;
  const inset = tier === "small" ? (dx - w) / 2 : 0;
  return { x: x + dx * (index % cols) + inset, y: y + dy * Math.floor(index / cols) + (cells.below ?? 0), w, h, s, tier, tagged };
}

export const centre = ({ x, y, w, h }) => ({ x: x + w / 2, y: y + h / 2 });
