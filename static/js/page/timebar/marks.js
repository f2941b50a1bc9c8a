const CLOSE = 14; // pixels
const WEIGHT = { command: 0, check: 1, failure: 2 };

/** Marks to draw. Those closer than 14 px become one, drawn as its weightiest; a failure only merges with failures, so it is the last to
 *  disappear. @param {Array<{time, kind, text}>} marks by time @param {(time) => number} x
 *  @returns {Array<{x, time, kind, texts: string[]}>} */
export function mergeMarks(marks, x) {
  return [...merge(marks.filter(({ kind }) => kind !== "failure"), x), ...merge(marks.filter(({ kind }) => kind === "failure"), x)];
}

function merge(marks, x) {
  const groups = [];
  for (const mark of marks) {
    const last = groups.at(-1);
    const at = x(mark.time);
    if (last && at - last.x < CLOSE && last.kind === mark.kind) last.texts.push(mark.text);
    else if (last && at - last.x < CLOSE / 2) {
      last.texts.push(mark.text);
      if (WEIGHT[mark.kind] > WEIGHT[last.kind]) Object.assign(last, { kind: mark.kind, x: at, time: mark.time });
    } else groups.push({ x: at, time: mark.time, kind: mark.kind, texts: [mark.text] });
  }
  return groups;
}

/** The mark under a finger or the mouse, or null. @param {{x, y}} point @param {number} near pixels to its side */
export function nearest(placed, { x, y }, near) {
  const close = placed.filter((mark) => Math.abs(mark.x - x) <= near && Math.abs(mark.y - y) <= near + 4);
  return close.sort((one, other) => Math.abs(one.x - x) - Math.abs(other.x - x))[0] ?? null;
}

/** The next mark after a moment (`by` 1) or the last before it (-1); null where there is none. */
export function markFrom(marks, at, by) {
  const [before, after] = [marks.filter(({ time }) => time < at - 1), marks.filter(({ time }) => time > at + 1)];
  return (by > 0 ? after[0] : before.at(-1)) ?? null;
}
