import { momentText } from "../../live/clock.js";
import { h } from "./dom.js";

const KEPT = 60;

/** What happens, told in words: a log that screen readers speak (ARIA live) and everybody can show. Off until asked for, and remembered. */
export class Narration {
  constructor({ root, button, store, words }) {
    Object.assign(this, { root, button, store, words });
    root.setAttribute("aria-label", words.say("narrate.log"));
    button?.addEventListener("click", () => this.set(!this.on));
  }

  set(on) {
    this.on = on;
    this.store.set("narrate", on ? "on" : null);
    this.root.classList.toggle("is-shown", on);
    this.root.setAttribute("aria-live", on ? "polite" : "off");
    this.root.tabIndex = on ? 0 : -1;
    this.button?.setAttribute("aria-pressed", String(on));
    const label = this.words.say(on ? "narrate.on" : "narrate.off");
    this.button?.setAttribute("aria-label", label);
    if (this.button) this.button.title = label;
    this.changed?.(on);
  }

  tell(text, time) {
    if (this.root.firstChild?.lastChild?.textContent === text) return;
    this.root.prepend(h("p", {}, h("time", {}, momentText(time)), text));
    while (this.root.children.length > KEPT) this.root.lastChild.remove();
  }
}
