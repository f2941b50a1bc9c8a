/** Requests on their way: the way they take, a dot where each is, and at its end what was answered. */
import { clientOf, drawn } from "../model/requests.js";
import { cutFront } from "../model/status.js";
import { reasonText } from "../words/reason-text.js";
import { measure, svg } from "./svg.js";

const WIDEST = 190;

/** What came of a request, in words. `words`: {reasons} of one language. */
export const answerOf = ({ hops }, words) => (hops.length ? (reasonText(words.reasons, hops.at(-1)) ?? "") : "");

/** `asked`: of model/requests.js, those under way. With reduced motion there is no dot: the way and the answer stand until they are over. */
export function requests(asked, stage, { reduced, words }) {
  return svg`${asked.map((one) => request(drawn(one, stage.layout, (uid) => stage.place(uid), clientOf(one.trace, stage.state.kind("Pod").values())), answerOf(one.trace, words), stage.layout, reduced))}`;
}

function request(found, text, layout, reduced) {
  if (!found) return "";
  const over = reduced || !found.path || found.part >= 1;
  const points = over ? null : found.path.sample(60);
  const at = points?.[Math.round(found.part * 60)];
  return svg`${found.path && svg`<path class="request-way" d="${found.path}"/>`}${at && svg`<circle class="request-dot" cx="${at.x}" cy="${at.y}" r="6"/>`}${over && answer(found, text, layout)}`;
}

function answer({ end, ok }, text, layout) {
  const shown = cutFront(text, WIDEST, (part) => measure(part, 11.5, 700));
  const wide = measure(shown, 11.5, 700) + 16;
  const middle = end.seat ? end.seat.x + end.seat.w / 2 : end.x;
  const x = Math.max(2, Math.min(layout.width - wide - 2, middle - wide / 2));
  const y = end.seat ? end.seat.y + end.seat.h - 9 : end.y - 17; // on the lower edge of a pod, in the lane above a Service
  return svg`<g class="request-answer${ok ? "" : " is-failed"}"><rect class="plate" x="${x}" y="${y}" width="${wide}" height="22" rx="5"/><text class="t-small t-strong t-mid" x="${x + wide / 2}" y="${y + 15}">${shown}</text></g>`;
}
