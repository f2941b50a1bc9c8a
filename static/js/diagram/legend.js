/** What the shapes mean; from 100 pods on, how many there are of each. */
import { LOOKS } from "../model/status.js";
import { figure, mark } from "./shapes.js";
import { svg } from "./svg.js";

const MANY = 100;
const NAMES = { running: "Running", creating: "ContainerCreating", pending: "Pending", terminating: "Terminating", crash: "CrashLoopBackOff", error: "Error", imagepull: "ImagePullBackOff", completed: "Completed" };
const SAMPLE = { running: { ready: true }, terminating: { deleting: { at: 15e6, grace: 30 } }, creating: { containers: [{ pull: { start: 0, end: 100 }, state: "waiting" }] } };
const FIRST = ["running", "creating", "pending", "terminating"];

/** `looks`: Map look → count, lost nodes' pods already under "unknown"; `chosen`: the kind of what is selected, or null. */
export function legend(looks, words, chosen) {
  const all = [...looks.values()].reduce((sum, n) => sum + n, 0);
  const many = all >= MANY;
  const shown = Object.keys(LOOKS).filter((look) => (looks.get(look) ?? 0) > 0 || (!many && FIRST.slice(0, 3).includes(look)));
  const items = shown.map((look) => {
    const name = NAMES[look] ?? words[look];
    const picture = many
      ? svg`<svg viewBox="-3 -3 18 18" class="pod is-mark ${LOOKS[look].css}" aria-hidden="true">${mark(SAMPLE[look] ?? {}, look, 36, 12)}</svg>`
      : svg`<svg viewBox="-2 -8 66 66" class="pod ${LOOKS[look].css}" aria-hidden="true">${figure(SAMPLE[look] ?? {}, look, 38, 0.4)}</svg>`;
    return svg`<span>${picture}${name}${many ? svg` <b>${looks.get(look)}</b>` : ""}</span>`;
  });
  const ring = chosen && chosen !== "Node" ? svg`<span class="push"><svg viewBox="0 0 20 20" aria-hidden="true"><rect x="2" y="2" width="16" height="16" rx="6" fill="none" stroke="var(--accent)" stroke-width="2.5"/></svg>${chosen === "Pod" ? words.selectedPod : words.selectedPods}</span>` : "";
  return svg`${items}${ring}`;
}
