import { FitAddon, Terminal, Unicode11Addon } from "../../../vendor/xterm.js";
import { whyText } from "../inspector/chain.js";
import { h } from "../shared/dom.js";
import { Shell } from "./shell.js";
import { fontOf, terminalTheme } from "./theme.js";

/** <orrery-terminal>: xterm.js around a Shell. `begin({session, words, theme, files, present})` once; `shell` is public: the editor's Apply, the
 *  lesson's commands and "show me" type into it. `sharing(source)` and `interrupting()`, if set, hear of what is run and stopped here. */
export class TerminalElement extends HTMLElement {
  #stop = new AbortController();

  begin({ session, words, reasons, theme, files, present = false }) {
    Object.assign(this, { session, words });
    this.screen = h("div"); // the padding is its parent's: xterm.js measures what it stands in
    this.replaceChildren(h("div", { class: "tabs" }, h("span", {}, words.say("tab.terminal")), h("span", { class: "push" }, "kubectl v1.35")), h("div", { class: "screen" }, this.screen));
    this.#openScreen(present);
    this.shell = new Shell({ client: this.#client(files), screen: this.#surface(), words });
    this.terminal.onData((data) => this.shell.input(data));
    session.addEventListener("snapshot", () => this.#resume());
    session.addEventListener("restarted", () => this.shell.lost());
    session.addEventListener("output", ({ detail }) => this.shell.output(detail.why ? { ...detail, text: whyText(detail.why, reasons, words) } : detail));
    const recolour = () => requestAnimationFrame(() => (this.terminal.options.theme = terminalTheme(this)));
    const { signal } = this.#stop;
    theme.addEventListener("change", recolour, { signal });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour, { signal });
  }

  /** It is not shown any more, and listens to nothing. */
  end() {
    this.#stop.abort();
    this.sizes.disconnect();
    this.terminal.dispose();
  }

  /** Another terminal's words are to stand here: the cluster goes on as another. */
  renew() {
    this.terminal.reset();
    this.terminal.write("\x1b[?2004h");
    this.shell.history.load(this.session.history);
    this.shell.open({ readonly: !this.session.mayAct, transcript: this.session.transcript });
  }

  focusInput() {
    this.terminal.focus();
  }

  /** For people who listen: xterm.js then keeps a text copy of the screen for screen readers. */
  set spoken(on) {
    this.terminal.options.screenReaderMode = on;
  }

  #openScreen(present) {
    this.terminal = new Terminal({
      fontFamily: fontOf(this), fontSize: present ? 16 : innerWidth < 600 ? 11 : 12, lineHeight: present ? 1.28 : 1.2, fontWeightBold: "700", theme: terminalTheme(this), cursorBlink: false, cursorStyle: "block",
      cursorInactiveStyle: "outline", scrollback: 3000, allowProposedApi: true, convertEol: false, rightClickSelectsWord: false, drawBoldTextInBrightColors: false, minimumContrastRatio: 4.5,
    });
    const unicode = new Unicode11Addon();
    this.fit = new FitAddon();
    this.terminal.loadAddon(this.fit);
    this.terminal.loadAddon(unicode);
    this.terminal.unicode.activeVersion = "11";
    this.terminal.open(this.screen);
    this.terminal.textarea?.setAttribute("aria-label", this.words.say("terminal.label"));
    this.terminal.write("\x1b[?2004h"); // the clipboard arrives in one piece, marked as pasted
    this.terminal.attachCustomKeyEventHandler((event) => this.#mayKeep(event));
    this.sizes = new ResizeObserver(() => this.#refit());
    this.sizes.observe(this.screen);
    document.fonts?.ready.then(() => this.#refit());
  }

  /** Which keys the terminal keeps. Copying is the browser's: Ctrl-C with a selection copies, without one it interrupts. Tab leaves an empty
   *  line for the next control, so that the keyboard is never trapped. */
  #mayKeep(event) {
    if (event.isComposing) return true;
    const modifier = event.ctrlKey || event.metaKey;
    if (modifier && event.key === "Enter") return false;
    if (modifier && event.key.toLowerCase() === "s") {
      event.preventDefault();
      return false;
    }
    if (modifier && event.key.toLowerCase() === "c" && this.terminal.hasSelection()) return false;
    if (event.ctrlKey && event.key.toLowerCase() === "v") return false;
    if (event.key === "Tab" && (event.shiftKey || this.shell.empty)) return false;
    return true;
  }

  #refit() {
    if (this.#stop.signal.aborted || !this.screen.clientWidth || !this.screen.clientHeight) return;
    this.fit.fit();
    if (this.opened) this.shell.resized(); // before that there is no prompt to draw anew
  }

  #surface() {
    const { terminal } = this;
    return {
      write: (text) => terminal.write(text),
      clear: () => terminal.write("\x1b[H\x1b[2J\x1b[3J"),
      get columns() {
        return terminal.cols;
      },
    };
  }

  #client(files) {
    const { session } = this;
    return {
      before: () => files.flush(),
      refusal: () => (session.playhead.live ? null : this.words.say(session.clock.waits ? "compare.read_only" : "time.read_only")),
      run: (source) => {
        this.sharing?.(source);
        return session.send("terminal", { line: source });
      },
      typed: (to, line) => session.send("typed", { to, line }),
      interrupt: () => {
        this.interrupting?.();
        return session.send("interrupt", {}).catch(() => {});
      },
      complete: (line, cursor) => session.send("complete", { line, cursor }),
    };
  }

  /** After the first snapshot, and after one that replaces all: the prompt, and the history that the server kept. */
  #resume() {
    this.shell.history.load(this.session.history);
    this.shell.readonly = !this.session.mayAct;
    if (this.opened) return;
    this.opened = true;
    if (!this.session.mayAct) this.terminal.options.disableStdin = true;
    this.shell.open({ readonly: !this.session.mayAct, transcript: this.session.transcript });
  }
}

customElements.define("orrery-terminal", TerminalElement);
