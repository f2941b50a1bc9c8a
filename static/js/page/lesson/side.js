import "./alarm.js";
import "./question.js";
import "./standing.js";
import { wireProse } from "./prose.js";
import { Showing } from "./showing.js";
import { shareStep } from "../share.js";
import { icon } from "../shared/dom.js";

const $ = (selector) => document.querySelector(selector);

/** The left side of a lesson: conditions, hints, "show me", next, and the hands of the text. */
export class LessonSide {
  /** @param page the LivePage */
  constructor(page) {
    this.page = page;
    Object.assign(this, { session: page.session, words: page.words, boot: page.boot });
  }

  begin() {
    const { session, words, boot } = this;
    const { lesson } = boot;
    const hints = $("orrery-hints");
    $("orrery-checks")?.begin({ session, lesson, words, reasons: this.page.reasons });
    $("orrery-standing")?.begin({ session, lesson, words, list: $("orrery-checks") });
    $("orrery-alarm")?.begin({ session, lesson, words, reasons: this.page.reasons, cluster: this.page.cluster.id });
    hints?.begin({ lesson, words });
    $("orrery-sheet")?.begin({ session, lesson, words, next: lesson.next, retry: (check) => this.page.retry(check), hint: () => {
      this.page.parts?.show("lesson");
      hints.openNext();
    } });
    for (const question of lesson.questions ?? []) {
      const element = document.createElement("orrery-question");
      document.getElementById(`step-${question.step}`)?.append(element);
      element.begin({ session, question, words, run: (script) => this.page.run(script), tape: `${boot.urls.clusters}${this.page.cluster.id}/questions/${question.id}/tape.json` });
    }
    for (const button of document.querySelectorAll("[data-share-step]")) this.#share(button);
    document.addEventListener("orrery-solved", () => this.#solved());
    $("[data-undo]")?.addEventListener("click", () => this.page.undo());
    $("[data-reset]")?.addEventListener("click", () => this.#reset());
    this.#prose();
    this.#show();
  }

  /** What a step does, as a figure for another page. */
  #share(button) {
    const step = this.boot.lesson.steps.find(({ id }) => id === button.dataset.shareStep);
    const whole = (path) => new URL(path, location).href;
    button.append(icon("link"));
    button.addEventListener("click", () => {
      const { embed, file, tape } = step.figure;
      shareStep({ page: whole(`${location.pathname}#step-${step.id}`), embed: whole(embed), file: whole(file), tape }, step, { words: this.words, lang: this.boot.lang });
    });
  }

  #prose() {
    const names = new Set(this.boot.lesson.files);
    for (const root of document.querySelectorAll(".prose")) {
      wireProse(root, {
        isFile: (text) => names.has(text) || this.page.files.has(text),
        open: (name) => this.#open(name),
        run: (command) => this.page.run(command),
        label: this.boot.lang === "ko" ? "터미널에서 실행" : "Run in the terminal",
      });
    }
  }

  async #open(name) {
    const { files, editor, parts } = this.page;
    if (!files.has(name)) {
      if (!await this.page.ask(this.words.say("lesson.no_file", { name }))) return;
      await files.create(name);
    }
    parts?.show("editor");
    document.documentElement.dataset.present &&= "editor";
    editor.open(name);
    editor.focusText();
  }

  async #reset() {
    if (await this.page.ask(this.words.say("lesson.reset_ask"))) this.page.restart();
  }

  #solved() {
    const next = $("[data-next]");
    next?.classList.remove("is-waiting");
    if (!this.session.shown) document.querySelector(".beads [aria-current]")?.classList.add("is-done");
  }

  // ---------- show me

  #show() {
    const button = $("[data-show]");
    if (!button) return;
    this.session.addEventListener("role", () => (button.hidden = !this.session.mayAct || !this.boot.lesson.goals.length));
    button.addEventListener("click", () => (this.showing ? this.showing.stop() : this.#play(button)));
  }

  /** `wait 30s` of an answer: virtual time is skipped, as with the clock's own jump. */
  async #pass(seconds) {
    const { session } = this;
    const until = Math.floor(session.clock.at(session.wall())) + seconds * 1_000_000;
    await session.send("clock", { until, running: true });
    while (session.clock.time < until && session.connection.state === "open") await new Promise((done) => session.addEventListener("clock", done, { once: true }));
  }

  async #play(button) {
    const { page, words, session } = this;
    if (!await page.ask(words.say("lesson.show_ask"))) return;
    const { shell } = page.terminal;
    page.parts?.show("terminal");
    try {
      if (!session.playhead.live) session.playhead.toNow();
      if (!session.clock.running) await session.send("clock", { running: true }); // an answer is there to be watched
      const { script } = await session.send("show", {});
      session.shown = !session.solved;
      this.showing = new Showing({ shell, wait: (ms) => new Promise((done) => setTimeout(done, ms)), pass: (seconds) => this.#pass(seconds), idle: () => new Promise((done) => shell.addEventListener("idle", done, { once: true })) });
      const stop = () => this.showing?.stop();
      page.terminal.addEventListener("keydown", stop, { once: true, capture: true });
      page.toasts.show(words.say("lesson.showing"), { calm: true });
      await this.showing.play(script);
      page.terminal.removeEventListener("keydown", stop, { capture: true });
    } catch (error) {
      page.toasts.show(words.say("error.refused", { why: error.message }));
    }
    this.showing = null;
    button.focus();
  }
}
