import { momentText } from "../../live/clock.js";
import { showBranch } from "./branch.js";
import { h, inlineCode } from "../shared/dom.js";
import { checkMark } from "./marks.js";

/** <orrery-question>: what will happen? The reader says; a branch of their own cluster has lived through it already and tells. `begin({session,
 *  question, words, run, tape})` once; `run(script)` types it into the terminal; `tape` is the address of that branch. */
export class Question extends HTMLElement {
  begin({ session, question, words, run, tape }) {
    Object.assign(this, { session, question, words, run, tape });
    this.answers = h("div", { class: "answers", role: "group", "aria-label": question.text });
    this.told = h("p", { class: "told", role: "status" });
    this.replaceChildren(h("h3", {}, words.say("question.title")), h("p", {}, ...inlineCode(question.text)), this.answers, this.told);
    session.addEventListener("snapshot", () => this.#load());
    if (session.connection.state === "open") this.#load();
  }

  async #load() {
    if (this.loaded) return;
    this.loaded = true;
    try {
      const { choices } = await this.session.send("predict", { question: this.question.id });
      const answers = [...choices.map((choice) => [choice, choice]), ["", this.words.say("question.other")]];
      this.answers.replaceChildren(...answers.map(([choice, text]) => this.#button(choice, text)));
    } catch (error) {
      this.loaded = false;
      this.told.textContent = error.message;
    }
  }

  #button(choice, text) {
    const button = h("button", { type: "button", class: "quiet", "aria-pressed": "false", onclick: () => this.#answer(choice, button) }, text);
    return button;
  }

  /** The moment in the branch that shows the answer. */
  async #look(button, asked) {
    button.disabled = true;
    try {
      await showBranch(`${this.tape}?asked=${asked}`, { text: this.question.text.replaceAll("`", ""), words: this.words });
    } catch (error) {
      this.told.append(error.message);
    }
    button.disabled = false;
  }

  async #answer(choice, pressed) {
    for (const button of this.answers.children) button.setAttribute("aria-pressed", String(button === pressed));
    this.told.replaceChildren(this.words.say("question.computing"));
    try {
      const { answer, right, asked, at } = await this.session.send("predict", { question: this.question.id, choice });
      const say = this.words.say(right ? "question.right" : "question.wrong", { answer: answer || this.words.say("question.nothing") });
      const look = h("button", { type: "button", class: "quiet", onclick: () => this.#look(look, asked) }, this.words.say("question.look", { time: momentText(at) }));
      const run = h("button", { type: "button", class: "quiet", onclick: () => this.run(this.question.script) }, this.words.say("question.run"));
      this.told.replaceChildren(checkMark(right ? "met" : "broken"), h("span", {}, say), look, run);
    } catch (error) {
      this.told.replaceChildren(error.message);
    }
  }
}

customElements.define("orrery-question", Question);
