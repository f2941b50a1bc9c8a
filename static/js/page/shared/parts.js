import { icon } from "./dom.js";

/** Under 900 px the page shows one part at a time. Which one stands in the address (`#cluster`), so that a reload, the back button and a link
 *  keep it. @param {{app, tabs}} elements the .app and the tab row */
export class Parts extends EventTarget {
  constructor({ app, tabs, location = globalThis.location, history = globalThis.history }) {
    super();
    Object.assign(this, { app, tabs, location, history });
    this.names = [...tabs.querySelectorAll("[data-part]")].map((tab) => tab.dataset.part);
    tabs.addEventListener("click", (event) => this.show(event.target.closest("[data-part]")?.dataset.part));
    tabs.addEventListener("keydown", (event) => this.#arrows(event));
    addEventListener("hashchange", () => this.#fromAddress());
    this.#fromAddress();
  }

  /** Whether the page is so narrow that one part is all there is to see. */
  get one() {
    return getComputedStyle(this.tabs).display !== "none";
  }

  show(name) {
    if (!this.names.includes(name) || name === this.app.dataset.part) return;
    this.history.replaceState(null, "", `#${name}`);
    this.#apply(name);
  }

  /** Says on a tab that something there wants attention. */
  mark(name, on, label) {
    const tab = this.tabs.querySelector(`[data-part="${name}"]`);
    tab?.querySelector("svg")?.remove();
    if (!on || !tab) return;
    const svg = icon("error", label);
    svg.style.color = "var(--error)";
    tab.append(svg);
  }

  #fromAddress() {
    const wanted = this.location.hash.slice(1);
    this.#apply(this.names.includes(wanted) ? wanted : this.names[0]);
  }

  #apply(name) {
    this.app.dataset.part = name;
    for (const tab of this.tabs.querySelectorAll("[data-part]")) {
      const on = tab.dataset.part === name;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
    }
    this.dispatchEvent(new CustomEvent("change", { detail: { name } }));
  }

  #arrows(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    const next = this.names[(this.names.indexOf(this.app.dataset.part) + step + this.names.length) % this.names.length];
    this.show(next);
    this.tabs.querySelector(`[data-part="${next}"]`).focus();
  }
}
