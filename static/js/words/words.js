import { particle } from "./particle.js";

/** Sentences by key, in one language. A table maps keys to texts with {parameters}; `{name|을/를}` in Korean adds the particle that the value asks
 *  for; `{count#one pod|many pods}` in English chooses by number. An entry
 *  may also be a function of its parameters, or {one, many} (reasons of several objects at once; `one` is said here). Values are inserted as text, never as HTML. */
export class Words {
  constructor(lang, ...tables) {
    this.lang = lang;
    this.table = Object.assign({}, ...tables);
  }

  has(key) {
    return key in this.table;
  }

  /** The sentence, or the key itself when it is unknown: a missing translation must be seen, not crash the page. */
  say(key, params = {}) {
    const entry = this.table[key];
    if (typeof entry === "function") return entry(params);
    return fill(entry?.one ?? entry ?? key, params);
  }
}

export function fill(template, params) {
  return template.replace(/\{(\w+)(?:\|([^}/]+)\/([^}]+)|#([^}|]*)\|([^}]*))?\}/g, (whole, name, closed, open, one, many) => {
    if (!(name in params)) return whole;
    const value = String(params[name] ?? "");
    if (closed !== undefined) return value + particle(value, closed, open);
    if (one !== undefined) return (Number(value) === 1 ? one : many).replaceAll("#", value);
    return value;
  });
}
