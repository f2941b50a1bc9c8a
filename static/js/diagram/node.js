/** A node: a card with its kubelet docked on the edge. The strip of the cluster's own pods, and the row of pods that wait for a node. */
import { LOOKS, cutFront, isLost, lookOf, plain } from "../model/status.js";
import { measure, svg } from "./svg.js";

const cut = (text, width, size = 13, weight = 600) => cutFront(text, width, (part) => measure(part, size, weight));
const gate = (x, y) => svg`<path class="gate" d="M${x} ${y}h12m-12 -5.5v11m12 -11v11"/>`;

/** The frame of a box of layoutNodes. `context`: {state, words, acting, told, selected}. */
export function nodeFrame(box, context) {
  if (box.kind === "nursery") return waiting(box, context);
  if (box.kind === "system") return systemStrip(box, context);
  if (box.kind === "empty") return svg`<rect class="ghost" x="${box.x + 1}" y="${box.y}" width="${box.w - 2}" height="${box.h}" rx="12"/><text class="t-muted t-mid" x="${box.x + box.w / 2}" y="${box.y + box.h / 2 + 5}">${context.words.noCluster}</text>`;
  const node = context.state.objects.get(box.node);
  if (!node) return "";
  const lost = isLost(node);
  const notReady = node.ready !== "True";
  const classes = ["node", node.unschedulable && "is-cordoned", (lost || notReady) && "is-lost", node.stopped && "is-stopped", context.acting === `kubelet ${node.name}` && "is-acting", context.told.has(node.uid) && "is-told", context.selected === node.uid && "is-selected"];
  const { words } = context;
  return svg`<g class="${classes.filter(Boolean).join(" ")}" data-uid="${node.uid}" role="button" tabindex="-1" aria-label="${labelOf(node, box, context)}">
    <g aria-hidden="true"><rect class="card" x="${box.x}" y="${box.y}" width="${box.w}" height="${box.h}" rx="12"/>${box.docked ? dock(box, node) : ""}${head(box, node, words, context.state)}${box.gauges ? gauges(box, node, context) : ""}${box.cells.tier === "bar" ? bar(box, context) : ""}
    ${node.unschedulable && box.inner.h >= 100 && context.state.seats.node.count(box.key) <= box.cells.cols ? svg`<text class="t-muted t-mid t-small" x="${box.x + box.w / 2}" y="${box.y + box.h - 44}">${words.cordoned}</text>` : ""}</g></g>`;
}

function labelOf(node, box, { words, state }) {
  const status = node.ready === "True" ? "Ready" : "NotReady";
  return `${words.node} ${plain(node.name).slice(-80)}, ${status}${node.unschedulable ? ", SchedulingDisabled" : ""}${node.stopped ? `, ${words.stopped}` : ""}, ${words.pod} ${state.requests.get(node.name)?.pods ?? 0}`;
}

function dock(box, node) {
  const { x, y } = box.dock;
  const mark = node.stopped
    ? svg`<path class="mark-failure" d="M${x - 39} ${y - 9}l9 9l-9 9l-9 -9z"/><path class="mark-glyph" d="M${x - 41.6} ${y - 2.6}l5.2 5.2m0 -5.2l-5.2 5.2"/>`
    : svg`<circle class="dock-core" cx="${x - 25}" cy="${y}" r="4.5"/>`;
  return svg`<rect class="dock" x="${x - 39}" y="${y - 12}" width="78" height="24" rx="6"/>${mark}<text class="t-small" x="${x - 15}" y="${y + 4}">kubelet</text>`;
}

/** Name, roles, condition; from right to left what must be seen comes first. */
function head(box, node, words, state) {
  const y = box.y + (!box.compact ? 29 : box.docked ? 31 : 23); // below the dock
  let right = box.x + box.w - 14;
  const parts = [];
  const word = (text, css, mark) => {
    const width = measure(text, 11.5, 400);
    parts.push(svg`<text class="t-small ${css}" x="${right - width}" y="${y}">${text}</text>`);
    right -= width + 8;
    if (mark) parts.push(mark(right));
    right -= 16;
  };
  if (node.unschedulable) word("SchedulingDisabled", "", (x) => gate(x - 12, y - 4));
  if (node.ready !== "True") word("NotReady", "t-strong", node.stopped && !box.docked ? (x) => svg`<path class="mark-failure" d="M${x - 6} ${y - 12}l8 8l-8 8l-8 -8z"/>` : null);
  else if (!node.unschedulable && box.compact && box.w >= 200) {
    parts.push(share(node, state, right, y, box.w >= 300));
    right -= box.w >= 300 ? 108 : 40;
  } else if (!node.unschedulable && !box.compact) word("Ready", "", (x) => svg`<path class="ok" d="M${x - 10} ${y - 4}l3.5 3.5l6.5 -8"/>`);
  const taint = taintOf(node);
  const name = cut(node.name, Math.max(60, right - box.x - 24), 14, 700);
  const roles = (node.roles ?? []).join(", ");
  const after = box.x + 14 + measure(name, 14, 700) + 10;
  const room = right - after;
  const role = roles && measure(roles, 11.5, 400) < room ? svg`<text class="t-small t-muted" x="${after}" y="${y}">${roles}</text>` : "";
  const tainted = taint && !box.compact && box.h > 120 ? taintMark(box, taint, y + 18) : "";
  return svg`<text class="t-title" x="${box.x + 14}" y="${y}">${name}</text>${role}${parts}${tainted}`;
}

/** The taint worth telling: cordoning has a mark of its own. */
const taintOf = (node) => {
  const taints = (node.taints ?? []).filter((found) => !/unschedulable$/.test(found.key));
  return taints.find((found) => found.effect === "NoExecute") ?? taints[0] ?? null;
};

/** In a small card: one gauge, of what is asked for most; where there is no room to draw it, its number. */
function share(node, state, right, y, drawn) {
  const used = state.requests.get(node.name) ?? { cpu: 0, memory: 0 };
  const part = Math.min(1, Math.max(used.cpu / (node.capacity?.cpu || Infinity), used.memory / (node.capacity?.memory || Infinity)));
  const x = right - 96;
  const percent = svg`<text class="t-small t-muted t-end" x="${right}" y="${y}">${Math.round(part * 100)}%</text>`;
  return !drawn ? percent : svg`<rect class="gauge-track" x="${x}" y="${y - 8}" width="60" height="6" rx="3"/><rect class="gauge" x="${x}" y="${y - 8}" width="${Math.max(3, 60 * part)}" height="6" rx="3"/><path class="gauge-ticks" d="M${x + 15} ${y - 8}v6m15 -6v6m15 -6v6"/>${percent}`;
}

function taintMark(box, taint, y) {
  const text = cut(`${(taint.key ?? "").replace(/^.*\//, "")}${taint.value ? `=${taint.value}` : ""}:${taint.effect}`, box.w - 162, 11.5, 400);
  const width = text.length * 6.95;
  const x = box.x + box.w - 14 - width;
  return svg`${gate(x - 18, y - 4)}<text class="t-code" x="${x}" y="${y}">${text}</text>`;
}

function gauges(box, node, { state, words }) {
  const used = state.requests.get(node.name) ?? { cpu: 0, memory: 0 };
  const rows = [["CPU", used.cpu, node.capacity?.cpu], [words.memory, used.memory, node.capacity?.memory]].slice(0, box.w < 290 || (taintOf(node) && box.w < 560) ? 1 : 2);
  let x = box.x + 14;
  const y = box.y + 47;
  return rows.map(([name, part, whole]) => {
    if (!whole) return "";
    const share = Math.min(1, part / whole);
    const left = x + measure(name, 11.5, 400) + 7;
    const drawn = svg`<text class="t-small t-muted" x="${x}" y="${y}">${name}</text><rect class="gauge-track" x="${left}" y="${y - 7}" width="56" height="6" rx="3"/>${share > 0 ? svg`<rect class="gauge" x="${left}" y="${y - 7}" width="${Math.max(5, 56 * share)}" height="6" rx="3"/>` : ""}<path class="gauge-ticks" d="M${left + 14} ${y - 7}v6m14 -6v6m14 -6v6"/><text class="t-small t-muted" x="${left + 62}" y="${y}">${Math.round(share * 100)}%</text>`;
    x = left + 62 + 42;
    return drawn;
  });
}

/** Too many pods for one mark each: one bar, cut by state; failures are still drawn one by one by the pods themselves. */
export function bar(box, { state, grouping = "node", lost }) {
  const counts = new Map();
  for (const uid of state.seats[grouping].boxes.get(box.key) ?? []) {
    const pod = uid && state.objects.get(uid);
    if (!pod) continue;
    const look = lookOf(pod, lost?.(pod));
    counts.set(look, (counts.get(look) ?? 0) + 1);
  }
  const all = [...counts.values()].reduce((sum, n) => sum + n, 0);
  const { x, y, room } = box.cells;
  const high = room.h;
  let left = x;
  return Object.keys(LOOKS).filter((look) => counts.has(look)).map((look) => {
    const n = counts.get(look);
    const w = (room.w * n) / all;
    const piece = svg`<rect class="bar bar-${look}" x="${left}" y="${y}" width="${Math.max(1, w - 1.5)}" height="${high}" rx="2"><title>${look} ${n}</title></rect>`;
    left += w;
    return piece;
  });
}

function systemStrip(box) {
  return svg`<g class="system"><text class="t-small t-muted" x="${box.x + 14}" y="${box.y + 14}">kube-system</text></g>`;
}

function waiting(box, { state, words }) {
  const count = state.seats.node.count("nursery");
  const { cells } = box;
  const room = cells.cols * cells.rows;
  if (count <= 2 && cells.tier === "waiting") return "";
  return svg`<g class="nursery"><title>${words.waiting(count)}</title>${count > room ? svg`<text class="t-small t-strong" x="${cells.x + cells.cols * cells.dx + 4}" y="${cells.y + 10}">${words.more(count - room)}</text>` : ""}</g>`;
}

