const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

const EDITS = new Set(["left", "right", "home", "end", "wordLeft", "wordRight", "backspace", "delete", "killToEnd", "killToStart", "killWord", "killWordRight", "yank"]);

/** One line being typed: text and a cursor that never stands inside a character (a Hangul syllable may be several code points). */
export class Line {
  text = "";
  cursor = 0;
  #killed = "";

  set(text, cursor = text.length) {
    this.text = text;
    this.cursor = cursor;
  }

  /** A stroke of keys.js that edits: it is done. @returns {boolean} false for any other */
  takes({ action, text }) {
    if (text !== undefined) this.insert(text);
    else if (EDITS.has(action)) this[action]();
    else return false;
    return true;
  }

  insert(text) {
    this.set(this.text.slice(0, this.cursor) + text + this.text.slice(this.cursor), this.cursor + text.length);
  }

  left() {
    this.cursor -= this.#before();
  }

  right() {
    this.cursor += this.#after();
  }

  home() {
    this.cursor = 0;
  }

  end() {
    this.cursor = this.text.length;
  }

  wordLeft() {
    this.cursor = this.text.slice(0, this.cursor).search(/\S+\s*$/);
    if (this.cursor < 0) this.cursor = 0;
  }

  wordRight() {
    this.cursor += this.text.slice(this.cursor).match(/^\s*\S*/)[0].length;
  }

  backspace() {
    this.#cut(this.cursor - this.#before(), this.cursor);
  }

  delete() {
    this.#cut(this.cursor, this.cursor + this.#after());
  }

  killToEnd() {
    this.#kill(this.cursor, this.text.length);
  }

  killToStart() {
    this.#kill(0, this.cursor);
  }

  killWord() {
    const end = this.cursor;
    this.wordLeft();
    this.#kill(this.cursor, end);
  }

  killWordRight() {
    const start = this.cursor;
    this.wordRight();
    this.#kill(start, this.cursor);
  }

  /** Puts back what was killed last. */
  yank() {
    this.insert(this.#killed);
  }

  #kill(from, to) {
    this.#killed = this.text.slice(from, to);
    this.#cut(from, to);
  }

  #cut(from, to) {
    this.set(this.text.slice(0, from) + this.text.slice(to), from);
  }

  #before() {
    return [...graphemes.segment(this.text.slice(0, this.cursor))].at(-1)?.segment.length ?? 0;
  }

  #after() {
    return graphemes.segment(this.text.slice(this.cursor))[Symbol.iterator]().next().value?.segment.length ?? 0;
  }
}
