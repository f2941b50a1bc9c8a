import { momentText } from "../../live/clock.js";
import { Pair } from "../../live/pair.js";
import { Readiness } from "../../model/readiness.js";
import { socketUrl } from "../start.js";
import { Beside } from "./beside.js";
import { Contrast } from "./contrast.js";
import { Then } from "./then.js";

/** Two clusters side by side, or one beside its own past. Follows what the session says stands beside it, so that a reload, a follower and a
 *  presenter see the same. One comparison a page. */
export class Comparison {
  #other = null; // the second Side, while there is one
  #beside = null; // its elements
  #pair = null;
  #contrast = null;
  #target = "a"; // which side commands go to: "a", "b", "both"
  #echoes = new Set(); // commands passed on to the other side, which do not come back

  /** @param page the LivePage */
  constructor(page) {
    Object.assign(this, { page, words: page.words });
    this.then = new Then(page);
  }

  begin() {
    const { session } = this.page;
    session.addEventListener("beside", ({ detail }) => this.#follow(session.beside, detail.kept));
    this.#share(this.page.side, "a");
    document.addEventListener("orrery-grouping", ({ detail }) => {
      for (const { diagram } of [...this.sides, ...this.then.sides]) diagram.grouping = detail.grouping;
    });
  }

  get sides() {
    return this.#other ? [this.page.side, this.#other] : [this.page.side];
  }

  /** What menus and the lesson act on. */
  get targets() {
    const [a, b] = this.sides;
    return !b || this.#target === "a" ? [a] : this.#target === "b" ? [b] : [a, b];
  }

  /** The side that an element of the page belongs to. */
  sideOf(element) {
    return this.#other && element.closest?.('[data-side="b"]') ? this.#other : this.page.side;
  }

  /** The side whose object the drawer shows. */
  holder(uid) {
    const { session } = this.page.inspector;
    return this.sides.find((side) => side.session === session && side.world.object(uid)) ?? this.page.side;
  }

  /** Types a command where the switch says, or on one side. */
  perform(command, side = this.targets[0]) {
    side.terminal.shell.perform(command);
  }

  /** The same object is chosen on both sides. */
  select(side, uid) {
    const { kind, namespace, name } = side.world.object(uid) ?? {};
    for (const { diagram, world } of this.sides) {
      if (diagram === side.diagram) continue;
      const twin = uid && [...(world.head?.objects.values() ?? [])].find((object) => object.kind === kind && object.namespace === namespace && object.name === name);
      diagram.selected = twin?.uid ?? null;
    }
  }

  // ---------- beginning and ending

  openMenu(anchor) {
    const { words, page } = this;
    const { playhead, mayAct } = page.timebar.session;
    const at = Math.floor(playhead.at(page.session.wall()));
    const time = momentText(at);
    const items = [];
    if (this.#other && mayAct) for (const side of ["a", "b"]) items.push({ label: words.say("compare.keep", { side: side.toUpperCase() }), run: () => this.#keep(side) });
    else if (mayAct) items.push({ label: words.say(playhead.live ? "compare.fork_now" : "compare.fork_then", { time }), run: () => this.#begin(playhead.live ? null : at) });
    if (!this.#other) items.push({ label: words.say("compare.hold", { time }), run: () => this.then.open(at) });
    if (this.then.shown) items.push({ label: words.say("compare.let_go"), run: () => this.then.close() });
    page.menu.open([{ title: words.say("compare.title"), items, note: items.length ? null : words.say("follow.read_only") }], anchor);
  }

  async #begin(at) {
    this.then.close();
    try {
      await this.page.session.send("compare", at === null ? {} : { at });
      this.page.session.playhead.toNow();
      this.page.parts?.show("cluster");
    } catch (error) {
      this.page.toasts.show(this.words.say("error.refused", { why: error.message }));
    }
  }

  async #keep(side) {
    const { page, words } = this;
    const [kept, gone] = side === "a" ? ["A", "B"] : ["B", "A"];
    if (!await page.ask(words.say("compare.keep_ask", { kept, gone }))) return;
    try {
      await page.session.send("keep", { side });
      page.toasts.show(words.say("compare.kept", { kept, gone }), { calm: true });
    } catch (error) {
      page.toasts.show(words.say("error.refused", { why: error.message }));
    }
  }

  /** `kept`: which side the cluster goes on as, when a comparison has ended. */
  #follow(told, kept) {
    if (kept === "b") this.page.terminal.renew();
    if (told?.id === this.#beside?.id) return;
    this.#close();
    if (told) this.#open(told);
  }

  #open(told) {
    const { page, words } = this;
    this.then.close();
    const own = socketUrl(page.cluster.socket, page.boot.lang);
    const socket = Object.assign(new URL(own), { pathname: told.socket }).href;
    const beside = (this.#beside = new Beside({ page, told, target: (name) => this.#aim(name), keep: (side) => this.#keep(side) }));
    const other = (this.#other = page.sideOf({ socket, ...beside.elements }));
    other.diagram.grouping = page.diagram.grouping;
    other.world.like(page.diagram.world);
    other.begin();
    this.#share(other, "b");
    this.#aim(this.#target);
    other.session.addEventListener("snapshot", () => this.#couple(), { once: true });
    other.session.addEventListener("connection", ({ detail }) => detail.state === "refused" && page.session.connection.refresh());
    other.session.start();
  }

  /** Both sides are there: one clock, one bar. */
  #couple() {
    const { sides, page } = this;
    const worlds = sides.map(({ world }) => world);
    this.#pair = new Pair(sides.map(({ session }) => session), worlds);
    const lines = worlds.map((world, at) => Object.assign(new Readiness(world), { name: "ab"[at] }));
    page.timebar.serve({ session: this.#pair, world: this.#pair.world, lines });
    this.#contrast = new Contrast(sides.map(({ diagram }) => diagram), (found) => this.#beside.tell(found));
    this.#beside.ready(this.#pair);
    if (sides[0].session.clock.waits) this.#aim("b");
  }

  #close() {
    if (!this.#other) return;
    const { page } = this;
    this.#contrast?.end();
    this.#pair?.end();
    this.#other.stop();
    this.#beside.remove();
    page.timebar.serve({ session: page.session, world: page.diagram.world });
    if (page.inspector.session === this.#other.session) page.inspector.close();
    Object.assign(page.inspector, { session: page.session, world: page.diagram.world });
    this.#other = this.#beside = this.#pair = this.#contrast = null;
    this.#target = "a";
  }

  // ---------- which side commands go to

  #aim(name) {
    this.#target = name;
    if (this.page.session.mayAct) this.#beside?.aim(name);
  }

  /** With the switch on "both", what is run on one side is run on the other too. */
  #share(side, name) {
    side.terminal.sharing = (source) => {
      if (this.#echoes.delete(`${name} ${source}`) || !this.#other || this.#target !== "both") return;
      const [other, itsName] = name === "a" ? [this.#other, "b"] : [this.page.side, "a"];
      this.#echoes.add(`${itsName} ${source}`);
      other.terminal.shell.perform(source);
    };
    side.terminal.interrupting = () => {
      if (!this.#other || this.#target !== "both") return;
      for (const { session } of this.sides) if (session !== side.session) session.send("interrupt", {}).catch(() => {});
    };
  }
}
