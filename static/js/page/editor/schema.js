/** Field names, types and descriptions of kinds, from the server's published schema; each kind is fetched once.
 *  Answer of the endpoint: {root, types: {NAME: {description, required, fields: {FIELD: {type, description, of?, enum?}}}}}. */
export class Schemas {
  #known = new Map();

  /** @param {string|null} prefix the endpoint, or null: there is none and nothing is offered */
  constructor(prefix, fetch = globalThis.fetch.bind(globalThis)) {
    Object.assign(this, { prefix, fetch });
  }

  /** @param {{group, version, kind}|null} kind @returns {Promise<object|null>} null: unknown kind, or the server does not answer */
  of(kind) {
    if (!this.prefix || !kind) return Promise.resolve(null);
    const path = [kind.group, kind.version, kind.kind].map(encodeURIComponent).join("/");
    if (!this.#known.has(path)) this.#known.set(path, this.#load(path));
    return this.#known.get(path);
  }

  async #load(path) {
    try {
      const response = await this.fetch(`${this.prefix}${path}/`);
      return response.ok ? await response.json() : null;
    } catch {
      this.#known.delete(path); // the network may be back next time
      return null;
    }
  }
}

/** The type at a path of keys, or null. Keys of a map (labels) lead to nothing that could be offered. */
export function typeAt(schema, path) {
  let type = schema?.types[schema.root] ?? null;
  for (const key of path) type = schema.types[type?.fields[key]?.of] ?? null;
  return type;
}

/** The field itself at a path, with whether it must be there. */
export function fieldAt(schema, path) {
  const parent = typeAt(schema, path.slice(0, -1));
  const name = path.at(-1);
  const field = parent?.fields[name];
  return field ? { name, required: parent.required.includes(name), ...field } : null;
}

/** "string", "[]Container", "map of string": a field's type in words a manifest's reader knows. */
export function typeText({ type, of }) {
  const short = of?.split(".").at(-1);
  if (type === "array") return `[]${short ?? ""}`;
  return short ?? type;
}
