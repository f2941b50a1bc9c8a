import { s } from "../shared/dom.js";

export const LINES = 30; // pixels above the marks
const FLOOR = -4; // y of none
const ROOM = 21; // pixels for the most
const LETTER = 34; // pixels for "A 12"
const LABEL = 70; // and for what is counted

/** Counts over time as steps, above the marks: one line a cluster, told apart by stroke and letter; beside the needle, what each counts there.
 *  @param {Array<{name, series: [{time, ready}]}>} lines @param {{stretch, width, at, now}} view µs, and pixels */
export function drawLines(lines, view, words) {
  const most = Math.max(1, ...lines.flatMap(({ series }) => series.map(({ ready }) => ready)));
  const y = (ready) => FLOOR - (ready / most) * ROOM;
  const paths = lines.map(({ name, series }) => ({ name, d: stepsOf(series, view, y) })).filter(({ d }) => d);
  return [
    s("path", { class: "line-floor", d: `M0 ${FLOOR}H${view.width}` }),
    paths.map(({ name, d }) => s("path", { class: `line is-${name}`, d })),
    lettersOf(lines, view, words),
  ].flat();
}

/** The steps that lie in the stretch, up to now. */
function stepsOf(series, { stretch, width, now }, y) {
  const x = (time) => Math.round(Math.max(0, Math.min(width, stretch.x(time, width))) * 10) / 10;
  const last = Math.min(now, stretch.to);
  const inside = series.filter(({ time }) => time <= last);
  const shown = inside.slice(Math.max(0, inside.findLastIndex(({ time }) => time <= stretch.from)));
  if (!shown.length) return "";
  const steps = shown.slice(1).map(({ time, ready }) => `H${x(time)}V${y(ready)}`).join("");
  return `M${x(shown[0].time)} ${y(shown[0].ready)}${steps}H${x(last)}`;
}

/** "A 4  B 0" at the moment shown, and what is counted where there is room for that; left of the needle where there is none on its right. */
function lettersOf(lines, { stretch, width, at }, words) {
  const x = Math.max(0, Math.min(width, stretch.x(at, width)));
  const letters = LETTER * lines.length;
  const left = x + 8 + letters > width;
  const start = left ? Math.max(0, x - 8 - letters) : x + 8;
  const text = (name, place, said) => s("text", { class: name, x: place, y: FLOOR - ROOM + 4 }, said);
  const counts = lines.map(({ name, series }, index) => text(`line-end is-${name}`, start + LETTER * index, `${name.toUpperCase()} ${series.findLast(({ time }) => time <= at)?.ready ?? 0}`));
  const label = left ? start - LABEL : start + letters;
  return label < 0 || label + LABEL > width ? counts : [...counts, text("line-label", label, words.say("compare.line"))];
}
