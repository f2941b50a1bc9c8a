import { complete, columnsOf } from "./completion.js";
import { commandsOf, continues } from "./continuation.js";
import { Dialogue } from "./dialogue.js";
import { History } from "./history.js";
import { keystrokes, strokesOf } from "./keys.js";
import { Line } from "./line.js";
import { failure, harmless, offer, output } from "./paint.js";
import { Prompt } from "./prompt.js";
import { Sheet } from "./sheet.js";

const HANGUL = /[ㄱ-ㆎ가-힣]/;
const MEANT = /^Did you mean: (.+)$/m;

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
  #visitor = null; // id of another screen's command while its output comes
  readonly = false; // a follower looks on

  constructor({ client, screen, words }) {
    super();
    Object.assign(this, { client, screen, words });
    this.history = new History();
    this.sheet = new Sheet(screen);
    this.prompt = new Prompt((text) => screen.write(text));
    const send = (line) => client.typed(this.#running.id, line).catch(() => {});
    this.dialogue = new Dialogue({ line: this.#line, prompt: this.prompt, sheet: this.sheet, screen, send });
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
    this.sheet.recall(transcript);
    this.#ask();
  }

  /** Input from the keyboard or the clipboard, as xterm delivers it. */
  async input(data) {
    if (this.readonly) return;
    for (const stroke of keystrokes(data)) {
      if (stroke.paste !== undefined) this.#paste(stroke.paste), await this.#typeAhead();
      else if (this.dialogue.open && stroke.action !== "interrupt") await this.dialogue.take(stroke);
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
      this.sheet.withdraw(); // the prompt makes room
    }
    if (!mine && frame.line) this.sheet.typed(frame.line);
    if (frame.text) {
      if (mine) this.dialogue.makeRoom();
      this.sheet.said(frame);
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

  #listen(open) {
    this.#running.interrupted = false;
    this.dialogue.listen(open);
    this.#typeAhead();
  }

  /** What was typed or pasted before it listened. */
  async #typeAhead() {
    while (this.dialogue.open && this.#queue.length && !this.#queue[0].source) await this.dialogue.take(this.#queue.shift());
  }

  /** The server was restarted: a command that it had accepted is over, one that it had not is sent again by the connection. */
  lost() {
    if (!this.#running?.accepted) return;
    this.sheet.line(failure(this.words.say("terminal.lost")));
    this.#finished(130);
  }

  /** The screen changed its width. */
  resized() {
    if (!this.#running) this.#redraw();
  }

  async #stroke(stroke) {
    const { action } = stroke;
    if (this.#offered && action !== "enter") this.#withdraw();
    if (this.#line.takes(stroke)) return this.#redraw();
    if (action === "endOfFile") this.#line.text ? this.#line.delete() : null;
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
    this.#queue.push(...strokesOf(text));
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
      for (const row of columnsOf(done.list, this.screen.columns)) this.sheet.line(output(harmless(row)));
      this.prompt.open(this.#mark(), this.#line, this.screen.columns);
    } else this.#redraw();
  }

  #interrupt() {
    this.#queue = [];
    if (this.#running) {
      if (this.#running.interrupted) {
        this.sheet.line("^C"); // the server did not answer the first one; it writes its own ^C when it does
        return this.#finished(130);
      }
      this.#running.interrupted = true;
      if (this.dialogue.open) this.#line.set(""); // as a real shell forgets a half line
      this.client.interrupt();
      return;
    }
    this.#line.end();
    this.#redraw();
    this.sheet.line("^C");
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
      this.sheet.line(offer(refusal));
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
      this.sheet.line(failure(harmless(error.message)));
      this.#finished(1);
    }
  }

  /** What the server knows about a mistake in the command itself: a hint in the reader's language; a command typed in Hangul is offered in
   *  English, for Enter to accept. */
  #heed({ text, problems = [] }) {
    for (const { file, suggestion } of problems) if (!file && suggestion) this.sheet.line(offer(harmless(suggestion.replaceAll("`", ""))));
    const meant = HANGUL.test(this.#running.source) && text?.match(MEANT)?.[1];
    if (!meant) return;
    this.#offered = meant;
    this.sheet.line(offer(harmless(this.words.say("terminal.offer", { command: meant }))));
  }

  #withdraw() {
    this.#offered = null;
  }

  #finished(exit) {
    const { source } = this.#running;
    this.#running = null;
    if (this.dialogue.open) this.#line.set("");
    this.dialogue.open = false;
    this.sheet.row = "";
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
    this.sheet.freshRow();
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
