import { h } from "../shared/dom.js";
import { RATES, parseRate, rateText, stepped, within } from "./rates.js";

const ANY = "any";

/** The control of how fast time goes: a list of steps, one step slower or faster beside it, and a field for any other rate. Not an element of its
 *  own: `parts` stands in the time bar. */
export class Speed {
  #rate = 1;

  /** @param {{words, limits: () => [number, number], choose: (rate) => void, refuse: (text) => void}} given `limits` of what is shown now */
  constructor({ words, limits, choose, refuse }) {
    Object.assign(this, { words, limits, choose, refuse });
    const button = (by, text, key) => h("button", { type: "button", class: "is-step", title: words.say(key), "aria-label": words.say(key), onclick: () => this.step(by) }, text);
    this.select = h("select", { "aria-label": words.say("time.speed"), title: words.say("time.speed"), onchange: () => this.#chosen() });
    this.field = h("input", { type: "text", inputmode: "decimal", size: "4", maxlength: "8", autocomplete: "off", hidden: true, "aria-label": words.say("time.speed_any"), onkeydown: (event) => this.#typed(event), onblur: () => this.#close() });
    this.steps = [button(-1, "−", "time.slower"), button(1, "+", "time.faster")];
    this.parts = h("span", { class: "speed", role: "group", "aria-label": words.say("time.speed") }, this.steps[0], this.select, this.field, this.steps[1]);
    this.#options();
  }

  show(rate, enabled) {
    this.#rate = rate;
    for (const control of [this.select, ...this.steps]) control.disabled = !enabled;
    if (Number(this.select.value) !== rate) this.#options();
  }

  step(by) {
    const rate = stepped(this.#rate, by);
    if (rate !== this.#rate) this.choose(rate);
  }

  /** The steps, and the present rate among them if it is another. */
  #options() {
    const rates = [...new Set([...RATES, this.#rate])].sort((one, other) => one - other);
    const option = (value, text) => Object.assign(h("option", { value }, text), { selected: value === this.#rate });
    this.select.replaceChildren(...rates.map((rate) => option(rate, rateText(rate))), option(ANY, this.words.say("time.speed_other")));
  }

  #chosen() {
    if (this.select.value !== ANY) return this.choose(Number(this.select.value));
    this.#options();
    Object.assign(this.field, { hidden: false, value: rateText(this.#rate).replace("×", "") });
    this.select.hidden = true;
    this.field.select();
    this.field.focus();
  }

  #typed(event) {
    event.stopPropagation();
    if (event.key === "Escape") this.#close();
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault(); // or the list, which has the focus next, opens
    const asked = parseRate(this.field.value);
    const [least, most] = this.limits();
    if (asked === null || within(asked, [least, most]) !== asked) this.refuse(this.words.say("time.speed_limits", { least, most }));
    if (asked !== null) this.choose(within(asked, [least, most]));
    this.#close();
    this.select.focus();
  }

  #close() {
    this.field.hidden = true;
    this.select.hidden = false;
  }
}
