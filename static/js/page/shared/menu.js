import { h } from "./dom.js";

/** <orrery-menu>: a menu at a place, of groups [{title?, note?, items: [{label, run, href?}]}]. Arrows move, Escape and a click elsewhere close. */
export class Menu extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", (event) => this.#key(event));
    document.addEventListener("pointerdown", (event) => !this.hidden && !this.contains(event.target) && this.close(), true);
  }

  /** @param {Array} groups @param {Element|{x: number, y: number}} at the button it belongs to, or a point in client pixels */
  open(groups, at) {
    this.before = document.activeElement;
    this.anchor = at instanceof Element ? at : null;
    this.anchor?.setAttribute("aria-expanded", "true");
    this.replaceChildren(...groups.flatMap(({ title, note, items = [] }) => [
      title && h("h3", { role: "presentation" }, title), note && h("p", { role: "presentation" }, note),
      ...items.map(({ label, run }) => h("button", { type: "button", role: "menuitem", tabindex: "-1", onclick: () => this.#choose(run) }, label)),
    ]).filter(Boolean));
    this.setAttribute("role", "menu");
    this.hidden = false;
    this.#place(at);
    this.querySelector("button")?.focus();
  }

  close() {
    if (this.hidden) return;
    this.hidden = true;
    this.anchor?.setAttribute("aria-expanded", "false");
    if (this.contains(document.activeElement) || document.activeElement === document.body) this.before?.focus?.();
  }

  #choose(run) {
    this.close();
    this.before?.focus?.();
    run();
  }

  #place(at) {
    const box = at instanceof Element ? at.getBoundingClientRect() : { left: at.x, right: at.x, top: at.y, bottom: at.y };
    const [width, height] = [this.offsetWidth, this.offsetHeight];
    const left = box.left + width > innerWidth - 8 ? Math.max(8, box.right - width) : box.left;
    const top = box.bottom + 4 + height > innerHeight - 8 ? Math.max(8, box.top - 4 - height) : box.bottom + 4;
    this.style.left = `${left}px`;
    this.style.top = `${top}px`;
  }

  #key(event) {
    const items = [...this.querySelectorAll("button")];
    const at = items.indexOf(document.activeElement);
    const move = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (event.key === "Escape" || event.key === "Tab") this.close();
    else if (move === undefined) return;
    else items[(move + items.length) % items.length]?.focus();
    event.preventDefault();
    event.stopPropagation();
  }
}

customElements.define("orrery-menu", Menu);
