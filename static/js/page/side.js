import { Past } from "../live/past.js";
import { Session } from "../live/session.js";
import { Files } from "./editor/files.js";
import { pageId } from "./start.js";

const ASK_EVERY_MS = 300; // while a past before this page's recording is played, moment by moment

/** One cluster on the page: its session, its files, and the elements that show it. A page has one, or two side by side. */
export class Side {
  /** @param {{socket: string, diagram, terminal, editor}} given the socket's whole address, and elements that wait to begin
   *  @param {{words, reasons, theme, lang, urls, presenting, ask, menu}} page what they need of the page */
  constructor({ socket, diagram, terminal, editor }, page) {
    Object.assign(this, { diagram, terminal, editor });
    diagram.lang = page.lang;
    const session = (this.session = new Session({ socket, prefix: pageId(), world: diagram.world }));
    const files = (this.files = new Files({ save: (name, content) => session.send("file", { name, content }) }));
    this.past = new Past({ ask: (time) => session.send("seek", { time }), show: (frame) => diagram.frame(frame), refresh: () => session.connection.refresh() });
    session.addEventListener("files", () => files.receive(session.files));
    session.addEventListener("frame", ({ detail }) => this.#draw(detail));
    session.playhead.addEventListener("move", () => this.#move());
    session.earlier = () => this.earlier();
    this.asking = setInterval(() => this.past.away && session.playhead.playing && this.past.go(session.playhead.at(session.wall())), ASK_EVERY_MS);
    this.begin = () => {
      terminal.begin({ session, words: page.words, reasons: page.reasons, theme: page.theme, files, present: page.presenting });
      editor.begin({ session, words: page.words, files, urls: page.urls, ask: page.ask, menu: page.menu });
    };
  }

  get world() {
    return this.diagram.world;
  }

  /** Fetches what happened before this page's recording begins; false when there is nothing more. One question at a time. */
  earlier() {
    return (this.fetching ??= this.#fetch().finally(() => (this.fetching = null)));
  }

  async #fetch() {
    const { session, world } = this;
    const { generation, revision } = world;
    const past = await session.send("history", { before: revision }).catch(() => ({ changes: [] }));
    if (!past.changes.length || world.generation !== generation) return false;
    world.earlier(past);
    return true;
  }

  /** For good: nothing of it listens any more. */
  stop() {
    clearInterval(this.asking);
    this.files.flush();
    this.session.stop();
    this.terminal.end();
    this.editor.end();
  }

  /** While a moment before this page's recording is shown, the living end is not drawn; it is asked for anew afterwards. */
  #draw(frame) {
    if (frame.type === "snapshot" && this.session.playhead.live) this.past.away = false;
    if (!this.past.away) this.diagram.frame(frame);
  }

  #move() {
    const { playhead } = this.session;
    const at = playhead.at(this.session.wall());
    if (playhead.live) {
      this.diagram.seek(null);
      this.past.leave();
    } else if (this.past.away || this.diagram.seek(at, { running: playhead.playing, rate: playhead.rate }) === false) this.#reach(at);
  }

  /** A moment before this page's recording: what happened until then is fetched; if it is not kept, at least the moment itself. */
  async #reach(at) {
    if (this.past.away || !(await this.earlier())) this.past.go(at);
    else this.#move();
  }
}
