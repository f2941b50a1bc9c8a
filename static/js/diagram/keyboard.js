/** The keyboard's way through the picture: one stop for Tab, arrows go to the nearest thing in that direction, Enter selects,
 *  Shift+F10 or the menu key opens the fault menu, Escape lets go. */

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Keyboard {
  #uid = null;

  /** `root`: the svg; `on`: {select(uid|null), menu(uid, x, y), focus(uid|null)}. */
  constructor(root, on) {
    Object.assign(this, { root, on });
    const around = root.parentElement; // an svg that listens for focus can be focused itself
    around.addEventListener("keydown", (event) => this.#key(event));
    around.addEventListener("focusin", (event) => this.#focused(event.target.closest("[data-uid]")));
    around.addEventListener("focusout", () => this.on.focus(null));
  }

  /** Keeps exactly one thing reachable by Tab; call after drawing. */
  refresh() {
    const current = this.#uid && this.#find(this.#uid);
    const stop = current ?? this.root.querySelector("[data-uid]");
    if (!stop || stop.getAttribute("tabindex") === "0") return;
    for (const other of this.root.querySelectorAll('[data-uid][tabindex="0"]')) other.setAttribute("tabindex", "-1");
    stop.setAttribute("tabindex", "0");
  }

  /** The uid that has the focus, to give it back when its element is drawn anew. */
  get focused() {
    const active = document.activeElement;
    return this.root.contains(active) ? (active.closest("[data-uid]")?.dataset.uid ?? null) : null;
  }

  restore(uid) {
    if (uid && this.focused !== uid) this.#find(uid)?.focus({ preventScroll: true });
  }

  #find(uid) {
    return this.root.querySelector(`[data-uid="${CSS.escape(uid)}"]`);
  }

  #focused(element) {
    if (!element) return;
    this.#uid = element.dataset.uid;
    for (const other of this.root.querySelectorAll('[data-uid][tabindex="0"]')) if (other !== element) other.setAttribute("tabindex", "-1");
    element.setAttribute("tabindex", "0");
    this.on.focus(this.#uid);
  }

  #key(event) {
    const element = event.target.closest("[data-uid]");
    if (!element || event.isComposing) return;
    const { uid } = element.dataset;
    if (event.key === "Enter" || event.key === " ") this.on.select(uid);
    else if (event.key === "Escape") this.on.select(null);
    else if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) {
      const { left, bottom } = element.getBoundingClientRect();
      this.on.menu(uid, left, bottom);
    } else if (ARROWS[event.key]) this.#go(element, ARROWS[event.key]);
    else return;
    event.preventDefault();
  }

  #go(from, [dx, dy]) {
    const middle = (element) => {
      const { left, top, width, height } = (element.querySelector(".figure") ?? element).getBoundingClientRect();
      return { x: left + width / 2, y: top + (element.matches(".pod") ? height / 2 : 14) };
    };
    const here = middle(from);
    let best = null;
    for (const element of this.root.querySelectorAll("[data-uid]")) {
      if (element === from) continue;
      const there = middle(element);
      const along = (there.x - here.x) * dx + (there.y - here.y) * dy;
      const aside = Math.abs((there.x - here.x) * dy) + Math.abs((there.y - here.y) * dx);
      if (along < 3) continue;
      const far = along + aside * 2.5;
      if (!best || far < best.far) best = { element, far };
    }
    best?.element.focus();
  }
}
