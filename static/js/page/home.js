/** The front page: a figure that lives, and how far the reader has got. */
import "../diagram/element.js";
import { clockText } from "../live/clock.js";
import { Words } from "../words/words.js";
import { boot } from "./boot.js";
import { Recording } from "./home/recording.js";
import { icon } from "./shared/dom.js";
import { Store } from "./shared/store.js";
import { Theme, wireTheme } from "./theme/theme.js";

const words = new Words(boot.lang, (await import(`../words/page.${boot.lang}.js`)).default);
wireTheme(new Theme(new Store(), document.documentElement), words);

function tellProgress() {
  const done = document.querySelectorAll(".outline .is-done").length;
  const note = document.querySelector("[data-progress]");
  if (note && done) note.textContent = words.say("home.progress", { done, all: note.dataset.all });
  if (!done) return;
  document.querySelector("[data-begin]").hidden = true;
  document.querySelector("[data-continue]").hidden = false;
}

async function live() {
  const response = await fetch(new URL("./home/tape.json", import.meta.url));
  const diagram = document.querySelector("orrery-diagram");
  diagram.lang = boot.lang;
  const command = document.querySelector("[data-command] code");
  const clock = document.querySelector("[data-clock]");
  const button = document.querySelector("[data-play]");
  const recording = new Recording(await response.json(), {
    show: (frame) => diagram.frame(frame),
    command: (line) => (command.textContent = line),
    clock: (time, running) => diagram.clock({ time, rate: recording.tape.rate, running }),
  });
  const label = () => {
    button.replaceChildren(icon(recording.running ? "pause" : "play"));
    button.setAttribute("aria-label", words.say(recording.running ? "time.pause" : "time.play"));
  };
  const set = (running) => {
    if (running) recording.play();
    else recording.pause();
    label();
  };
  button.addEventListener("click", () => set(!recording.running));
  document.addEventListener("visibilitychange", () => document.hidden && set(false));
  setInterval(() => recording.running && (clock.textContent = clockText(recording.time)), 100);
  set(true);
}

tellProgress();
await live();
