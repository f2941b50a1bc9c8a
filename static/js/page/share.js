import { copyText, h, icon } from "./shared/dom.js";

/** What a blog pastes to show a recording; the height fits the figure's own proportions in a column of 720 pixels. */
export function embedCode(address, lang) {
  return `<iframe src="${address}?lang=${lang}" width="720" height="760" style="width:100%;border:0" loading="lazy" title="Orrery"></iframe>`;
}

/** The dialog "share": a link to all that has happened, the code to embed it, one file to take home. */
export class Share {
  /** @param {{session, cluster: {id}, boot, words, fetch?}} given */
  constructor(given) {
    Object.assign(this, { fetch: globalThis.fetch.bind(globalThis), ...given });
  }

  begin(button) {
    if (!button) return;
    const title = this.words.say("share.open");
    button.replaceChildren(icon("link"), h("span", {}, title));
    button.title = title;
    button.setAttribute("aria-label", title);
    button.addEventListener("click", () => this.show());
    this.session.addEventListener("role", () => (button.hidden = !this.offered));
  }

  get offered() {
    return this.session.mayAct;
  }

  show() {
    const { words } = this;
    const told = h("p", { class: "told", role: "status" });
    const body = h("div", { class: "share-addresses" });
    const make = h("button", { class: "main-action", type: "button", autofocus: true, onclick: async () => {
      make.disabled = true;
      told.textContent = words.say("share.making");
      try {
        body.replaceChildren(...addressRows(await this.#make(), { words, lang: this.boot.lang, told }));
        told.textContent = "";
        make.remove();
      } catch (error) {
        told.textContent = words.say("error.refused", { why: error.message });
        make.disabled = false;
      }
    } }, words.say("share.make"));
    const close = h("button", { class: "quiet push", type: "button", onclick: () => dialog.close() }, words.say("inspector.close"));
    const dialog = h("dialog", { class: "kubectl-dialog", "aria-label": words.say("share.open") },
      h("h2", {}, words.say("share.open")), h("p", {}, words.say("share.text")), body, told, h("div", {}, make, close));
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  async #make() {
    const { boot, cluster } = this;
    const response = await this.fetch(`${boot.urls.clusters}${cluster.id}/share/`, { method: "POST", credentials: "same-origin", headers: { "X-CSRFToken": boot.csrf } });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.error.message);
    return answer;
  }
}

/** Link, embed code and file of a recording, each ready to be copied or taken. @param {{page, embed, file}} addresses */
export function addressRows({ page, embed, file }, { words, lang, told }) {
  const row = (label, text) => [h("h3", {}, label), h("div", { class: "share-row" }, h("pre", { tabindex: "0" }, h("code", {}, text)),
    h("button", { class: "quiet", type: "button", "aria-label": `${words.say("share.copy")}: ${label}`, onclick: async () => {
      await copyText(text);
      told.textContent = words.say("copy.done");
    } }, icon("copy"), words.say("share.copy")))];
  return [...row(words.say("share.link"), page), ...row(words.say("share.embed"), embedCode(embed, lang)),
    h("p", { class: "aside" }, h("a", { class: "quiet", href: `${file}?lang=${lang}`, download: "orrery.html" }, words.say("share.file")), " ", words.say("share.file_text"))];
}
