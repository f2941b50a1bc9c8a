const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,99}$/u;
const SAVE_AFTER_MS = 400;

/** The learner's files: what the server has, and what was typed since. Typing is saved after a short rest and before every command; a
 *  newer text from the server (a here-document wrote the file) replaces what is shown, unless something unsaved stands in it.
 *  Emits `list` (names changed), `content` (detail: {name}, it was changed from outside), `saved` (detail: {name, error?}). */
export class Files extends EventTarget {
  #contents = new Map();
  #unsaved = new Map(); // name → timer
  #saving = new Set();

  /** @param {(name: string, content: string|null) => Promise} save null deletes */
  constructor({ save, timers = globalThis }) {
    super();
    Object.assign(this, { save, timers });
  }

  get names() {
    return [...this.#contents.keys()];
  }

  has(name) {
    return this.#contents.has(name);
  }

  content(name) {
    return this.#contents.get(name) ?? "";
  }

  isUnsaved(name) {
    return this.#unsaved.has(name) || this.#saving.has(name);
  }

  /** The server's list: [{name, content}], in its order. Files that are being edited keep the reader's text. */
  receive(list) {
    const before = this.names.join("\n");
    const changed = list.filter(({ name, content }) => this.#contents.get(name) !== content && !this.isUnsaved(name));
    const mine = this.names.filter((name) => this.isUnsaved(name) && !list.some((file) => file.name === name));
    const next = new Map(list.map(({ name, content }) => [name, this.isUnsaved(name) ? this.#contents.get(name) : content]));
    for (const name of mine) next.set(name, this.#contents.get(name));
    this.#contents = next;
    if (this.names.join("\n") !== before) this.#tell("list");
    for (const { name } of changed) this.#tell("content", { name });
  }

  /** Typing. */
  edit(name, content) {
    if (this.#contents.get(name) === content) return;
    this.#contents.set(name, content);
    this.timers.clearTimeout(this.#unsaved.get(name));
    this.#unsaved.set(name, this.timers.setTimeout(() => this.#send(name), SAVE_AFTER_MS));
  }

  /** Why a name cannot be used: "editor.bad_name", "editor.name_taken", or null. */
  problemWith(name, own = null) {
    if (!NAME.test(name)) return "editor.bad_name";
    return name !== own && this.has(name) ? "editor.name_taken" : null;
  }

  create(name, content = "") {
    this.#contents.set(name, content);
    this.#tell("list");
    return this.#send(name);
  }

  /** The file keeps its place among the tabs. */
  async rename(from, to) {
    const content = this.content(from);
    this.#forget(from);
    this.#contents = new Map([...this.#contents].map(([name, text]) => (name === from ? [to, text] : [name, text])));
    this.#tell("list");
    await this.#send(to);
    await this.save(from, null).catch(() => {});
    return content;
  }

  async remove(name) {
    this.#forget(name);
    this.#contents.delete(name);
    this.#tell("list");
    await this.save(name, null);
  }

  /** Saves what is not yet saved; a command waits for it, so that kubectl reads what the reader sees. */
  async flush() {
    await Promise.all([...this.#unsaved.keys()].map((name) => this.#send(name)));
  }

  async #send(name) {
    this.timers.clearTimeout(this.#unsaved.get(name));
    this.#unsaved.delete(name);
    this.#saving.add(name);
    let error;
    try {
      await this.save(name, this.content(name));
    } catch (failure) {
      error = failure;
    }
    this.#saving.delete(name);
    this.#tell("saved", { name, error });
  }

  #forget(name) {
    this.timers.clearTimeout(this.#unsaved.get(name));
    this.#unsaved.delete(name);
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
