/** The front page: a figure that lives, and how far the reader has got. */
import "../diagram/element.js";
import { Loop } from "../figure/loop.js";
import { RecordedSession, framesOf } from "../figure/recorded.js";
import { clockText } from "../live/clock.js";
import { Words } from "../words/words.js";
import { boot } from "./boot.js";
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
  const diagram = document.querySelector("orrery-diagram");
  const tape = await (await fetch(diagram.dataset.tape)).json();
  diagram.lang = boot.lang;
  diagram.grouping = diagram.dataset.grouping;
  diagram.recorded(...Object.values(framesOf(tape)), tape);
  const session = new RecordedSession({ tape, world: diagram.world });
  const command = document.querySelector("[data-command] code");
  const clock = document.querySelector("[data-clock]");
  const button = document.querySelector("[data-play]");
  const loop = new Loop(session, { tell: (told) => {
    command.textContent = told.command;
    clock.textContent = clockText(told.time);
    if (button.dataset.running === String(told.running)) return;
    button.dataset.running = told.running;
    button.replaceChildren(icon(told.running ? "pause" : "play"));
    button.setAttribute("aria-label", words.say(told.running ? "time.pause" : "time.play"));
  } });
  const { playhead } = session;
  playhead.addEventListener("move", () => diagram.seek(playhead.live ? null : session.time, { running: playhead.playing, rate: playhead.rate }));
  button.addEventListener("click", () => (loop.running ? loop.pause() : loop.play()));
  document.addEventListener("visibilitychange", () => document.hidden && loop.pause());
  loop.play();
}

tellProgress();
await live();
