/** What stands around the picture: head, legend, size, names for those who do not see it. */
import { lookOf } from "../model/status.js";
import { chips, switches } from "./head.js";
import { legend } from "./legend.js";
import { put } from "./svg.js";

const TROUBLE = ["crash", "error", "imagepull"];

/** `parts`: {element, head, legend, svg}; `view`: {words, selected, hovered, scale}. */
export function drawAround(stage, parts, { words, selected, hovered, scale }) {
  const { state, world } = stage;
  const looks = looksOf(stage);
  const sum = (names) => names.reduce((total, name) => total + (looks.get(name) ?? 0), 0);
  const context = { state, words, selected, hovered, grouping: stage.grouping, labelKey: world.labelKey, labelKeys: world.labelKeys(), total: sum([...looks.keys()]), trouble: sum(TROUBLE), shelf: Boolean(stage.layout.shelf) };
  keepingFocus(parts.head, () => {
    put(parts.head.children[0], chips(context));
    put(parts.head.children[1], switches(context));
  });
  put(parts.legend, legend(looks, words, state.objects.get(selected)?.kind ?? null));
  const { width, height } = stage.layout;
  const label = words.picture({ nodes: state.kind("Node").size, pods: state.kind("Pod").size });
  attributes(parts.svg, { viewBox: `0 0 ${width} ${height}`, width: width * scale, height: height * scale, "aria-label": label });
  attributes(parts.element, { "aria-label": label });
  attributes(parts.legend, { "aria-label": words.legend });
}

/** Draws the head anew without taking the focus from what a viewer is at, or what they typed. */
function keepingFocus(head, draw) {
  const active = head.contains(document.activeElement) ? document.activeElement : null;
  draw();
  if (!active || active.isConnected) return;
  const [name, value] = Object.entries(active.dataset)[0] ?? [];
  const again = name ? head.querySelector(`[data-${name}="${CSS.escape(value)}"]`) : head.querySelector(active.localName);
  if (again && active.localName === "input") again.value = active.value;
  again?.focus();
}

function attributes(element, values) {
  for (const [name, value] of Object.entries(values)) if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

/** Counts of looks, with the pods of lost nodes as what they are: not to be checked. */
function looksOf(stage) {
  const looks = new Map(stage.state.looks);
  for (const node of stage.state.kind("Node").values()) {
    if (node.ready === "True") continue;
    for (const uid of stage.state.seats.node.boxes.get(`node ${node.name}`) ?? []) {
      const pod = uid && stage.state.objects.get(uid);
      if (!pod || !stage.lostNode(pod)) continue;
      const [before, now] = [lookOf(pod), lookOf(pod, true)];
      looks.set(before, looks.get(before) - 1);
      looks.set(now, (looks.get(now) ?? 0) + 1);
    }
  }
  return looks;
}
