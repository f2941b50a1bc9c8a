import { heightOf } from "../figure/height.js";
import { copyText, h, icon } from "./shared/dom.js";

const COLUMN = 720; // px, a blog's column
const UNKNOWN = 800; // px high, where the recording could not be read

/** What a blog pastes to show a recording. @param {{lang, height?}} how; without a theme in its address it is as dark as its reader's system */
export function embedCode(address, { lang, height = UNKNOWN }) {
  return `<iframe src="${address}?lang=${lang}" width="${COLUMN}" height="${height}" style="width:100%;max-width:${COLUMN}px;border:0" loading="lazy" title="Orrery"></iframe>`;
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
    const { body, told, foot } = dialogOf(words, { title: words.say("share.open"), text: words.say("share.text") });
    const make = h("button", { class: "main-action", type: "button", autofocus: true, onclick: async () => {
      make.disabled = true;
      told.textContent = words.say("share.making");
      try {
        body.replaceChildren(...await addressRows(await this.#make(), { words, lang: this.boot.lang, told }));
        told.textContent = "";
        make.remove();
      } catch (error) {
        told.textContent = words.say("error.refused", { why: error.message });
        make.disabled = false;
      }
    } }, words.say("share.make"));
    body.append(h("p", {}, words.say("share.warns")));
    foot.prepend(make);
    make.focus();
  }

  async #make() {
    const { boot, cluster } = this;
    const response = await this.fetch(`${boot.urls.clusters}${cluster.id}/share/`, { method: "POST", credentials: "same-origin", headers: { "X-CSRFToken": boot.csrf } });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.error.message);
    return answer;
  }
}

/** The dialog of one step: what its part of the answer does, as a figure. @param {{page, embed, file, tape}} addresses @param {{title}} step */
export async function shareStep(addresses, { title }, { words, lang }) {
  const { body, told } = dialogOf(words, { title: words.say("share.step"), text: words.say("share.step_text", { title }) });
  body.replaceChildren(...await addressRows({ ...addresses, grouping: "owner" }, { words, lang, told }));
}

function dialogOf(words, { title, text }) {
  const told = h("p", { class: "told", role: "status" });
  const body = h("div", { class: "share-addresses" });
  const close = h("button", { class: "quiet push", type: "button", onclick: () => dialog.close() }, words.say("inspector.close"));
  const foot = h("div", {}, close);
  const dialog = h("dialog", { class: "kubectl-dialog", "aria-label": title }, h("h2", {}, title), h("p", {}, text), body, told, foot);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return { body, told, foot };
}

/** Link, embed code and file of a recording, each ready to be copied or taken. @param {{page, embed, file, tape, grouping?}} addresses */
export async function addressRows({ page, embed, file, tape, grouping }, { words, lang, told }) {
  const row = (label, text) => [h("h3", {}, label), h("div", { class: "share-row" }, h("pre", { tabindex: "0" }, h("code", {}, text)),
    h("button", { class: "quiet", type: "button", "aria-label": `${words.say("share.copy")}: ${label}`, onclick: async () => {
      await copyText(text);
      told.textContent = words.say("copy.done");
    } }, icon("copy"), words.say("share.copy")))];
  const height = await fetch(tape).then((answer) => answer.json()).then((read) => heightOf(read, { grouping })).catch(() => UNKNOWN);
  return [...row(words.say("share.link"), page), ...row(words.say("share.embed"), embedCode(embed, { lang, height })),
    h("p", { class: "aside" }, words.say("share.theme")),
    h("p", { class: "aside" }, h("a", { class: "quiet", href: `${file}?lang=${lang}`, download: "orrery.html" }, words.say("share.file")), " ", words.say("share.file_text"))];
}
