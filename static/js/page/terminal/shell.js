import { complete, columnsOf } from "./completion.js";
import { commandsOf, continues } from "./continuation.js";
import { History } from "./history.js";
import { keystrokes } from "./keys.js";
import { Line } from "./line.js";
import { command, failure, harmless, offer, output, sign } from "./paint.js";
import { Prompt } from "./prompt.js";

const HANGUL = /[ㄱ-ㆎ가-힣]/;
const MEANT = /^Did you mean: (.+)$/m;
const EDITS = new Set(["left", "right", "home", "end", "wordLeft", "wordRight", "backspace", "delete", "killToEnd", "killToStart", "killWord", "killWordRight", "yank"]);

/** The terminal without its screen: edits a line, gathers lines that belong together, sends them one after another, writes what comes back.
 *  `client` does the talking: run(source) -> Promise with `.id`, interrupt(), typed(id, line) -> Promise, complete(line, cursor) -> Promise {from, candidates}, refusal() -> why nothing may be run now, or null, before() ->
 *  Promise (saves files first). `screen`: write(text), clear(), columns (cells in a row). Emits `ran` (detail: {source, exit}) and `idle`. */
export class Shell extends EventTarget {
  #line = new Line();
  #gathered = []; // lines of an unfinished command
  #queue = []; // typed or pasted while a command runs
  #running = null; // {id, source, interrupted}
  #aside = ""; // half a line that stood there when something else had to be run
  #offered = null;
  #listening = false; // the command that runs takes lines: a shell in a container
  #row = ""; // what stands in the row of the cursor, printed by a command
  #visitor = null; // id of another screen's command while its output comes
  readonly = false; // a follower looks on
  #freshRow = true; // the last output ended its line

  constructor({ client, screen, words }) {
    super();
    Object.assign(this, { client, screen, words });
    this.history = new History();
    this.prompt = new Prompt((text) => screen.write(text));
  }

  get busy() {
    return this.#running !== null;
  }

  get empty() {
    return !this.#running && !this.#line.text && !this.#gathered.length;
  }

  /** @param {{readonly?: boolean, transcript?: string}} how transcript: what this terminal showed before, on another visit */
  open({ readonly = false, transcript = "" } = {}) {
    this.readonly = readonly;
    for (const line of transcript.split("\n").slice(0, -1)) this.screen.write(`${line.startsWith("$ ") ? sign("$ ") + command(harmless(line.slice(2))) : output(harmless(line))}\r\n`);
    this.#freshRow = true;
    this.#ask();
  }

  /** Input from the keyboard or the clipboard, as xterm delivers it. */
  async input(data) {
    if (this.readonly) return;
    for (const stroke of keystrokes(data)) {
      if (stroke.paste !== undefined) this.#paste(stroke.paste), await this.#typeAhead();
      else if (this.#listening && stroke.action !== "interrupt") await this.#typeAt(stroke);
      else if ((this.#running || this.#visitor !== null) && stroke.action !== "interrupt") this.#queue.push(stroke);
      else await this.#stroke(stroke);
    }
  }

  /** Runs commands one after another as if they had been typed: the editor's Apply, a click in the lesson. What was half typed comes back
   *  at the next prompt. */
  async perform(text) {
    this.#queue.push(...commandsOf(text).map((source) => ({ source })));
    if (!this.#running) await this.#drain();
  }

  /** One character typed by "show me"; the reader sees it as typing. */
  async strike(text) {
    await this.#stroke(text === "\n" ? { action: "enter" } : { text });
  }

  /** An `output` frame. Output of a command that this page did not start (another tab, the presenter) is shown with its line. */
  output(frame) {
    const mine = this.#running && frame.id === this.#running.id;
    if (!mine && !this.#running && this.#visitor === null) {
      this.#visitor = frame.id;
      this.screen.write("\r\x1b[J"); // the prompt makes room
    }
    if (!mine && frame.line) this.screen.write(`${sign("$ ")}${command(harmless(frame.line.replaceAll("\n", "\n> ")))}\r\n`);
    if (frame.text) {
      if (mine && this.#listening) this.#withdrawTyping();
      this.screen.write(paint(frame));
      this.#freshRow = frame.text.endsWith("\n");
      this.#row = (this.#row + harmless(frame.text)).split("\r\n").at(-1);
    }
    if (mine && !frame.done) this.#listen(frame.listening === true);
    if (mine) this.#heed(frame);
    if (mine && frame.done) this.#finished(frame.exit ?? 0);
    else if (!mine && frame.done && this.#visitor === frame.id) {
      this.#visitor = null;
      this.#ask();
      this.#drain();
    }
  }

  /** The running command takes lines now, or no more: what is typed is edited here and sent as a whole. */
  #listen(on) {
    this.#running.interrupted = false;
    if (on) this.prompt.open(this.#row, this.#line, this.screen.columns);
    this.#listening = on;
    this.#typeAhead();
  }

  /** What was typed or pasted before it listened. */
  async #typeAhead() {
    while (this.#listening && this.#queue.length && !this.#queue[0].source) await this.#typeAt(this.#queue.shift());
  }

  async #typeAt({ action, text }) {
    if (text !== undefined) this.#line.insert(text);
    else if (EDITS.has(action)) this.#line[action]();
    else if (action === "enter" || (action === "endOfFile" && !this.#line.text)) {
      const line = action === "enter" ? `${this.#line.text}\n` : "";
      this.#line.end();
      if (line) this.prompt.leave(this.#line, this.screen.columns);
      this.#line.set("");
      if (line) this.#row = "";
      this.#listening = false;
      await this.client.typed(this.#running.id, line).catch(() => {});
      return;
    }
    this.#redraw();
  }

  /** Output comes while a line is being typed: the half line makes room and comes back after it. */
  #withdrawTyping() {
    this.screen.write(`\r\x1b[J${this.#row}`);
  }

  /** The server was restarted: a command that it had accepted is over, one that it had not is sent again by the connection. */
  lost() {
    if (!this.#running?.accepted) return;
    this.screen.write(`${failure(this.words.say("terminal.lost"))}\r\n`);
    this.#finished(130);
  }

  /** The screen changed its width. */
  resized() {
    if (!this.#running) this.#redraw();
  }

  async #stroke({ action, text }) {
    if (this.#offered && action !== "enter") this.#withdraw();
    if (text !== undefined) this.#line.insert(text);
    else if (EDITS.has(action)) this.#line[action]();
    else if (action === "endOfFile") this.#line.text ? this.#line.delete() : null;
    else if (action === "historyUp") this.#recall(this.history.up(this.#line.text));
    else if (action === "historyDown") this.#recall(this.history.down());
    else if (action === "clear") return this.#clear();
    else if (action === "complete") return this.#complete();
    else if (action === "interrupt") return this.#interrupt();
    else if (action === "enter") return this.#enter();
    this.#redraw();
  }

  async #performOne(source) {
    if (this.#line.text && !this.#gathered.length) this.#aside = this.#line.text;
    this.#gathered = [];
    const lines = source.split("\n");
    for (const [at, line] of lines.entries()) {
      this.#line.set(line);
      this.#redraw();
      if (at < lines.length - 1) this.#enterGathered(line);
    }
    await this.#enter();
  }

  #paste(text) {
    const lines = text.split("\n");
    lines.forEach((line, at) => {
      const strokes = [...(line ? [{ text: line.replace(/\t/g, "  ") }] : []), ...(at < lines.length - 1 ? [{ action: "enter" }] : [])];
      this.#queue.push(...strokes);
    });
    if (!this.#running) this.#drain();
  }

  #recall(text) {
    if (text !== null) this.#line.set(text.replaceAll("\n", " "));
  }

  #clear() {
    this.screen.clear();
    this.prompt.open(this.#mark(), this.#line, this.screen.columns);
  }

  async #complete() {
    const { text, cursor } = this.#line;
    if (this.#gathered.length) return this.#line.insert("  "), this.#redraw();
    const found = await this.client.complete(text, cursor).catch(() => null);
    if (!found || this.#line.text !== text || this.#running) return;
    const done = complete(text, cursor, found);
    this.#line.set(done.text, done.cursor);
    if (done.list.length) {
      this.prompt.leave(this.#line, this.screen.columns);
      for (const row of columnsOf(done.list, this.screen.columns)) this.screen.write(`${output(harmless(row))}\r\n`);
      this.prompt.open(this.#mark(), this.#line, this.screen.columns);
    } else this.#redraw();
  }

  #interrupt() {
    this.#queue = [];
    if (this.#running) {
      if (this.#running.interrupted) {
        this.screen.write("^C\r\n"); // the server did not answer the first one; it writes its own ^C when it does
        return this.#finished(130);
      }
      this.#running.interrupted = true;
      this.client.interrupt();
      return;
    }
    this.#line.end();
    this.#redraw();
    this.screen.write("^C\r\n");
    this.#gathered = [];
    this.#line.set("");
    this.#ask();
  }

  async #enter() {
    if (this.#offered !== null && !this.#line.text.trim()) {
      const accepted = this.#offered;
      this.#withdraw();
      this.#line.set(accepted);
      this.#redraw();
    }
    const source = this.#enterGathered(this.#line.text);
    if (source === null) return;
    if (!source.trim()) return this.#ask();
    this.history.add(source);
    await this.#run(source);
  }

  /** Takes one line. @returns {string|null} the whole command, or null while more lines belong to it */
  #enterGathered(line) {
    this.#line.end();
    this.prompt.leave(this.#line, this.screen.columns);
    this.#gathered.push(line);
    this.#line.set("");
    const source = this.#gathered.join("\n");
    if (continues(source)) {
      this.#ask();
      return null;
    }
    this.#gathered = [];
    return source;
  }

  async #run(source) {
    const refusal = this.client.refusal();
    if (refusal) {
      this.screen.write(`${offer(refusal)}\r\n`);
      return this.#ended(source, 1);
    }
    if (source.trim() === "clear") return this.screen.clear(), this.#ended(source, 0);
    this.#running = { id: null, source, interrupted: false };
    try {
      await this.client.before();
      const answer = this.client.run(source);
      this.#running.id = answer.id;
      await answer;
      if (this.#running?.id === answer.id) this.#running.accepted = true;
    } catch (error) {
      if (this.#running?.source !== source) return;
      this.screen.write(`${failure(harmless(error.message))}\r\n`);
      this.#finished(1);
    }
  }

  /** What the server knows about a mistake in the command itself: a hint in the reader's language; a command typed in Hangul is offered in
   *  English, for Enter to accept. */
  #heed({ text, problems = [] }) {
    for (const { file, suggestion } of problems) if (!file && suggestion) this.screen.write(`${offer(harmless(suggestion.replaceAll("`", "")))}\r\n`);
    const meant = HANGUL.test(this.#running.source) && text?.match(MEANT)?.[1];
    if (!meant) return;
    this.#offered = meant;
    this.screen.write(`${offer(harmless(this.words.say("terminal.offer", { command: meant })))}\r\n`);
  }

  #withdraw() {
    this.#offered = null;
  }

  #finished(exit) {
    const { source } = this.#running;
    this.#running = null;
    if (this.#listening) this.#line.set("");
    this.#listening = false;
    this.#row = "";
    this.#ended(source, exit);
  }

  #ended(source, exit) {
    this.dispatchEvent(new CustomEvent("ran", { detail: { source, exit } }));
    this.#ask();
    this.#drain();
  }

  async #drain() {
    while (this.#queue.length && !this.#running) {
      const stroke = this.#queue.shift();
      if (stroke.source) await this.#performOne(stroke.source);
      else await this.#stroke(stroke);
    }
    if (!this.#running) this.dispatchEvent(new CustomEvent("idle"));
  }

  #mark() {
    return this.#gathered.length ? "> " : "$ ";
  }

  #ask() {
    if (!this.#freshRow) this.screen.write("\r\n");
    this.#freshRow = true;
    if (!this.#gathered.length && !this.#line.text && this.#aside) {
      this.#line.set(this.#aside);
      this.#aside = "";
    }
    this.prompt.open(this.#mark(), this.#line, this.screen.columns);
  }

  #redraw() {
    this.prompt.draw(this.#line, this.screen.columns);
  }
}

function paint({ stream, text }) {
  const colour = stream === "stderr" ? failure : output;
  return harmless(text).split("\r\n").map((line) => (line ? colour(line) : "")).join("\r\n");
}
