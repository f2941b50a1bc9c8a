import { s } from "../shared/dom.js";

const TICK = "M5.8 10.4l2.8 2.8l5.4 -6";
const DRAW = {
  met: () => [s("circle", { class: "check-met", cx: 10, cy: 10, r: 9 }), s("path", { class: "check-tick", d: TICK })],
  unmet: () => [s("circle", { class: "check-open", cx: 10, cy: 10, r: 8 }), s("path", { class: "check-part", d: "M10 5.4A4.6 4.6 0 0 1 14 12.3" })],
  kept: () => [s("circle", { class: "check-kept", cx: 10, cy: 10, r: 8 })],
  broken: () => [s("path", { class: "check-broken", d: "M10 .8l9.2 9.2l-9.2 9.2l-9.2 -9.2z" }), s("path", { class: "check-tick", d: "M7.4 7.4l5.2 5.2m0 -5.2l-5.2 5.2" })],
};

/** The mark of a condition: a full disc with a tick, a waxing ring, an open ring (kept so far), a diamond with a cross. */
export function checkMark(state) {
  return s("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" }, DRAW[state]());
}

/** Hints in rising strength: one, two, three bars. */
export function hintBars(strength) {
  return s("svg", { viewBox: "0 0 20 14", "aria-hidden": "true" },
    [[9, 5], [5, 9], [1, 13]].map(([y, height], at) => s("rect", { class: at < strength ? "bars-on" : "bars-off", x: at * 7, y, width: 4.5, height, rx: 1 })));
}
