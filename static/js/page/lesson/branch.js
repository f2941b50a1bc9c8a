import "../../figure/element.js";
import { h } from "../shared/dom.js";

/** The branch that has answered a question, in a dialog: it stands at the moment that shows the answer, and can be played and wound back.
 *  @param {string} address of its tape @param {{text, words}} given what was asked, and the page's words */
export async function showBranch(address, { text, words }) {
  const response = await fetch(address, { credentials: "same-origin" });
  const tape = await response.json();
  if (!response.ok) throw new Error(tape.error.message);
  const figure = h("orrery-figure", { "data-grouping": "owner", "data-still": "" });
  const close = h("button", { class: "quiet push", type: "button", autofocus: true, onclick: () => dialog.close() }, words.say("inspector.close"));
  const dialog = h("dialog", { class: "branch-dialog", "aria-label": words.say("question.branch") },
    h("div", { class: "branch-head" }, h("div", {}, h("h2", {}, words.say("question.branch")), h("p", {}, text)), close), figure);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  figure.begin({ tape, words, lang: words.lang });
  return dialog;
}
