import { clockText } from "../../live/clock.js";
import { copyText, h, icon } from "../shared/dom.js";
import { linksOf, requestsOf, saidBy, stillness, verdictRows, withoutManagedFields, yamlPieces } from "./chain.js";

const PARTS = ["why", "yaml", "events"];

/** <orrery-inspector>: a drawer about one object: why it is as it is, its YAML, its events; or why nothing is happening at all.
 *  `begin({session, world, words, reasons})`. Emits `orrery-jump` {time}, `orrery-look` {uid|null}, `orrery-faults` {uid, anchor}. */
export class Inspector extends HTMLElement {
  #part = "why";
  #uid = null;
  #asked = 0;
  #answer = null;

  begin({ session, world, words, reasons }) {
    Object.assign(this, { session, world, words, reasons });
    this.setAttribute("role", "dialog");
    this.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    session.playhead.addEventListener("move", () => !session.playhead.playing && this.#again());
    session.addEventListener("frame", ({ detail }) => detail.type === "changes" && this.#changed(detail));
  }

  get uid() {
    return this.#uid;
  }

  async look(uid) {
    if (uid === this.#uid && !this.hidden) return;
    this.#uid = uid;
    this.#part = this.#part === "nothing" ? "why" : this.#part;
    await this.#load({ uid });
  }

  async whyNothing() {
    this.#uid = null;
    this.#part = "nothing";
    const loaded = this.#load({ nothing: true });
    this.querySelector("h2").focus(); // asked for by a button: the answer is where the reader is next
    await loaded;
  }

  close() {
    if (this.hidden) return;
    this.hidden = true;
    this.#uid = null;
    this.before?.focus?.();
    this.#say("orrery-look", { uid: null });
  }

  async #load(question) {
    const asked = ++this.#asked;
    if (this.hidden) this.before = document.activeElement;
    this.hidden = false;
    this.#answer = null;
    this.#draw();
    try {
      const answer = await this.session.send("why", { ...question, ...this.#moment() });
      if (asked !== this.#asked) return;
      this.#answer = { chain: [], verdicts: [], events: [], yaml: "", ...answer };
    } catch (error) {
      if (asked !== this.#asked) return;
      this.#answer = { error };
    }
    this.#draw();
  }

  /** In the past the question is about the moment that is shown. */
  #moment() {
    const { playhead } = this.session;
    return playhead.live ? {} : { at: Math.floor(playhead.at(this.session.wall())) };
  }

  /** Something about this object changed: read it again, at most once a second. */
  #changed({ changes }) {
    if (this.session.playhead.live && changes.some(({ object }) => object.uid === this.#uid)) this.#again();
  }

  /** Reads it again, at most once a second. */
  #again() {
    if (this.hidden || !this.#uid || this.stale) return;
    this.stale = setTimeout(() => {
      this.stale = null;
      if (!this.hidden && this.#uid) this.#reload();
    }, 1000);
  }

  async #reload() {
    const asked = ++this.#asked;
    const answer = await this.session.send("why", { uid: this.#uid, ...this.#moment() }).catch(() => null);
    if (asked !== this.#asked || !answer) return;
    const scroll = this.querySelector(".drawer-body")?.scrollTop;
    this.#answer = { chain: [], verdicts: [], events: [], yaml: "", ...answer };
    this.#draw();
    this.querySelector(".drawer-body").scrollTop = scroll;
  }

  #draw() {
    const { words } = this;
    const nothing = this.#part === "nothing";
    const object = this.#uid && (this.world.object(this.#uid) ?? this.#answer); // what is gone is known to the answer
    const title = nothing ? words.say("inspector.nothing_title") : object?.name ?? "";
    const detail = object ? [object.kind, object.namespace].filter(Boolean).join(" · ") : "";
    const heading = h("h2", { tabindex: "-1" }, title, h("small", {}, detail));
    const close = h("button", { class: "quiet is-icon push", type: "button", "aria-label": words.say("inspector.close"), onclick: () => this.close() }, icon("close"));
    this.setAttribute("aria-label", title);
    const body = h("div", { class: "drawer-body", tabindex: "0", role: "region", "aria-label": title }, this.#body(nothing));
    const focused = this.contains(document.activeElement) && document.activeElement.tagName === "H2";
    this.replaceChildren(h("div", { class: "drawer-head" }, heading, close), nothing ? "" : this.#tabs(), body, object && this.session.mayChange ? this.#foot(object) : "");
    if (focused) heading.focus();
  }

  #tabs() {
    return h("div", { class: "drawer-tabs", role: "tablist" }, PARTS.map((part) => h("button", {
      type: "button", role: "tab", "aria-selected": String(part === this.#part), onclick: () => {
        this.#part = part;
        this.#draw();
        this.querySelector('[aria-selected="true"]').focus();
      },
    }, this.words.say(`inspector.${part}`))));
  }

  #body(nothing) {
    if (!this.#answer) return h("p", {}, this.words.say("inspector.loading"));
    if (this.#answer.error) return h("p", {}, this.#answer.error.code === "no_object" ? this.words.say("inspector.gone") : this.#answer.error.message);
    if (nothing) return this.#nothing();
    return { why: () => this.#why(), yaml: () => this.#yaml(), events: () => this.#events() }[this.#part]();
  }

  #nothing() {
    const { words, session } = this;
    const wall = session.wall();
    const wait = session.clock.next === null ? null : ([session.clock.next].flat()[0] - session.clock.at(wall)) / 1e6;
    const rows = verdictRows(this.#answer.verdicts, this.reasons);
    const happened = linksOf(this.#answer.chain, this.reasons, words);
    return [happened.length > 0 && [h("h3", {}, words.say("inspector.then")), h("ol", { class: "chain" }, happened.map((link) => this.#link(link)))],
      stillness(rows, words, { running: session.clock.running, wait }).map((text) => h("p", {}, text)), this.#verdicts(rows)];
  }

  #why() {
    const { words } = this;
    const links = linksOf(this.#answer.chain, this.reasons, words);
    const verdicts = saidBy(this.#answer, this.reasons);
    const requests = requestsOf(this.#answer.requests, this.reasons);
    return [
      h("h3", {}, words.say("inspector.chain")),
      links.length ? h("ol", { class: "chain" }, links.map((link) => this.#link(link))) : h("p", {}, words.say("inspector.chain_empty")),
      requests.length > 0 && [h("h3", {}, words.say("inspector.requests")), h("ol", { class: "chain" }, requests.map((one) => this.#request(one)))],
      h("h3", {}, words.say("inspector.verdicts")),
      verdicts.length ? this.#verdicts(verdicts) : h("p", {}, words.say("inspector.verdicts_empty")),
    ];
  }

  /** To its place on the time bar. */
  #jump(time, clock) {
    return h("button", { type: "button", title: this.words.say("inspector.jump", { time: clock }), onclick: () => this.#say("orrery-jump", { time }) }, clock);
  }

  /** A request and what became of it at each hop. */
  #request({ time, clock, text, ok, hops }) {
    return h("li", {}, this.#jump(time, clock), h("div", {}, h("code", {}, text), h("ul", { class: `hops${ok ? "" : " is-failed"}` }, hops.map((hop) => h("li", {}, hop.text, hop.object && h("small", {}, hop.object))))));
  }

  #link({ time, clock, text, detail, actor, object, uid, command, changed, decision }) {
    const about = object && (uid && uid !== this.#uid ? h("button", { type: "button", class: "object", onclick: () => this.#say("orrery-look", { uid }) }, object) : object);
    return h("li", {}, this.#jump(time, clock), h("div", {}, command ? h("code", {}, command) : text, detail && h("span", { class: "detail" }, detail), h("small", {}, [actor, about ? [" · ", about] : []].flat(2)), changed && this.#fields(changed), decision && this.#decision(decision)));
  }

  /** The YAML that this write changed. */
  #fields({ rows, more }) {
    return h("dl", { class: "fields" }, rows.flatMap(({ path, before, after }) => [h("dt", {}, path), h("dd", {}, before !== null && h("del", {}, before), before !== null && after !== null && " → ", after !== null && h("ins", {}, after))]),
      more > 0 && h("dt", {}, this.words.say("inspector.more", { count: more })));
  }

  /** What else could have been chosen, and why it was not. */
  #decision({ title, rows }) {
    if (!rows.length) return h("span", { class: "detail" }, title);
    const row = ({ name, mark, value, text }) => h("tr", { class: mark ? `is-${mark}` : "" }, h("th", { scope: "row" }, name), h("td", {}, value), h("td", {}, text));
    return h("details", { class: "decision" }, h("summary", {}, title), h("table", {}, h("tbody", {}, rows.map(row))));
  }

  #verdicts(rows) {
    return h("ul", { class: "verdicts" }, rows.map(({ component, key, text, detail, decision, clock }) => h("li", {}, text, detail && h("span", { class: "detail" }, detail), decision && this.#decision(decision), h("small", {}, [component, key, clock].filter(Boolean).join(" · ")))));
  }

  #yaml() {
    const text = withoutManagedFields(this.#answer.yaml ?? "");
    const copy = h("button", { class: "quiet", type: "button", onclick: async () => {
      await copyText(text);
      copy.lastChild.textContent = this.words.say("copy.done");
    } }, icon("copy"), h("span", {}, this.words.say("inspector.copy_yaml")));
    return [h("p", {}, copy), h("pre", {}, yamlPieces(text).map(([name, piece]) => (name ? h("span", { class: name }, piece) : piece)))];
  }

  #events() {
    const { events } = this.#answer;
    if (!events.length) return h("p", {}, this.words.say("inspector.events_empty"));
    return h("table", { class: "events" }, h("tbody", {}, events.map((event) => h("tr", { class: event.type === "Warning" ? "is-warning" : "" },
      h("td", {}, this.#eventClock(event)),
      h("td", {}, h("button", { type: "button", class: "object", onclick: () => this.#whyEvent(event.uid) }, h("b", {}, event.reason)), event.count > 1 ? ` ${this.words.say("inspector.times", { count: event.count })}` : "", h("br"), event.message ?? "")))));
  }

  #whyEvent(uid) {
    this.#part = "why";
    this.#say("orrery-look", { uid });
  }

  #eventClock({ last, first }) {
    const moment = Date.parse(last ?? first ?? "");
    if (Number.isNaN(moment)) return "";
    const time = moment * 1000 - this.session.clock.epoch;
    return this.#jump(time, clockText(time));
  }

  #foot(object) {
    if (!["Pod", "Node"].includes(object.kind)) return "";
    return h("div", { class: "drawer-foot" }, h("button", { class: "quiet", type: "button", "aria-haspopup": "menu", onclick: (event) => this.#say("orrery-faults", { uid: object.uid, anchor: event.currentTarget }) }, this.words.say("inspector.actions")));
  }

  #say(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }
}

customElements.define("orrery-inspector", Inspector);
