import { copyText, h, icon } from "./shared/dom.js";

/** The line that makes the reader's own kubectl talk to this cluster. */
export function connectLine(kubeconfig, origin) {
  return `curl -o orrery.yaml ${new URL(kubeconfig, origin).href} && kubectl --kubeconfig orrery.yaml get nodes`;
}

/** The dialog "use your own kubectl": the line to paste, the kubeconfig to download, and a new address when the old one got about. */
export class OwnKubectl {
  /** @param {{button: Element|null, session, cluster: {id, kubeconfig?}, boot, words, ask, fetch?}} given */
  constructor(given) {
    Object.assign(this, { fetch: globalThis.fetch.bind(globalThis), ...given });
  }

  begin() {
    const { button, session, words } = this;
    if (!button || !this.cluster.kubeconfig) return;
    const title = words.say("kubectl.open");
    button.replaceChildren(icon("run"), h("span", {}, title));
    button.title = title;
    button.setAttribute("aria-label", title); // where the bar is short only the icon is left
    button.addEventListener("click", () => this.show());
    session.addEventListener("role", () => (button.hidden = !session.mayAct));
  }

  /** Is there anything to offer? (Not to who only follows.) */
  get offered() {
    return Boolean(this.cluster.kubeconfig) && this.session.mayAct;
  }

  show() {
    const { words, cluster } = this;
    const line = h("code", {}, this.#line());
    const download = h("a", { class: "quiet", href: cluster.kubeconfig, download: "orrery.yaml" }, words.say("kubectl.download"));
    const told = h("p", { class: "told", role: "status" });
    const copy = async () => {
      await copyText(line.textContent);
      told.textContent = words.say("copy.done");
    };
    const renew = async () => {
      if (!(await this.ask(words.say("kubectl.renew_ask")))) return;
      told.textContent = await this.#renew();
      line.textContent = this.#line();
      download.href = cluster.kubeconfig;
    };
    const close = h("button", { class: "quiet push", type: "button", onclick: () => dialog.close() }, words.say("inspector.close"));
    const dialog = h("dialog", { class: "kubectl-dialog", "aria-label": words.say("kubectl.open") },
      h("h2", {}, words.say("kubectl.open")), h("p", {}, words.say("kubectl.text")), h("pre", { tabindex: "0" }, line),
      h("div", {}, h("button", { class: "main-action", type: "button", autofocus: true, onclick: copy }, words.say("kubectl.copy")), download),
      told, h("p", { class: "aside" }, words.say("kubectl.renew_text")),
      h("div", {}, h("button", { class: "quiet", type: "button", onclick: renew }, words.say("kubectl.renew")), close));
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  #line() {
    return connectLine(this.cluster.kubeconfig, globalThis.location.origin);
  }

  /** A new address; what there is to say about it. */
  async #renew() {
    const { boot, cluster, words } = this;
    try {
      const response = await this.fetch(`${boot.urls.clusters}${cluster.id}/token/`, { method: "POST", credentials: "same-origin", headers: { "X-CSRFToken": boot.csrf } });
      const answer = await response.json();
      if (!response.ok) throw new Error(answer.error.message);
      cluster.kubeconfig = answer.kubeconfig;
      return words.say("kubectl.renewed");
    } catch (error) {
      return words.say("error.refused", { why: error.message });
    }
  }
}
