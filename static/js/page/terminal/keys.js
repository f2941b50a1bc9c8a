/** What a terminal sends when a key is pressed, as names of actions. Everything printable is text. */
const SEQUENCES = {
  "\r": "enter", "\n": "enter", "\t": "complete", "\x7f": "backspace", "\b": "backspace",
  "\x01": "home", "\x02": "left", "\x03": "interrupt", "\x04": "endOfFile", "\x05": "end", "\x06": "right", "\x0b": "killToEnd", "\x0c": "clear",
  "\x0e": "historyDown", "\x10": "historyUp", "\x15": "killToStart", "\x17": "killWord", "\x19": "yank",
  "\x1b[A": "historyUp", "\x1bOA": "historyUp", "\x1b[B": "historyDown", "\x1bOB": "historyDown",
  "\x1b[C": "right", "\x1bOC": "right", "\x1b[D": "left", "\x1bOD": "left",
  "\x1b[H": "home", "\x1bOH": "home", "\x1b[1~": "home", "\x1b[F": "end", "\x1bOF": "end", "\x1b[4~": "end", "\x1b[3~": "delete",
  "\x1bb": "wordLeft", "\x1b[1;3D": "wordLeft", "\x1b[1;5D": "wordLeft", "\x1bf": "wordRight", "\x1b[1;3C": "wordRight", "\x1b[1;5C": "wordRight",
  "\x1bd": "killWordRight", "\x1b\x7f": "killWord",
};
const PASTE = /^\x1b\[200~([\s\S]*?)\x1b\[201~/;
const UNKNOWN = /^\x1b(?:\[[0-9;?]*[ -/]*[@-~]|O.|.)?/s;

/** Splits what xterm's onData delivers. @returns {Array<{action: string}|{text: string}|{paste: string}>} */
export function keystrokes(data) {
  const strokes = [];
  let rest = data;
  while (rest) {
    const pasted = rest.match(PASTE);
    if (pasted) {
      strokes.push({ paste: pasted[1].replace(/\r\n?/g, "\n") });
      rest = rest.slice(pasted[0].length);
      continue;
    }
    const sequence = Object.keys(SEQUENCES).filter((key) => rest.startsWith(key)).sort((a, b) => b.length - a.length)[0];
    if (sequence) {
      strokes.push({ action: SEQUENCES[sequence] });
      rest = rest.slice(sequence.length);
      continue;
    }
    const text = rest.match(/^[^\x00-\x1f\x7f]+/);
    if (text) strokes.push({ text: text[0] });
    rest = rest.slice(text ? text[0].length : (rest[0] === "\x1b" ? rest.match(UNKNOWN)[0].length : 1));
  }
  return strokes;
}

/** Pasted text as the strokes of somebody who types it. */
export function strokesOf(text) {
  const [first, ...rest] = text.split("\n").map((line) => (line ? [{ text: line.replace(/\t/g, "  ") }] : []));
  return [...first, ...rest.flatMap((strokes) => [{ action: "enter" }, ...strokes])];
}
