/** Begins every <orrery-figure> of a page, each when it comes near: its tape stands in the page (`#tape`) or at its `data-tape`. */
import "./element.js";
import "./pair.js";
import { Words } from "../words/words.js";
import en from "../words/page.en.js";
import ko from "../words/page.ko.js";

const lang = document.documentElement.lang === "ko" ? "ko" : "en";
const words = new Words(lang, { en, ko }[lang]);

async function begin(figure) {
  const inline = document.getElementById("tape");
  try {
    const tape = inline ? JSON.parse(inline.textContent) : await (await fetch(figure.dataset.tape)).json();
    begun(figure, tape).begin({ tape, words, lang });
  } catch {
    figure.textContent = words.say("figure.failed");
  }
}

/** A tape with another beside it stands in an element that shows both. */
function begun(figure, tape) {
  if (!tape.beside) return figure;
  const pair = Object.assign(document.createElement("orrery-figure-pair"), { className: figure.className });
  Object.assign(pair.dataset, figure.dataset);
  figure.replaceWith(pair);
  return pair;
}

const near = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    near.unobserve(target);
    begin(target);
  }
}, { rootMargin: "400px" });

for (const figure of document.querySelectorAll("orrery-figure")) near.observe(figure);
