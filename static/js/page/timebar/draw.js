import { momentText } from "../../live/clock.js";
import { s } from "../shared/dom.js";
import { mergeMarks } from "./marks.js";
import { ticks } from "./scale.js";

const RAIL = 22;

/** The engraved part of the bar as SVG nodes: ticks, times, rail, tears. Drawn anew when the stretch or the size changes.
 *  @param {{stretch, width, at, now, jumps, below}} view pixels and microseconds; `below`: how much the ticks make room for marks under the rail */
export function drawRail({ stretch, width, at, now, jumps, below = 0 }) {
  const x = (time) => Math.round(stretch.x(time, width) * 10) / 10;
  const clamp = (value) => Math.max(0, Math.min(width, value));
  const marks = ticks(stretch, width);
  const path = (keep) => [[marks.great, 11], [marks.middle, 8], [marks.small, 4]]
    .map(([times, length]) => times.filter(keep).map((time) => `M${x(time)} ${25 + below}v${length}`).join("")).join("");
  const end = clamp(x(now));
  return [
    s("path", { class: "tick", d: path((time) => time <= now) }),
    s("path", { class: "tick is-future", d: path((time) => time > now) }),
    s("path", { class: "rail", d: `M0 ${RAIL}H${width}` }),
    s("path", { class: "rail-recorded", d: `M0 ${RAIL}H${end}` }),
    s("path", { class: "rail-past", d: `M0 ${RAIL}H${clamp(x(at))}` }),
    ...marks.labels.map((time) => label(time, x(time), width, 46 + below)),
    ...jumps.filter(({ from, to }) => to > stretch.from && from < stretch.to).map(({ from, to }) => tear(clamp(x(from)), clamp(x(to)))),
  ];
}

function label(time, x, width, y) {
  const anchor = x < 18 ? "start" : x > width - 18 ? "end" : "middle";
  return s("text", { x, y, "text-anchor": anchor }, momentText(time));
}

/** Skipped time: the rail is torn there, between two pixels. */
function tear(left, right) {
  let path = `M${left} ${RAIL}`;
  for (let at = left, up = true; at < right; at += 4, up = !up) path += `L${Math.min(right, at + 4)} ${RAIL + (up ? -3 : 3)}`;
  return s("path", { class: "tear", d: path });
}

const UNDER = 20; // pixels: marks of the second of two clusters hang below the rail

const HANGING = { command: "matrix(1 0 0 -1 0 44)" }; // a triangle points at the rail

const GLYPHS = {
  command: (x) => [s("path", { class: "mark-command", d: `M${x} 19l-4.5 -8.5h9z` })],
  failure: (x) => [s("path", { class: "mark-failure", d: `M${x} 4l8 8l-8 8l-8 -8z` }), s("path", { class: "mark-glyph", d: `M${x - 2.6} 9.4l5.2 5.2m0 -5.2l-5.2 5.2` })],
  check: (x) => [s("circle", { class: "mark-check", cx: x, cy: 12, r: 7 }), s("path", { class: "mark-glyph", d: `M${x - 3} 12.3l2.2 2.2l4 -4.6` })],
};

/** Where marks stand, those together that are too close to tell apart: [{x, y, time, kind, texts, side}]. Commands, failures and met conditions stand
 *  above the rail; of two clusters side by side, what only the second has hangs below it. */
export function placeMarks(marks, { stretch, width }) {
  const inside = marks.filter(({ time, kind }) => time >= stretch.from && time <= stretch.to && kind in GLYPHS);
  const row = (those, side) => mergeMarks(those, (time) => stretch.x(time, width)).map((mark) => ({ ...mark, side, y: side === 1 ? UNDER + 12 : 12 }));
  return [...row(inside.filter(({ side }) => side !== 1), 0), ...row(inside.filter(({ side }) => side === 1), 1)];
}

export function drawMarks(placed) {
  return placed.map(({ x, kind, side }) => s("g", { transform: side === 1 ? HANGING[kind] ?? `translate(0 ${UNDER})` : null }, GLYPHS[kind](Math.round(x * 10) / 10)));
}

/** What is due, as open dots, the moment that is kept in view, as a flag, and the needle. */
export function drawNeedle({ stretch, width, at, due, top = 0, flag = null }) {
  const x = Math.max(0, Math.min(width, stretch.x(at, width)));
  const held = flag === null || flag < stretch.from || flag > stretch.to ? null : stretch.x(flag, width);
  return [
    held === null ? "" : s("path", { class: "flag", d: `M${held} 33V2h11l-3 4l3 4h-11` }),
    ...due.filter((time) => time > at && time <= stretch.to).map((time) => s("circle", { class: "mark-next", cx: stretch.x(time, width), cy: RAIL, r: 3.5 })),
    s("path", { class: "needle", d: `M${x} ${2 - top}V36` }),
    s("circle", { class: "needle-head", cx: x, cy: RAIL, r: 6 }),
  ];
}
