import { h, s } from "../shared/dom.js";

/** What stands over one of two diagrams: its letter, what it is, how it differs, and what can be done with it.
 *  @param {{side: string, title: string, note?: string, button: Element}} given `note`: shown while it waits */
export function sideHead({ side, title, note = "", button }) {
  const letter = side.length === 1 ? h("b", { class: "side-letter", "aria-hidden": "true" }, side.toUpperCase()) : null;
  return h("header", { class: `side-head is-${side}` }, letter, h("span", { class: "side-title" }, title), h("span", { class: "side-note" }, note), h("span", { class: "side-facts" }), button);
}

/** @param {Difference} difference of model/differences.js */
export function tellFacts(head, { ready, alone, uids }, words) {
  const facts = [h("span", {}, words.say("compare.ready", { count: ready }))];
  if (uids.size) facts.push(h("span", { class: "is-differing" }, corner(), alone ? words.say("compare.alone", { count: alone }) : words.say("compare.differs", { count: uids.size })));
  head.querySelector(".side-facts").replaceChildren(...facts);
}

/** The brass corner that objects bear which are otherwise on the other side. */
function corner() {
  return s("svg", { viewBox: "0 0 10 10", "aria-hidden": "true" }, s("path", { d: "M0 0H10L0 10Z" }));
}
