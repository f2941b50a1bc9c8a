import { particle } from "./particle.js";

/** Sentences by key, in one language. A table maps keys to texts with {parameters}; `{name|을/를}` in Korean adds the particle that the value asks
 *  for; `{count#one pod|many pods}` in English chooses by number. Values are inserted as text, never as HTML. */
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
    return fill(this.table[key] ?? key, params);
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
