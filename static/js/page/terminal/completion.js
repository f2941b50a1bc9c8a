/** What Tab does with the server's candidates. `from`: where the word begins that they would replace.
 *  @returns {{text: string, cursor: number, list: string[]}} the new line, and the candidates to show when they do not agree */
export function complete(text, cursor, { from, candidates }) {
  if (!candidates.length) return { text, cursor, list: [] };
  const typed = text.slice(from, cursor);
  const only = candidates.length === 1;
  let word = only ? candidates[0] : commonPrefix(candidates);
  if (word.length < typed.length) word = typed;
  if (only && !/[/=:,]$/.test(word)) word += " ";
  return { text: text.slice(0, from) + word + text.slice(cursor).replace(/^ /, only ? "" : " "), cursor: from + word.length, list: only || word.length > typed.length ? [] : candidates };
}

function commonPrefix(words) {
  let prefix = words[0];
  for (const word of words) while (!word.startsWith(prefix)) prefix = prefix.slice(0, -1);
  return prefix;
}

/** Candidates in columns, as a shell prints them. */
export function columnsOf(words, columns, most = 60) {
  const shown = words.slice(0, most);
  const size = Math.max(...shown.map((word) => word.length)) + 2;
  const perRow = Math.max(1, Math.floor(columns / size));
  const rows = Math.ceil(shown.length / perRow);
  const lines = Array.from({ length: rows }, (_, row) =>
    shown.filter((_, at) => at % rows === row).map((word) => word.padEnd(size)).join("").trimEnd());
  if (words.length > most) lines.push(`… +${words.length - most}`);
  return lines;
}
