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
