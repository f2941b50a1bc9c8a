/** Where a prompt and a line fall on a screen of `columns` cells. Hangul and other wide characters take two cells and are never split. */

const WIDE = /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const NONE = /[\u0300-\u036f\u1160-\u11ff\u200b-\u200f\ufe00-\ufe0f]/;

/** Cells that one code point takes: 0, 1 or 2. */
export function cells(character) {
  if (NONE.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** Cells that a text takes, without wrapping. */
export function width(text) {
  let sum = 0;
  for (const character of text) sum += cells(character);
  return sum;
}

/** @returns {{row: number, column: number}} the cell after `text`, counted from the start of a row; a full row goes on in the next */
export function place(text, columns) {
  let [row, column] = [0, 0];
  for (const character of text) {
    const size = cells(character);
    if (column + size > columns) [row, column] = [row + 1, 0];
    column += size;
    if (column === columns) [row, column] = [row + 1, 0];
  }
  return { row, column };
}
