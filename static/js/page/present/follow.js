import { copyText, h, icon } from "../shared/dom.js";

/** The address by which a class follows this cluster, read only: shown large, copied by a click. */
export class FollowLink {
  constructor(given) {
    Object.assign(this, given);
  }

  begin() {
    const { button, cluster, words } = this;
    if (!button || !cluster.follow) return;
    const address = new URL(cluster.follow, location.href).href;
    button.replaceChildren(icon("link"), h("span", {}, address.replace(/^https?:\/\//, "").replace(/\/$/, "")));
    button.title = `${words.say("present.follow")}. ${words.say("present.follow_text")}`;
    button.setAttribute("aria-label", `${words.say("copy.link")}: ${address}`);
    button.hidden = false;
    button.addEventListener("click", async () => {
      await copyText(address);
      this.toasts.show(`${words.say("copy.done")}. ${words.say("present.follow_text")}`, { calm: true });
    });
  }
}
