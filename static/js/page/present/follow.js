import { copyText, h, icon } from "../shared/dom.js";

/** The address by which a class follows this cluster, read only: shown large on the projector when asked for, with a button that copies it. */
export class FollowLink {
  /** @param {{button: Element|null, cluster: {follow?}, words, toasts}} given */
  constructor(given) {
    Object.assign(this, given);
  }

  begin() {
    const { button, cluster, words } = this;
    if (!button || !cluster.follow) return;
    this.address = new URL(cluster.follow, location.href).href;
    button.replaceChildren(icon("link"), h("span", {}, words.say("present.follow")));
    button.hidden = false;
    button.addEventListener("click", () => this.#show());
  }

  #show() {
    const { words, address } = this;
    const close = () => dialog.close();
    const copy = async () => {
      await copyText(address);
      close();
      this.toasts.show(words.say("copy.done"), { calm: true });
    };
    const dialog = h("dialog", { class: "follow-dialog", "aria-label": words.say("present.follow") },
      h("p", {}, words.say("present.follow_text")), h("p", { class: "address" }, address.replace(/^https?:\/\//, "")),
      h("div", {}, h("button", { class: "quiet", type: "button", onclick: close }, words.say("inspector.close")),
        h("button", { class: "main-action", type: "button", autofocus: true, onclick: copy }, words.say("copy.link"))));
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }
}
