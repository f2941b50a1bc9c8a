import { commandsOf } from "../terminal/continuation.js";

const STROKE_MS = 28;
const REST_MS = 700;
const WAIT = /^wait (\d+(?:\.\d+)?)(ms|s|m)?$/;
const SECONDS = { ms: 0.001, s: 1, m: 60 };

/** An answer's script as steps: commands (a here-document is one; `! ` before what must fail is not typed), waits in seconds. Comments and
 *  empty lines are left out. @returns {Array<{type: string}|{wait: number}>} */
export function stepsOf(script) {
  return commandsOf(script).filter((source) => !source.trim().startsWith("#")).map((source) => {
    const wait = source.trim().match(WAIT);
    return wait ? { wait: Number(wait[1]) * SECONDS[wait[2] ?? "s"] } : { type: source.replace(/^! /, "") };
  });
}

/** Types an answer into the terminal, visibly, a key at a time; any key of the reader's stops it. Given: `shell`, `wait(ms)`, `pass(seconds)` of
 *  virtual time, `idle()` (resolved when the command has ended), so that a test needs no clock. */
export class Showing {
  #stopped = false;

  constructor({ shell, wait, pass, idle }) {
    Object.assign(this, { shell, wait, pass, idle });
  }

  stop() {
    this.#stopped = true;
  }

  /** @returns {Promise<boolean>} whether it was typed to the end */
  async play(script) {
    for (const step of stepsOf(script)) {
      if (this.#stopped) return false;
      if (step.wait !== undefined) await this.pass(step.wait);
      else if (!await this.#type(step.type)) return false;
      await this.wait(REST_MS);
    }
    return true;
  }

  async #type(source) {
    const lines = source.split("\n");
    for (const [at, line] of lines.entries()) {
      for (const character of line) {
        if (this.#stopped) return false;
        await this.shell.strike(character);
        await this.wait(lines.length > 1 ? STROKE_MS / 3 : STROKE_MS);
      }
      const last = at === lines.length - 1;
      const done = last ? this.idle() : null;
      await this.shell.strike("\n");
      await done;
    }
    return true;
  }
}
