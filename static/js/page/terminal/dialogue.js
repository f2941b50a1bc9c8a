/** The lines that a running command takes (a shell in a container): each is edited here and sent as a whole. */
export class Dialogue {
  open = false; // the command listens

  /** @param send (line) => Promise: the line with its end, "" for the end of all input */
  constructor({ line, prompt, sheet, screen, send }) {
    Object.assign(this, { line, prompt, sheet, screen, send });
  }

  /** The command takes lines now, or no more. */
  listen(open) {
    if (open) this.prompt.open(this.sheet.row, this.line, this.screen.columns);
    this.open = open;
  }

  /** What the command says comes while a line is being typed: the half line makes room, and comes back after it. */
  makeRoom() {
    if (this.open) this.sheet.withdraw(this.sheet.row);
  }

  /** A stroke of the keyboard. */
  async take(stroke) {
    const isLine = stroke.action === "enter";
    if (!this.line.takes(stroke) && (isLine || (stroke.action === "endOfFile" && !this.line.text))) return this.#sendOff(isLine);
    this.prompt.draw(this.line, this.screen.columns);
  }

  async #sendOff(isLine) {
    const text = isLine ? `${this.line.text}\n` : "";
    this.line.end();
    if (isLine) {
      this.prompt.leave(this.line, this.screen.columns);
      this.sheet.row = "";
    }
    this.line.set("");
    this.open = false;
    await this.send(text);
  }
}
