import { h } from "./dom.js";

const TOAST_MS = 7000;
const BACK_MS = 3000;
const PATIENCE_MS = 900;

/** <orrery-toasts>: short messages that go by themselves. */
export class Toasts extends HTMLElement {
  /** @param {string} text @param {{calm?: boolean}} how calm: not an error */
  show(text, { calm = false } = {}) {
    const toast = h("p", { class: calm ? "is-calm" : "" }, text);
    this.append(toast);
    while (this.children.length > 4) this.firstChild.remove();
    setTimeout(() => toast.remove(), TOAST_MS);
  }
}

/** <orrery-banner>: the connection's state, while it is not simply open. */
export class Banner extends HTMLElement {
  #timer = null;

  begin({ words, retry, restart }) {
    Object.assign(this, { words, retry, restart });
    this.setAttribute("role", "status");
  }

  /** What a Session's `connection` event says. The first connecting is only mentioned when it takes long. */
  show({ state, retryIn, why }) {
    clearInterval(this.#timer);
    if (state === "open") this.#opened();
    else if (state === "connecting" && this.dropped) this.#say("connection.retrying", {}, "is-calm");
    else if (state === "connecting") this.#timer = setTimeout(() => this.#say("connection.connecting", {}, "is-calm"), PATIENCE_MS);
    else if (state === "waiting") this.#count(retryIn, why);
    else if (state === "refused") this.#say(why ? "connection.because" : "connection.refused", { why }, "", this.#button("connection.restart", this.restart));
    else this.hidden = true;
  }

  failed(why) {
    this.#say("connection.failed", { why }, "", this.#button("connection.restart", this.restart));
  }

  #opened() {
    if (!this.dropped) {
      this.hidden = true;
      return;
    }
    this.dropped = false;
    if (this.because) {
      this.hidden = true; // what was on its way may not have been done: it says so itself
      return;
    }
    this.#say("connection.back", {}, "is-good");
    this.#timer = setTimeout(() => (this.hidden = true), BACK_MS);
  }

  #count(retryIn, why) {
    this.dropped = true;
    this.because = why;
    const until = performance.now() + retryIn;
    const button = this.#button("connection.retry", this.retry);
    const tick = () => this.#say(why ? "connection.waiting_because" : "connection.waiting", { why, seconds: Math.max(1, Math.ceil((until - performance.now()) / 1000)) }, "", button);
    tick();
    this.#timer = setInterval(tick, 1000);
  }

  #button(key, act) {
    return h("button", { class: "quiet", type: "button", onclick: () => act() }, this.words.say(key));
  }

  #say(key, params, name, button = null) {
    this.className = name;
    const text = this.words.say(key, params);
    if (this.firstChild?.textContent !== text || this.children[1] !== (button ?? undefined)) this.replaceChildren(h("span", {}, text), ...(button ? [button] : []));
    this.hidden = false;
  }
}

/** Asks a yes-or-no question in a dialog. @returns {Promise<boolean>} */
export function ask(text, { yes, no }) {
  return new Promise((resolve) => {
    const dialog = h("dialog", {}, h("p", {}, text), h("div", {},
      h("button", { class: "quiet", type: "button", onclick: () => dialog.close("") }, no),
      h("button", { class: "main-action", type: "button", autofocus: true, onclick: () => dialog.close("yes") }, yes)));
    dialog.addEventListener("close", () => {
      resolve(dialog.returnValue === "yes");
      dialog.remove();
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

customElements.define("orrery-toasts", Toasts);
customElements.define("orrery-banner", Banner);
