/** What is hovered never stays small: the pod at full size, with its whole name, beside the mark. */
import { LOOKS, cutFront, plain, wordOf } from "../model/status.js";
import { figure } from "./shapes.js";
import { measure, svg } from "./svg.js";

/** `view`: the PodView under the pointer; `context`: as for drawing it; `size`: {width, height} of the picture. */
export function note(view, context, size) {
  const { pod, place, look } = view;
  const name = cutFront(pod.name, 300, (text) => measure(text, 13, 600));
  const reason = view.reasonOf(pod, context);
  const small = cutFront([reason, pod.node].filter(Boolean).map(plain).join(" · "), 300, (text) => measure(text, 11.5, 400));
  const wide = 86 + Math.max(measure(name, 13, 600), measure(wordOf(pod), 12.5, 600), measure(small, 11.5, 400), 60) + 16;
  const right = place.x + place.w + 20 + wide < size.width;
  const x = right ? place.x + place.w + 18 : Math.max(2, place.x - wide - 18);
  const y = Math.max(2, Math.min(size.height - 78, place.y - 20));
  const leader = svg`<path class="leader" d="M${right ? place.x + place.w + 3 : place.x - 3} ${place.y + place.h / 2}L${right ? x : x + wide} ${y + 38}"/>`;
  return svg`<g class="note">${leader}<g class="pod ${LOOKS[look].css}"><rect class="plate" x="${x}" y="${y}" width="${wide}" height="76" rx="10"/><g transform="translate(${x + 13} ${y + 11})">${figure(pod, look, context.t)}</g><text class="t-name" x="${x + 84}" y="${y + 26}">${name}</text><text class="t-state" x="${x + 84}" y="${y + 44}">${plain(wordOf(pod))}</text><text class="t-small t-muted" x="${x + 84}" y="${y + 61}">${small}</text></g></g>`;
}
