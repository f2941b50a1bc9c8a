import { command, failure, harmless, output, sign } from "./paint.js";

/** What commands have written on the terminal's screen, as far as it must be known: whether the last row is still open, and what stands in it. */
export class Sheet {
  row = ""; // what a command printed in the row of the cursor
  #freshRow = true; // the last output ended its line

  /** @param {{write(text: string): void}} screen */
  constructor(screen) {
    this.screen = screen;
  }

  /** What this terminal showed before, on another visit. */
  recall(transcript) {
    for (const line of transcript.split("\n").slice(0, -1)) line.startsWith("$ ") ? this.typed(line.slice(2)) : this.line(output(harmless(line)));
    this.#freshRow = true;
  }

  /** The line of a command that was typed elsewhere. */
  typed(line) {
    this.line(sign("$ ") + command(harmless(line.replaceAll("\n", "\n> "))));
  }

  /** A row of the terminal's own, painted already. */
  line(text) {
    this.screen.write(`${text}\r\n`);
  }

  /** What a command says: {stream, text}. */
  said({ stream, text }) {
    const colour = stream === "stderr" ? failure : output;
    this.screen.write(harmless(text).split("\r\n").map((line) => (line ? colour(line) : "")).join("\r\n"));
    this.#freshRow = text.endsWith("\n");
    this.row = (this.row + harmless(text)).split("\r\n").at(-1);
  }

  /** The row of the cursor is written anew: what stood behind the command's own text makes room. */
  withdraw(text = "") {
    this.screen.write(`\r\x1b[J${text}`);
  }

  /** What comes next begins a row. */
  freshRow() {
    if (!this.#freshRow) this.screen.write("\r\n");
    this.#freshRow = true;
  }
}
