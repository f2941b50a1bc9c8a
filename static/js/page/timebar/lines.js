import { s } from "../shared/dom.js";

export const LINES = 30; // pixels above the marks
const FLOOR = -4; // y of none
const ROOM = 21; // pixels for the most

/** Counts over time as steps, above the marks: one line a cluster, told apart by stroke and letter.
 *  @param {Array<{name, series: [{time, ready}]}>} lines @param {{stretch, width, now}} view */
export function drawLines(lines, view, words) {
  const most = Math.max(1, ...lines.flatMap(({ series }) => series.map(({ ready }) => ready)));
  const y = (ready) => FLOOR - (ready / most) * ROOM;
  const drawn = lines.flatMap(({ name, series }, at) => {
    const { path, end } = stepsOf(series, view, y);
    return path ? [s("path", { class: `line is-${name}`, d: path }, s("title", {}, `${name.toUpperCase()} \u00b7 ${words.say("compare.ready", { count: end.ready })}`)), letter(name, end, at)] : [];
  });
  return [s("text", { class: "line-label", x: 0, y: FLOOR - ROOM + 4 }, words.say("compare.line")), s("path", { class: "line-floor", d: `M0 ${FLOOR}H${view.width}` }), ...drawn];
}

/** The path of the part that lies in the stretch, and where it ends. */
function stepsOf(series, { stretch, width, now }, y) {
  const x = (time) => Math.round(Math.max(0, Math.min(width, stretch.x(time, width))) * 10) / 10;
  const last = Math.min(now, stretch.to);
  const inside = series.filter(({ time }) => time <= last);
  const first = inside.findLastIndex(({ time }) => time <= stretch.from);
  const shown = inside.slice(Math.max(0, first));
  if (!shown.length) return { path: "", end: null };
  const steps = shown.slice(1).map(({ time, ready }) => `H${x(time)}V${y(ready)}`).join("");
  const end = { x: x(last), y: y(shown.at(-1).ready), ready: shown.at(-1).ready };
  return { path: `M${x(shown[0].time)} ${y(shown[0].ready)}${steps}H${end.x}`, end };
}

/** The letter and the count at the end of a line; the second stands lower when both are level. */
function letter(name, { x, y, ready }, at) {
  return s("text", { class: `line-end is-${name}`, x: x + 6 + at * 30, y: y + 4 }, `${name.toUpperCase()} ${ready}`);
}
