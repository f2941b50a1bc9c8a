import { Past } from "../live/past.js";
import { Session } from "../live/session.js";
import { Files } from "./editor/files.js";
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
import { Clusters, pageId, socketUrl } from "./start.js";
import { Theme, wireTheme } from "./theme/theme.js";

const ASK_EVERY_MS = 300; // while a past before this page's recording is played, moment by moment
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
    this.banner.begin({ words: this.words, retry: () => this.session?.connection.retryNow(), restart: () => this.restart() });
    this.clusters = new Clusters({ boot: this.boot });
    this.#wireParts();
    try {
      this.#connect(await this.clusters.get());
    } catch (error) {
      this.#failed(error);
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
      this.#failed(error);
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
    this.diagram.lang = this.boot.lang;
    this.session = new Session({ socket: socketUrl(cluster.socket, this.boot.lang), prefix: pageId(), world: this.diagram.world });
    this.files = new Files({ save: (name, content) => this.session.send("file", { name, content }) });
    this.session.addEventListener("files", () => this.files.receive(this.session.files));
    this.past = new Past({ ask: (time) => this.session.send("seek", { time }), show: (frame) => this.diagram.frame(frame), refresh: () => this.session.connection.refresh() });
    this.session.addEventListener("frame", ({ detail }) => this.#draw(detail));
    this.session.addEventListener("frame", ({ detail }) => detail.type === "until" && !detail.met && this.toasts.show(this.words.say(`ahead.never_${detail.name}`)));
    this.session.addEventListener("connection", ({ detail }) => this.#connection(detail));
    const { session, words, files, theme } = this;
    this.timebar.begin({ session, words, world: this.diagram.world, lesson: this.boot.lesson });
    this.terminal.begin({ session, words, reasons: this.reasons, theme, files, present: this.presenting });
    this.editor.begin({ session, words, files, urls: this.boot.urls, ask: (text) => this.ask(text), menu: (groups, at) => this.menu.open(groups, at) });
    this.inspector.begin({ session, words, world: this.diagram.world, reasons: this.reasons });
    this.menus = new Menus(this);
    this.kubectl = new OwnKubectl({ button: $('[data-open="kubectl"]'), session, cluster, boot: this.boot, words, ask: (text) => this.ask(text) });
    this.kubectl.begin();
    this.share = new Share({ session, cluster, boot: this.boot, words });
    this.share.begin($('[data-open="share"]'));
    this.#wireTime();
    this.#wireEvents();
    this.#wireTools();
    if (this.boot.lesson) new LessonSide(this).begin();
    if (this.presenting) this.#wirePresenter();
    session.start();
    addEventListener("online", () => session.connection.retryNow());
    addEventListener("pagehide", () => files.flush());
  }

  /** While a moment before this page's recording is shown, the living end is not drawn; it is asked for anew afterwards. */
  #draw(frame) {
    if (frame.type === "snapshot" && this.session.playhead.live) this.past.away = false;
    if (!this.past.away) this.diagram.frame(frame);
  }

  #connection(detail) {
    this.banner.show(detail);
  }

  ask(text) {
    const [yes, no] = this.boot.lang === "ko" ? ["네", "아니요"] : ["Yes", "No"];
    return ask(text, { yes, no });
  }

  /** Types a command into the terminal and runs it; on a narrow screen the terminal comes forward. */
  run(command) {
    if (!this.session.playhead.live) {
      this.toasts.show(this.words.say("time.read_only"));
      return;
    }
    this.parts?.show("terminal");
    this.terminal.shell.perform(command);
  }

  /** To a moment of the past, with the object of that `uid` picked out, if one is meant. */
  jump(time, uid = null) {
    this.session.playhead.seek(time, this.session.wall());
    this.parts?.show("cluster");
    if (!uid) return;
    this.diagram.selected = uid;
    this.inspector.look(uid);
  }

  // ---------- wiring

  #wireParts() {
    const tabs = $(".narrow-tabs");
    if (tabs) this.parts = new Parts({ app: this.app, tabs });
  }

  #wireTime() {
    const { session, diagram } = this;
    session.playhead.addEventListener("move", () => {
      const { playhead } = session;
      const at = playhead.at(session.wall());
      if (playhead.live) {
        diagram.seek(null);
        this.past.leave();
      } else if (this.past.away || diagram.seek(at, { running: playhead.playing, rate: playhead.rate }) === false) this.past.go(at);
    });
    setInterval(() => this.past.away && session.playhead.playing && this.past.go(session.playhead.at(session.wall())), ASK_EVERY_MS);
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
    const on = (name, act) => document.addEventListener(name, ({ detail }) => act(detail));
    on("orrery-select", ({ uid }) => (uid ? this.inspector.look(uid) : this.inspector.close()));
    on("orrery-look", ({ uid }) => {
      this.diagram.selected = uid;
      if (uid) this.inspector.look(uid);
    });
    on("orrery-ahead", ({ anchor }) => this.menus.openAhead(anchor));
    on("orrery-jump", ({ time, uid }) => this.jump(time, uid));
    on("orrery-retry", ({ check }) => this.retry(check));
    on("orrery-faults", ({ uid, anchor }) => this.menus.openObject(uid, anchor));
    on("orrery-fault-menu", ({ uid, x, y }) => this.menus.openObject(uid, { x, y }));
    on("orrery-refused", ({ error }) => this.toasts.show(this.words.say("error.refused", { why: error.message })));
    on("orrery-told", ({ text }) => this.toasts.show(text, { calm: true }));
    on("orrery-wanted", () => this.parts?.show("editor"));
    on("orrery-edited", () => {
      this.parts?.show("terminal");
      this.terminal.focusInput();
    });
    on("orrery-problems", ({ count }) => this.parts?.mark("editor", count > 0, this.words.say("view.error_mark")));
    on("apply", ({ name }) => this.run(`kubectl apply -f ${name}`));
    addEventListener("keydown", (event) => event.key === "Escape" && !event.target.closest?.(".work, orrery-menu, dialog") && this.inspector.close());
    addEventListener("keydown", (event) => (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s" && event.preventDefault());
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

