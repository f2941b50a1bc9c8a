import { place } from "./layout.js";
import { command, sign } from "./paint.js";

/** Draws the line being typed, and draws it again when it changes, over as many rows as it takes. Writes terminal sequences only. */
export class Prompt {
  #row = 0; // the row of the cursor, counted from the prompt's first

  constructor(write) {
    this.write = write;
    this.mark = "$ ";
  }

  /** A fresh prompt on a fresh row. */
  open(mark, line, columns) {
    this.#row = 0;
    this.mark = mark;
    this.draw(line, columns);
  }

  draw(line, columns) {
    const whole = place(this.mark + line.text, columns);
    const cursor = place(this.mark + line.text.slice(0, line.cursor), columns);
    const wrap = whole.column === 0 && whole.row > 0 ? "\r\n" : "";
    const up = whole.row - cursor.row;
    this.write(`${this.#toStart()}\x1b[J${sign(this.mark)}${command(line.text)}${wrap}${up ? `\x1b[${up}A` : ""}\r${cursor.column ? `\x1b[${cursor.column}C` : ""}`);
    this.#row = cursor.row;
  }

  /** Leaves the line as it stands and goes to the row below it. */
  leave(line, columns) {
    const whole = place(this.mark + line.text, columns);
    const down = whole.row - this.#row;
    this.write(`${down ? `\x1b[${down}B` : ""}${whole.column === 0 && whole.row > 0 ? "\r" : "\r\n"}`);
    this.#row = 0;
  }

  #toStart() {
    return `${this.#row ? `\x1b[${this.#row}A` : ""}\r`;
  }
}
