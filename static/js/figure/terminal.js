/** How a recorded terminal is set: its letters as large as its longest line allows, and as many rows as its longest answer needs. Knows no document. */

const SIZES = { least: 10.5, most: 12.5 }; // px; smaller than that a line is broken, as a terminal breaks it
const ROWS = { least: 3, most: 16, narrow: 10 }; // narrow: on a phone the picture and its terminal are to be seen together
const NARROW = 480; // px
const PADDING = 28; // px, left and right

/** {size (px), rows}. @param {Array<{text}>} said; @param {number} width px of the terminal; @param {number} advance of one letter, as a part of its size */
export function shapeOf(said, width, advance = 0.602) {
  const text = said.map((one) => one.text).join("").replace(/\n$/, "");
  const inside = width - PADDING;
  const longest = Math.max(1, ...text.split("\n").map((line) => line.length));
  const size = Math.min(SIZES.most, Math.max(SIZES.least, Math.floor((inside / longest / advance) * 10) / 10));
  const columns = Math.max(10, Math.floor(inside / (size * advance)));
  const rows = (block) => block.replace(/\n$/, "").split("\n").reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / columns)), 0);
  const most = Math.max(...text.split(/^(?=\$ )/m).map(rows));
  return { size, rows: Math.min(width < NARROW ? ROWS.narrow : ROWS.most, Math.max(ROWS.least, most)) };
}
