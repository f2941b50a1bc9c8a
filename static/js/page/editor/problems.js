/** What the server said is wrong, by file and line. `problems` of an `output` frame: {file, line (from 1), column, message, field|null,
 *  suggestion|null}. A new output about a file replaces what was known of it. */
export class Problems extends EventTarget {
  #byFile = new Map();

  of(name) {
    return this.#byFile.get(name) ?? [];
  }

  get files() {
    return [...this.#byFile.keys()];
  }

  receive(problems) {
    const files = Map.groupBy ? Map.groupBy(problems, ({ file }) => file) : group(problems);
    for (const [file, list] of files) this.#set(file, list.filter(({ line }) => line));
  }

  /** A command that names the file is about to run, or its text changed on the line of the problem. */
  clear(name) {
    if (this.#byFile.has(name)) this.#set(name, []);
  }

  drop(name, problem) {
    this.#set(name, this.of(name).filter((other) => other !== problem));
  }

  #set(name, list) {
    if (list.length) this.#byFile.set(name, list);
    else this.#byFile.delete(name);
    this.dispatchEvent(new CustomEvent("change", { detail: { name } }));
  }
}

function group(problems) {
  const files = new Map();
  for (const problem of problems) files.set(problem.file, [...(files.get(problem.file) ?? []), problem]);
  return files;
}

/** The word that would repair a problem, or null. A suggestion is a word, or the server's sentence with that word between backticks; only an
 *  unknown field can be repaired by a word alone. */
export function repairWord({ message, suggestion }) {
  if (!suggestion || !/unknown field/.test(message ?? "")) return null;
  const marked = [...suggestion.matchAll(/`([^`]+)`/g)].map(([, word]) => word);
  const word = marked.length ? marked.length === 1 && marked[0] : suggestion;
  return word && /^[\w./-]+$/.test(word) ? word : null;
}

/** Where a problem stands in its line's text, and what would repair it. Columns count characters of the line.
 *  @returns {{from: number, to: number, insert: string|null}} */
export function placeProblem(text, problem) {
  const { field, column } = problem;
  const key = field ? lastSegment(field) : null;
  const start = text.search(/\S|$/);
  const at = key === null ? -1 : findKey(text, key);
  if (at >= 0) return { from: at, to: at + key.length, insert: repairWord(problem) };
  const from = column && column <= text.length ? Math.max(start, column - 1) : start;
  return { from, to: Math.max(from + 1, text.trimEnd().length), insert: null };
}

function findKey(text, key) {
  const escaped = key.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const found = text.match(new RegExp(`^(\\s*(?:- +)*["']?)${escaped}["']?\\s*:`)) ?? text.match(new RegExp(`(^|[\\s{,"'])${escaped}(?=["']?\\s*:)`));
  if (found) return found.index + found[1].length;
  return text.indexOf(key);
}

/** "spec.template.spec.containers[0].imge" is about "imge"; "metadata.labels[app.kubernetes.io/name]" about the whole key. */
function lastSegment(field) {
  return field.match(/\[([^\]\d][^\]]*)\]$/)?.[1] ?? field.replace(/\[\d+\]$/, "").split(".").at(-1);
}
