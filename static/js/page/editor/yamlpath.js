/** Where in a YAML document a line stands, read from indentation alone: an unfinished document, the very one that needs help, has no parse
 *  tree worth the name. Block style only; inside a flow collection the answer is the key that holds it. */

const ENTRY = /^(\s*)((?:- +)*)(?:(["']?)([^\s#"'][^:"']*?)\3\s*:(?=\s|$)\s*(.*))?$/;

/** The lines of the document (between `---`) that line `at` (from 0) is in. @returns {{lines: string[], start: number}} */
export function documentAround(lines, at) {
  const isMark = (line) => /^---(\s|$)/.test(line);
  let start = at;
  while (start > 0 && !isMark(lines[start - 1])) start--;
  let end = at;
  while (end + 1 < lines.length && !isMark(lines[end + 1])) end++;
  return { lines: lines.slice(start, end + 1), start };
}

/** @returns {{group: string, version: string, kind: string}|null} what the document says it is; group "core" for v1 */
export function kindOf(lines) {
  const value = (key) => lines.map((line) => line.match(new RegExp(`^${key}:\\s*["']?([^\\s"'#]+)`))?.[1]).find(Boolean);
  const [apiVersion, kind] = [value("apiVersion"), value("kind")];
  if (!apiVersion || !kind) return null;
  const parts = apiVersion.split("/");
  return { group: parts.length > 1 ? parts[0] : "core", version: parts.at(-1), kind };
}

/** The keys above a line, outermost first; list items leave no trace ("spec", "containers", "image").
 *  @param {number} at line @param {number} column where the reader types: a key less indented than this is a parent */
export function pathAt(lines, at, column) {
  const path = [];
  let limit = column;
  for (let row = at - 1; row >= 0 && limit > 0; row--) {
    const entry = read(lines[row]);
    if (!entry || entry.key === null && entry.dashes.length === 0) continue;
    if (entry.key !== null && entry.column < limit) {
      path.unshift(entry.key);
      limit = entry.dashes ? entry.indent : entry.column;
      if (entry.dashes && entry.indent > 0) limit = entry.indent + 1;
      if (entry.dashes && isSibling(entry, column, path)) path.shift();
    }
  }
  return path;
}

/** `- name: x` at the same column as what is typed is a neighbour in the same item, not a parent. */
function isSibling(entry, column) {
  return entry.column >= column;
}

function read(line) {
  if (!line.trim() || line.trim().startsWith("#")) return null;
  const found = line.match(ENTRY);
  if (!found) return null;
  const [, space, dashes, , key = null] = found;
  return { indent: space.length, dashes, column: space.length + dashes.length, key };
}

/** Keys that stand beside the line at the same indentation in the same mapping: they need not be offered again. */
export function siblingsAt(lines, at, column) {
  const keys = [];
  for (const step of [-1, 1]) {
    for (let row = at + step; row >= 0 && row < lines.length; row += step) {
      const entry = read(lines[row]);
      if (!entry) continue;
      if (entry.column < column) break;
      if (entry.column === column && entry.key !== null) keys.push(entry.key);
      if (entry.dashes && entry.indent < column && (step === -1 || entry.column <= column)) break;
    }
  }
  return keys;
}
