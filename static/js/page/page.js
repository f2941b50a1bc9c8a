import { Comparison } from "./compare/comparison.js";
import { LessonSide } from "./lesson/side.js";
import { OwnKubectl } from "./kubectl.js";
import { Menus } from "./menus.js";
import { Share } from "./share.js";
import { FollowLink } from "./present/follow.js";
import { listenToKeys } from "./present/keys.js";
import { Narration } from "./shared/narration.js";
import { ask } from "./shared/notices.js";
import { Parts } from "./shared/parts.js";
import { Store } from "./shared/store.js";
import { Side } from "./side.js";
import { Clusters, socketUrl } from "./start.js";
import { Theme, wireTheme } from "./theme/theme.js";

const OFFLINE_S = 5; // then a server that does not answer is asked again
const $ = (selector) => document.querySelector(selector);

/** Wires the elements of a live page. One instance a page. */
export class LivePage {
  constructor(boot, { page, reasons }) {
    Object.assign(this, { boot, words: page, reasons });
    this.store = new Store();
    this.theme = new Theme(this.store, document.documentElement);
    this.presenting = boot.mode !== "learn";
    Object.assign(this, {
      app: $(".app"), diagram: $("orrery-diagram"), timebar: $("orrery-timebar"), editor: $("orrery-editor"), terminal: $("orrery-terminal"),
      inspector: $("orrery-inspector"), menu: $("orrery-menu"), banner: $("orrery-banner"), toasts: $("orrery-toasts"),
    });
  }

  async begin() {
    wireTheme(this.theme, this.words);
    this.banner.begin({ words: this.words, retry: () => (this.session ? this.session.connection.retryNow() : this.#open()), restart: () => this.restart() });
    this.clusters = new Clusters({ boot: this.boot });
    this.#wireParts();
    await this.#open();
  }

  /** While the server is in trouble it is asked again and again: the cluster that it keeps for this browser is never given up for that. */
  async #open() {
    clearTimeout(this.opening);
    try {
      this.#connect(await this.clusters.get());
    } catch (error) {
      const offline = error instanceof TypeError;
      const retryIn = 1000 * (offline ? OFFLINE_S : error.again);
      if (!retryIn) return this.#failed(error);
      this.banner.show({ state: "waiting", retryIn, why: offline ? null : error.message });
      this.opening = setTimeout(() => this.#open(), retryIn);
    }
  }

  /** The start of the lesson again: this cluster put back, or, when it is gone, a fresh one. */
  async restart() {
    try {
      if (this.session?.connection.state === "open") {
        await this.session.send("reset", {});
        await this.session.send("clock", { running: true, rate: 1 });
      } else await this.clusters.get({ fresh: true });
      location.reload();
    } catch (error) {
      if (error.again) this.toasts.show(error.message);
      else this.#failed(error);
    }
  }

  /** Takes the last command back: it is as if it had never been typed. The files stay as they are. */
  async undo() {
    try {
      this.toasts.show(this.words.say("lesson.undone", { line: await this.session.undo() }), { calm: true });
    } catch (error) {
      this.toasts.show(error.message);
    }
  }

  /** Back to just before what broke a check, as a new branch: the next thing to do is to type. */
  async retry(check) {
    try {
      const line = await this.session.retry(check);
      this.toasts.show(this.words.say(line ? "lesson.retried" : "lesson.retried_moment", { line: line.split("\n")[0] }), { calm: true });
      this.inspector.close();
      this.parts?.show("terminal");
      this.terminal.focusInput();
    } catch (error) {
      this.toasts.show(error.message);
    }
  }

  #failed(error) {
    this.banner.failed(error instanceof TypeError ? this.words.say("connection.offline") : error.message);
  }

  #connect(cluster) {
    this.cluster = cluster;
    this.side = this.sideOf({ socket: socketUrl(cluster.socket, this.boot.lang), diagram: this.diagram, terminal: this.terminal, editor: this.editor });
    const { session, files } = Object.assign(this, { session: this.side.session, files: this.side.files });
    const { words } = this;
    session.addEventListener("frame", ({ detail }) => detail.type === "until" && !detail.met && this.toasts.show(words.say(`ahead.never_${detail.name}`)));
    session.addEventListener("snapshot", () => this.#notice(session));
    session.addEventListener("connection", ({ detail }) => this.banner.show(detail));
    this.timebar.begin({ session, words, world: this.diagram.world, lesson: this.boot.lesson, store: this.store });
    this.side.begin();
    this.inspector.begin({ session, words, world: this.diagram.world, reasons: this.reasons });
    this.menus = new Menus(this);
    this.kubectl = new OwnKubectl({ button: $('[data-open="kubectl"]'), session, cluster, boot: this.boot, words, ask: (text) => this.ask(text) });
    this.kubectl.begin();
    this.share = new Share({ session, cluster, boot: this.boot, words });
    this.share.begin($('[data-open="share"]'));
    this.comparison = new Comparison(this);
    this.comparison.begin();
    this.#wireNarration();
    this.#wireEvents();
    this.#wireTools();
    if (this.boot.lesson) new LessonSide(this).begin();
    if (this.presenting) this.#wirePresenter();
    session.start();
    addEventListener("online", () => session.connection.retryNow());
    addEventListener("pagehide", () => files.flush());
  }

  /** What whoever opens this cluster should know (something that was kept is damaged): said once; the terminal shows it too. */
  #notice({ notice }) {
    if (notice && notice !== this.noticed) this.toasts.show(notice);
    this.noticed = notice;
  }

  /** A cluster on this page, shown by these elements. */
  sideOf(given) {
    const { words, reasons, theme, presenting, boot } = this;
    return new Side(given, { words, reasons, theme, presenting, lang: boot.lang, urls: boot.urls, ask: (text) => this.ask(text), menu: (groups, at) => this.menu.open(groups, at) });
  }

  ask(text) {
    const [yes, no] = this.boot.lang === "ko" ? ["네", "아니요"] : ["Yes", "No"];
    return ask(text, { yes, no });
  }

  /** What a command, a fault or the lesson's text is meant for: this cluster, or, beside another, what the switch says. */
  get targets() {
    return this.comparison?.targets ?? [this.side];
  }

  /** Types a command into the terminal and runs it; on a narrow screen the terminal comes forward. */
  run(command, side = undefined) {
    const { playhead } = this.timebar.session;
    if (!playhead.live) {
      this.toasts.show(this.words.say("time.read_only"));
      return;
    }
    this.parts?.show("terminal");
    this.comparison.perform(command, side);
  }

  /** To a moment of the past, with the object of that `uid` picked out, if one is meant. */
  jump(time, uid = null) {
    const { playhead, wall } = this.timebar.session;
    playhead.seek(time, wall());
    this.parts?.show("cluster");
    if (!uid) return;
    this.diagram.selected = uid;
    if (!this.parts?.one || !this.inspector.hidden) this.inspector.look(uid); // on a phone the drawer would lie over the picture
  }

  // ---------- wiring

  #wireParts() {
    const tabs = $(".narrow-tabs");
    if (tabs) this.parts = new Parts({ app: this.app, tabs });
  }

  #wireNarration() {
    const { diagram } = this;
    this.narration = new Narration({ root: $(".narration"), button: $('[data-open="narration"]'), store: this.store, words: this.words });
    this.narration.changed = (on) => {
      this.timebar.spoken = !on;
      this.terminal.spoken = on;
    };
    this.narration.set(this.store.get("narrate") === "on");
    diagram.addEventListener("orrery-narrate", ({ detail }) => {
      this.timebar.tell(detail.text, detail.time);
      this.narration.tell(detail.text, detail.time);
    });
  }

  #wireEvents() {
    const on = (name, act) => document.addEventListener(name, ({ detail, target }) => act(detail, target));
    on("orrery-select", ({ uid }, target) => (uid ? this.#inspect(uid, this.comparison.sideOf(target)) : this.inspector.close()));
    on("orrery-look", ({ uid }) => {
      for (const { diagram, world } of this.comparison.sides) diagram.selected = uid && world.object(uid) ? uid : null;
      if (uid) this.inspector.look(uid);
    });
    on("orrery-ahead", ({ anchor }) => this.menus.openAhead(anchor));
    on("orrery-jump", ({ time, uid }) => this.jump(time, uid));
    on("orrery-retry", ({ check }) => this.retry(check));
    on("orrery-faults", ({ uid, anchor }) => this.menus.openObject(uid, anchor));
    on("orrery-fault-menu", ({ uid, x, y }, target) => this.menus.openObject(uid, { x, y }, this.comparison.sideOf(target)));
    on("orrery-refused", ({ error }) => this.toasts.show(this.words.say("error.refused", { why: error.message })));
    on("orrery-told", ({ text }) => this.toasts.show(text, { calm: true }));
    on("orrery-wanted", () => this.parts?.show("editor"));
    on("orrery-edited", (_, target) => {
      this.parts?.show("terminal");
      this.comparison.sideOf(target).terminal.focusInput();
    });
    on("orrery-problems", ({ count }) => this.parts?.mark("editor", count > 0, this.words.say("view.error_mark")));
    on("apply", ({ name }, target) => this.run(`kubectl apply -f ${name}`, this.comparison.sideOf(target)));
    on("orrery-compare", ({ anchor }) => this.comparison.openMenu(anchor));
    addEventListener("keydown", (event) => event.key === "Escape" && !event.target.closest?.(".work, orrery-menu, dialog") && this.inspector.close());
    addEventListener("keydown", (event) => (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s" && event.preventDefault());
  }

  /** The drawer asks the cluster whose object it shows. */
  #inspect(uid, side) {
    Object.assign(this.inspector, { session: side.session, world: side.world });
    this.comparison.select(side, uid);
    this.inspector.look(uid);
  }

  #wireTools() {
    const named = { nothing: "inspector.nothing", "cluster-menu": "fault.title" };
    for (const [name, key] of Object.entries(named)) {
      const button = $(`[data-open="${name}"]`);
      if (!button) continue;
      button.title = this.words.say(key);
      button.setAttribute("aria-label", button.title);
    }
    $('[data-open="nothing"]').addEventListener("click", () => this.inspector.whyNothing());
    const menuButton = $('[data-open="cluster-menu"]');
    menuButton.addEventListener("click", () => this.menus.openCluster(menuButton));
    this.session.addEventListener("role", () => (menuButton.hidden = !this.session.mayAct));
    $('[data-open="page-menu"]')?.addEventListener("click", ({ currentTarget }) => this.menus.openPage(currentTarget));
  }

  #wirePresenter() {
    listenToKeys(document, {
      timebar: this.timebar,
      swapBand: () => {
        const root = document.documentElement;
        root.dataset.present = root.dataset.present === "editor" ? "terminal" : "editor";
      },
      tellKeys: () => this.toasts.show(this.words.say("present.keys"), { calm: true }),
    });
    const keys = $('[data-open="keys"]');
    keys?.addEventListener("click", () => this.toasts.show(this.words.say("present.keys"), { calm: true }));
    if (keys) keys.title = this.words.say("present.keys");
    new FollowLink({ button: $("[data-follow]"), cluster: this.cluster, words: this.words, toasts: this.toasts }).begin();
  }
}

