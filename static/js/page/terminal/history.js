const KEPT = 500;

/** Commands typed before, walked with the arrows. What was being typed is kept as the newest entry until the line is run. */
export class History {
  #lines = [];
  #at = null; // index while walking
  #draft = "";

  /** Replaces all: the history that the server kept. */
  load(lines) {
    this.#lines = lines.slice(-KEPT);
    this.#at = null;
  }

  add(line) {
    this.#at = null;
    if (!line.trim() || line === this.#lines.at(-1)) return;
    this.#lines = [...this.#lines, line].slice(-KEPT);
  }

  /** The entry before; `draft` is what stands in the line now. @returns {string|null} null: there is none */
  up(draft) {
    if (this.#at === null) [this.#draft, this.#at] = [draft, this.#lines.length];
    if (this.#at === 0) return null;
    return this.#lines[--this.#at];
  }

  down() {
    if (this.#at === null) return null;
    if (++this.#at < this.#lines.length) return this.#lines[this.#at];
    this.#at = null;
    return this.#draft;
  }
}
