import { clockText } from "../../live/clock.js";
import { h, icon } from "../shared/dom.js";
import { Rail } from "./rail.js";
import { LIMITS, rateText } from "./rates.js";
import { Stretch, Whole } from "./scale.js";
import { Speed } from "./speed.js";

const SENTENCE_MS = 7000; // how long a told event stays "now"
const SECOND = 1_000_000;

/** <orrery-timebar>: transport, scrubber and clock. `begin({session, world, words, lesson, store})` once; `store` remembers how fast the past is played. It acts on the session's playhead and, at the
 *  living end, asks the cluster; refusals go to `orrery-refused` events. */
export class TimeBar extends HTMLElement {
  #stretch;
  #drawn = "";
  #frame = 0;
  #held = false;
  #served = null;
  #flag = null;
  #sentence = { text: "", wall: -Infinity, time: null };

  begin({ session, world, words, lesson = null, store = null }) {
    Object.assign(this, { session, words, store });
    session.playhead.rate = Number(store?.get("past-rate")) || session.playhead.rate;
    this.#stretch = session.whole ? new Whole(session.whole) : new Stretch();
    this.checkTexts = new Map([...(lesson?.goals ?? []), ...(lesson?.guards ?? [])].map(({ id, text }) => [id, text.replaceAll("`", "")]));
    this.#build();
    this.serve({ session, world });
    new ResizeObserver(() => (this.#drawn = "")).observe(this.svg);
    if (this.isConnected) this.connectedCallback();
  }

  connectedCallback() {
    if (!this.session) return;
    cancelAnimationFrame(this.#frame);
    const frame = () => {
      this.#tick();
      this.#frame = requestAnimationFrame(frame);
    };
    this.#frame = requestAnimationFrame(frame);
  }

  disconnectedCallback() {
    cancelAnimationFrame(this.#frame);
  }

  /** The bar of another session: of two clusters side by side, or of one again. `lines`: counts over time to draw above the rail. */
  serve({ session, world, lines = [] }) {
    this.#served?.abort();
    this.#served = new AbortController();
    const { signal } = this.#served;
    Object.assign(this, { session, world, lines });
    this.classList.toggle("is-pair", lines.length > 0);
    session.addEventListener("clock", () => this.#refresh(), { signal });
    session.addEventListener("marks", () => (this.#drawn = ""), { signal });
    session.addEventListener("role", () => this.#refresh(), { signal });
    session.addEventListener("snapshot", () => this.#forget(), { signal });
    const moved = () => {
      this.#resume();
      this.#refresh();
    };
    session.playhead.addEventListener("move", moved, { signal });
    this.#refresh();
  }

  /** Stepping back held the cluster's own clock; whoever comes back to now finds it running again. */
  #resume() {
    if (!this.#held || !this.session.playhead.live) return;
    this.#held = false;
    if (!this.session.clock.running) this.#ask("clock", { running: true });
  }

  /** A moment that is kept in view (µs), or null. */
  set flag(time) {
    this.#flag = time;
    this.#drawn = "";
  }

  /** A sentence that the diagram told. */
  tell(text, time) {
    this.#sentence = { text, time, wall: performance.now() };
  }

  /** Screen readers hear either this line or the narration, never both. */
  set spoken(on) {
    this.now.setAttribute("aria-live", on ? "polite" : "off");
  }

  // ---------- what the buttons do; the presenter's keys call them too

  async toggle() {
    const { session } = this;
    if (session.playhead.live) await this.#ask("clock", { running: !session.clock.running });
    else session.playhead.setPlaying(!session.playhead.playing, session.wall());
  }

  async previous() {
    const { session } = this;
    if (session.playhead.live && session.clock.running && session.mayAct) {
      this.#held = true;
      this.#ask("clock", { running: false });
    }
    if (session.playhead.back(session.wall())) return;
    if (!(await session.earlier?.()) || !session.playhead.back(session.wall())) this.#stepBack();
  }

  /** Before what this page has recorded there are only the marks to go by. */
  #stepBack() {
    const { session } = this;
    const at = session.playhead.at(session.wall());
    session.playhead.seek(session.marks.findLast(({ time }) => time < at - SECOND / 10)?.time ?? Math.max(0, at - SECOND), session.wall());
  }

  async next() {
    this.#held = false; // whoever steps wants time to stand between steps
    if (!this.session.playhead.forward(this.session.wall())) await this.#ask("clock", { step: "next" });
  }

  /** Whether the clock that is set is the cluster's: a recording has none to set, and stands at its end as if it were now. */
  get #cluster() {
    return this.session.playhead.live && !this.session.whole;
  }

  /** Of the past, which is this viewer's own, or, at the living end, of the cluster. */
  async setRate(rate) {
    const { session } = this;
    if (this.#cluster) await this.#ask("clock", { rate });
    else {
      session.playhead.setRate(rate, session.wall());
      this.store?.set("past-rate", String(rate));
    }
    this.#refresh();
  }

  changeRate(by) {
    this.speed.step(by);
  }

  toNow() {
    this.session.playhead.toNow();
  }

  /** The button goes where it leads to; the keyboard is not left behind. */
  #leave() {
    this.toNow();
    this.nextButton.focus();
  }

  async branch() {
    this.branchButton.disabled = true;
    const at = this.session.playhead.at(this.session.wall());
    try {
      await this.session.fork();
      this.#say("orrery-told", { text: this.words.say("time.branched", { time: clockText(at) }) });
    } catch (error) {
      this.#say("orrery-refused", { error });
    }
    this.branchButton.disabled = false;
    this.#refresh();
  }

  async #ask(type, payload) {
    try {
      await this.session.send(type, payload);
    } catch (error) {
      this.#say("orrery-refused", { error });
    }
  }

  #say(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }

  // ---------- building and drawing

  #build() {
    const say = (key) => this.words.say(key);
    const button = (name, label, click, extra = "") => h("button", { class: `quiet is-icon ${extra}`, type: "button", "aria-label": label, title: label, onclick: click }, icon(name));
    this.playButton = h("button", { class: "play", type: "button", onclick: () => this.toggle() });
    this.speed = new Speed({ words: this.words, limits: () => LIMITS[this.#cluster ? "live" : "past"], choose: (rate) => this.setRate(rate), refuse: (text) => this.#say("orrery-told", { text }) });
    this.nextButton = button("next", say("time.next"), () => this.next(), "is-next");
    this.aheadButton = button("ahead", say("time.ahead"), ({ currentTarget }) => this.#say("orrery-ahead", { anchor: currentTarget }), "is-ahead");
    this.aheadButton.setAttribute("aria-haspopup", "menu");
    this.nowButton = button("now", say("time.to_now"), () => this.#leave(), "is-to-now");
    this.sentence = h("b");
    this.coming = h("span");
    this.now = h("p", { class: "now", "aria-live": "polite" }, this.sentence, this.coming);
    const { words } = this;
    this.rail = new Rail({ words, at: () => this.session.playhead.at(this.session.wall()), seek: (time) => this.session.playhead.seek(time, this.session.wall()), toNow: () => this.toNow() });
    this.svg = this.rail.svg;
    this.output = h("output", { "aria-label": say("time.moment") });
    this.caption = h("small");
    this.compareButton = button("compare", say("compare.open"), ({ currentTarget }) => this.#say("orrery-compare", { anchor: currentTarget }), "is-compare");
    this.compareButton.setAttribute("aria-haspopup", "menu");
    this.branchButton = h("button", { class: "quiet branch", type: "button", title: say("time.branch_title"), "aria-label": say("time.branch"), onclick: () => this.branch() }, icon("branch"), say("time.branch"));
    this.replaceChildren(
      h("div", { class: "transport" }, button("previous", say("time.previous"), () => this.previous(), "is-previous"), this.playButton, this.nextButton, this.aheadButton, this.nowButton, this.speed.parts),
      h("div", { class: "scrub" }, this.now, this.svg, this.rail.hint),
      h("div", { class: "clock" }, this.output, this.caption, h("div", { class: "from-here" }, this.compareButton, this.branchButton)));
  }

  #refresh() {
    const { session, words } = this;
    const { playhead, clock } = session;
    const label = words.say(playhead.playing ? "time.pause" : "time.play");
    this.playButton.replaceChildren(icon(playhead.playing ? "pause" : "play"));
    this.playButton.setAttribute("aria-label", label);
    this.playButton.title = label;
    const act = session.mayRun;
    this.playButton.disabled = !act;
    this.nextButton.disabled = !act;
    this.branchButton.hidden = !session.mayAct;
    this.compareButton.hidden = Boolean(session.whole);
    this.aheadButton.hidden = !session.mayAct || !playhead.live;
    this.nowButton.hidden = playhead.live || Boolean(session.whole);
    this.speed.show(this.#cluster ? clock.rate : playhead.rate, act);
    this.classList.toggle("is-past", !playhead.live);
    this.caption.textContent = this.#captionText();
    this.dataset.caption = this.caption.textContent; // where there is no room for it beside the clock
    this.#drawn = "";
  }

  /** What the clock is doing; also that it cannot keep up, should that be so. */
  #captionText() {
    const { playhead, clock } = this.session;
    if (!playhead.live) return this.words.say("time.virtual_past");
    if (!clock.running) return this.words.say("time.virtual_paused");
    const behind = clock.behind ?? null;
    return behind === null ? this.words.say("time.virtual_now") : this.words.say("time.behind", { rate: rateText(behind) });
  }

  #forget() {
    this.#sentence = { text: "", wall: -Infinity, time: null };
    this.#drawn = "";
  }

  #tick() {
    const { session, world } = this;
    const wall = session.wall();
    const at = session.playhead.at(wall);
    const now = session.clock.at(wall);
    const width = this.svg.clientWidth;
    const counted = this.lines.map(({ series }) => series.length);
    const key = `${counted} ${Math.floor(at / 100_000)} ${Math.floor(now / 100_000)} ${width} ${session.marks.length} ${this.#sentence.text} ${wall - this.#sentence.wall > SENTENCE_MS}`;
    if (key === this.#drawn || !width) return;
    this.#drawn = key;
    const stretch = this.#stretch.show(at, now, session.playhead.live);
    const view = { stretch, width, at, now, jumps: world.jumps, due: this.#due(now) };
    this.rail.draw(view, { marks: this.#namedMarks(), lines: this.lines, flag: this.#flag });
    this.output.textContent = clockText(at);
    this.#write(at, now);
  }

  /** Marks of conditions carry the condition's id; the reader sees its text. */
  #namedMarks() {
    return this.session.marks.map((mark) => ({ ...mark, text: mark.said?.[this.words.lang]?.replaceAll("`", "") ?? this.checkTexts.get(mark.text) ?? mark.text }));
  }

  #due(now) {
    const { next } = this.session.clock;
    return next === null ? [] : [next].flat().filter((time) => time > now);
  }

  /** @param {number|null} seconds of virtual time until something is due */
  #dueText(seconds) {
    if (seconds === null) return this.words.say("time.idle");
    if (seconds < 0.1) return this.words.say("time.due_soon");
    return seconds < 120 ? this.words.say("time.due", { seconds: seconds.toFixed(1) }) : this.words.say("time.due_minutes", { minutes: Math.round(seconds / 60) });
  }

  #write(at, now) {
    const { words, session } = this;
    const fresh = this.#sentence.text && (performance.now() - this.#sentence.wall < SENTENCE_MS || !session.playhead.playing);
    const [due] = this.#due(now);
    const quiet = session.whole ? null : !session.clock.running ? "time.paused" : due === undefined || due - now > 5 * SECOND ? "time.quiet" : null;
    const future = this.#sentence.time > at + SECOND; // told of something that has not happened yet at the moment shown
    const text = future ? "" : fresh ? this.#sentence.text : quiet && session.playhead.live ? words.say(quiet) : this.#sentence.text;
    if (this.sentence.textContent !== text) this.sentence.textContent = text;
    const known = due !== undefined || session.clock.next === null; // a due moment that has passed: the next is not yet known
    this.coming.textContent = session.playhead.live && known && !session.whole ? this.#dueText(due === undefined ? null : (due - now) / SECOND) : "";
    this.svg.setAttribute("aria-valuemax", (now / SECOND).toFixed(1));
    this.svg.setAttribute("aria-valuenow", (at / SECOND).toFixed(1));
    this.svg.setAttribute("aria-valuetext", [clockText(at), this.rail.spoken(at), text].filter(Boolean).join(", "));
  }
}

customElements.define("orrery-timebar", TimeBar);
