const STROKE_MS = 28;
const REST_MS = 700;

/** Types an answer into the terminal, visibly, a key at a time; any key of the reader's stops it. `lines` are commands (a here-document is
 *  one). `wait(ms)` and `idle()` (the command has ended) are given, so that a test needs no clock. */
export class Showing {
  #stopped = false;

  constructor({ shell, wait, idle }) {
    Object.assign(this, { shell, wait, idle });
  }

  stop() {
    this.#stopped = true;
  }

  /** @returns {Promise<boolean>} whether it was typed to the end */
  async play(lines) {
    for (const line of lines) {
      for (const character of line) {
        if (this.#stopped) return false;
        await this.shell.strike(character);
        await this.wait(STROKE_MS);
      }
      if (this.#stopped) return false;
      await this.wait(REST_MS / 2);
      const done = this.idle();
      await this.shell.strike("\n");
      await done;
      await this.wait(REST_MS);
    }
    return true;
  }
}
