import { fill } from "./words.js";

/** A reason {code, params} in words, from reasons.ko.js or reasons.en.js; null when the table has none for the code. `more`: parameters that
 *  the cluster does not send: `subject` (the name of what was written), `count` (how many of a kind left together). */
export function reasonText(table, { code, params = {} }, more = {}) {
  const word = table[code];
  if (word === undefined) return null;
  const given = { count: 1, ...more, ...params };
  const chosen = given.count > 1 && word.many ? word.many : (word.one ?? word);
  return typeof chosen === "function" ? chosen(given) : fill(chosen, given);
}
