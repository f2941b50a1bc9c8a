/** Does a shell need more lines before it can run this? True inside quotes, after a backslash, a pipe or `&&` at the end of the line, and
 *  inside a here-document until its end word stands alone. */
export function continues(source) {
  const lines = source.split("\n");
  const waiting = [];
  let quote = null;
  let joined = false;
  for (const line of lines) {
    if (waiting.length) {
      const { word, tabs } = waiting[0];
      if ((tabs ? line.replace(/^\t+/, "") : line) === word) waiting.shift();
      continue;
    }
    ({ quote, joined } = scan(line, quote, waiting));
  }
  return waiting.length > 0 || quote !== null || joined;
}

/** Several lines as the commands that a shell would run one after another; a here-document stays with its command. Lines left over at the end,
 *  which a shell would still wait on, are one more. @returns {string[]} without empty ones */
export function commandsOf(text) {
  const commands = [];
  let gathered = [];
  for (const line of text.split("\n")) {
    gathered.push(line);
    if (continues(gathered.join("\n"))) continue;
    commands.push(gathered.join("\n"));
    gathered = [];
  }
  if (gathered.length) commands.push(gathered.join("\n"));
  return commands.filter((command) => command.trim());
}

function scan(line, quote, waiting) {
  let joined = false;
  for (let at = 0; at < line.length; at++) {
    const char = line[at];
    if (quote) {
      if (char === quote) quote = null;
      else if (char === "\\" && quote === '"') at++;
    } else if (char === "\\") {
      if (at === line.length - 1) joined = true;
      at++;
    } else if (char === "'" || char === '"') quote = char;
    else if (char === "#" && (at === 0 || /\s/.test(line[at - 1]))) break;
    else if (char === "<" && line[at + 1] === "<" && line[at + 2] !== "<") {
      const heredoc = line.slice(at).match(/^<<(-?)\s*(?:'([^']+)'|"([^"]+)"|([^\s'"|&;<>()]+))/);
      if (heredoc) {
        waiting.push({ tabs: heredoc[1] === "-", word: heredoc[2] ?? heredoc[3] ?? heredoc[4] });
        at += heredoc[0].length - 1;
      }
    } else if (char === "<" && line.startsWith("<<<", at)) at += 2;
  }
  if (!quote && !waiting.length && /(\|\|?|&&)\s*$/.test(line)) joined = true;
  return { quote, joined };
}
