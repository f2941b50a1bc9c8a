/** Boxes that wrap one another: Deployment ▸ ReplicaSet ▸ pod; and the boxes of the grouping by label. */
import { autoscalerOf, scalingText } from "../model/scaling.js";
import { cutFront, plain } from "../model/status.js";
import { bar } from "./node.js";
import { tag } from "./shapes.js";
import { measure, svg } from "./svg.js";

const cut = (text, width, size = 13, weight = 600) => cutFront(text, width, (part) => measure(part, size, weight));
const SHORT = { Deployment: "deploy", ReplicaSet: "rs", ReplicationController: "rc", StatefulSet: "sts", DaemonSet: "ds", Job: "job", CronJob: "cj" };
export const shortKind = (kind) => SHORT[kind] ?? kind.toLowerCase();

/** The frame of a box of layoutOwners or layoutLabels. `context`: {state, words, told, selected, hovered, labelKey, grouping}. */
export function ownerFrame(box, context) {
  if (box.kind === "system") return svg`<g class="system"><text class="t-small t-muted" x="${box.x + 14}" y="${box.y + 14}">kube-system</text></g>`;
  if (box.kind === "none") return none(box, context);
  if (box.kind === "label") return labelBox(box, context);
  const owner = context.state.objects.get(box.uid);
  if (!owner) return svg`<g class="wrap"><rect class="ghost" x="${box.x}" y="${box.y}" width="${box.w}" height="${box.h}" rx="14"/><text class="t-title" x="${box.x + 16}" y="${box.y + 30}">${context.words.stray}</text></g>`;
  return box.kind === "wrap" ? wrapper(box, owner, context) : set(box, owner, context);
}

const opening = (box, owner, css, { told, selected, hovered }, label) =>
  svg`<g class="wrap ${css}${told.has(owner.uid) ? " is-told" : ""}${selected === owner.uid ? " is-selected" : ""}${hovered === owner.uid ? " is-hovered" : ""}" data-uid="${owner.uid}" role="button" tabindex="-1" aria-label="${label}"><g aria-hidden="true"><rect class="frame" x="${box.x}" y="${box.y}" width="${box.w}" height="${box.h}" rx="14"/>`;

/** An owner round owners: a Deployment, a CronJob, a custom resource. */
function wrapper(box, owner, context) {
  const { words, state } = context;
  const { have, ready } = state.tally(owner.uid);
  const counted = owner.kind === "Deployment";
  const barRoom = !counted ? 0 : box.wide ? Math.min(380, box.w - 250) : Math.min(110, box.w - 130);
  const name = cut(owner.name, box.w - barRoom - (box.wide ? 60 : 44), 17, 700);
  const scaler = autoscalerOf(owner, state);
  const more = [scaler && plain(scalingText(scaler)), ...(ABOUT[owner.kind] ?? (() => []))(owner, box, context)].filter(Boolean).join(" · ");
  const at = box.x + 18 + measure(name, 17, 700) + 10;
  const space = box.x + box.w - barRoom - (box.wide && counted ? 150 : 20) - at;
  return svg`${opening(box, owner, "is-deployment", context, `${plain(owner.kind)} ${plain(owner.name).slice(-80)}, ${words.ready} ${ready}${counted ? ` / ${owner.want}` : ""}`)}
    <text class="t-small t-muted" x="${box.x + 18}" y="${box.y + 23}">${cut(owner.kind, box.w - barRoom - 40, 11.5, 400)}</text><text class="t-title t-large" x="${box.x + 18}" y="${box.y + 43}">${name}</text>
    ${more && space > measure(more, 11.5, 400) ? svg`<text class="t-small t-muted" x="${at}" y="${box.y + 43}">${more}</text>` : ""}
    ${counted ? limits(owner, { have, ready }, box, barRoom, words) : ""}</g></g>`;
}

/** kind → what stands beside its name. */
const ABOUT = {
  Deployment(owner, box, { words, state }) {
    const hidden = state.ownedBy(owner.uid, "ReplicaSet").length - box.shown;
    return [owner.strategy?.type ?? "RollingUpdate", words.want(owner.want ?? 0), owner.paused && words.paused, hidden > 0 && words.oldRevisions(hidden)];
  },
  CronJob: (owner, box, { words }) => [plain(owner.schedule ?? ""), owner.suspended && words.paused],
};

/** Ready and not yet ready pods against the limits that a rolling update may not cross. */
function limits(owner, { have, ready }, box, room, words) {
  const want = owner.want ?? 0;
  const { maxSurge: surge, maxUnavailable: unavailable } = owner.strategy ?? {};
  const bounded = surge !== undefined && surge !== null && owner.strategy?.type !== "Recreate";
  const top = Math.max(have, want + (bounded ? surge : 0), 1);
  const unit = Math.min(62, (room - 20) / top);
  const wide = unit * top;
  const x = box.x + box.w - 18 - wide;
  const y = box.y + 13;
  const gap = unit > 8 ? 2 : 0;
  const cells = unit > 3
    ? Array.from({ length: have }, (_, i) => svg`<rect class="${i < ready ? "limit-ready" : "limit-rest"}" x="${x + i * unit + gap / 2}" y="${y}" width="${unit - gap}" height="14" rx="3"/>`)
    : svg`<rect class="limit-ready" x="${x}" y="${y}" width="${unit * ready}" height="14" rx="3"/><rect class="limit-rest" x="${x + unit * ready}" y="${y}" width="${Math.max(0, unit * (have - ready))}" height="14" rx="3"/>`;
  const count = `${words.ready} ${ready}${have > ready ? ` · ${words.starting} ${have - ready}` : ""}`;
  const label = box.wide ? svg`<text class="t-small t-end t-strong" x="${x - 10}" y="${y + 11.5}">${count}</text>` : svg`<text class="t-small t-strong t-end" x="${x + wide}" y="${y + 32}">${count}</text>`;
  const pins = bounded && want > 0 ? pin(x, y, unit, want, surge, unavailable, box.wide, words) : "";
  return svg`<g><rect class="limit-track" x="${x}" y="${y}" width="${wide}" height="14" rx="3"/>${cells}${pins}${label}</g>`;
}

function pin(x, y, unit, want, surge, unavailable, worded, words) {
  const low = x + unit * (want - unavailable);
  const high = x + unit * (want + surge);
  const texts = [[low, `${words.min} ${want - unavailable}`, ` maxUnavailable ${unavailable}`], [high, `${words.max} ${want + surge}`, ` maxSurge ${surge}`]];
  const long = (text, rest) => measure(text + rest, 11.5, 400);
  const full = high - low > long(...texts[1].slice(1)) + 12 && low - x > -200;
  const brief = high - low > measure(texts[1][1], 11.5, 400) + 10;
  const shown = !worded ? [] : full || brief ? texts : [[high, `${texts[0][1]} · ${texts[1][1]}`, ""]];
  return svg`<path class="limit-pin" d="M${low} ${y - 5}v25M${high} ${y - 5}v25"/><path class="limit-flag" d="M${low} ${y - 4}l9 -4v9zM${high} ${y - 4}l-9 -4v9z"/>${shown.map(([at, text, rest]) => svg`<text class="t-small t-end" x="${at + 4}" y="${y + 33}">${text}<tspan class="t-muted">${full ? rest : ""}</tspan></text>`)}`;
}

/** Pods under an owner; those of a Job that have succeeded stay what they are. */
function countsOf(owner, state) {
  const { have, ready } = state.tally(owner.uid);
  const done = owner.kind === "Job" ? (owner.available ?? 0) : 0;
  return { have: have + done, ready: ready + done };
}

function set(box, owner, context) {
  const { words, state } = context;
  const { have, ready } = countsOf(owner, state);
  const want = owner.want ?? 0;
  const off = have !== want;
  const nested = box.parent !== undefined;
  const parent = nested ? state.objects.get(owner.owner?.uid) : null;
  const newest = nested && state.ownedBy(owner.owner.uid, "ReplicaSet").every((other) => (other.revisionNumber ?? 0) <= (owner.revisionNumber ?? 0));
  const rolling = nested && parent && want < (parent.want ?? 0) && want + have > 0;
  const trend = rolling ? (newest ? "is-growing" : "is-shrinking") : "";
  const scaler = autoscalerOf(owner, state);
  const kind = `${owner.kind}${scaler ? ` · ${plain(scalingText(scaler))}` : ""}${owner.revisionNumber ? ` · ${words.revision(owner.revisionNumber)}` : ""}`;
  const count = off ? `${have} → ${want}` : String(want);
  const wide = measure(count, 19, 700);
  const image = box.head >= 70 && owner.images?.[0] ? svg`<text class="t-small t-muted" x="${box.x + 16}" y="${box.y + 61}">${words.image} <tspan class="t-code${newest && nested ? " t-accent" : ""}" dx="4">${cut(owner.images[0], box.w - 90, 11.5, 400)}</tspan></text>` : "";
  const note = trend && box.w >= 240 ? svg`<text class="t-small t-muted t-end" x="${box.x + box.w - 16}" y="${box.y + 22}">${newest ? words.growing : words.shrinking}</text>` : "";
  return svg`${opening(box, owner, trend, context, `${owner.kind} ${plain(owner.name).slice(-80)}, ${words.ready} ${ready} / ${want}`)}
    <text class="t-small t-muted" x="${box.x + 16}" y="${box.y + 22}">${kind}</text><text class="t-title" x="${box.x + 16}" y="${box.y + 42}">${cut(owner.name, box.w - 44 - wide, 14, 700)}</text>
    <text class="t-title t-end t-count${off ? " t-accent" : ""}" x="${box.x + box.w - 16}" y="${box.y + 43}">${count}</text>${note}${image}${box.cells.tier === "bar" ? bar(box, { ...context, grouping: "owner" }) : ""}${ghosts(box, owner, context)}</g></g>`;
}

/** Seats that are wanted and not yet made. */
function ghosts(box, owner, { state, words, grouping }) {
  const { cells } = box;
  const seats = state.seats[grouping].boxes.get(box.key) ?? [];
  if (!["wide", "box", "small"].includes(cells.tier)) return "";
  const want = owner.want ?? 0;
  const missing = [];
  for (let i = 0, left = want - countsOf(owner, state).have; left > 0 && i < want + seats.length; i++) if (!seats[i]) left -= missing.push(i) && 1;
  return missing.map((i) => {
    const x = cells.x + cells.dx * (i % cells.cols) + (cells.tier === "small" ? (cells.dx - cells.w) / 2 : 0);
    const y = cells.y + cells.dy * Math.floor(i / cells.cols);
    const word = cells.tier === "wide" ? svg`<text class="t-small t-muted t-mid" x="${x + cells.w / 2}" y="${y + cells.h / 2 + 4}">${words.notYet}</text>` : "";
    return svg`<rect class="ghost" x="${x + 1}" y="${y + 1}" width="${cells.w - 2}" height="${cells.h - 2}" rx="12"/>${word}`;
  });
}

function none(box, { words, grouping, labelKey, state }) {
  const label = grouping === "label" ? words.noLabel(labelKey) : words.none;
  const empty = !state.seats[grouping].count("none");
  return svg`<g class="wrap"><rect class="ghost" x="${box.x + 0.5}" y="${box.y + 0.5}" width="${box.w - 1}" height="${box.h - 1}" rx="14"/><text class="t-title" x="${box.x + 16}" y="${box.y + 25}">${empty && grouping !== "label" ? words.noPods : label}</text>${grouping === "owner" && !empty && measure(words.noneNote, 11.5, 400) < box.w - 30 ? svg`<text class="t-small t-muted" x="${box.x + 16}" y="${box.y + 42}">${words.noneNote}</text>` : ""}</g>`;
}

function labelBox(box, { labelKey, state }) {
  const count = (state.seats.label.boxes.get(box.key) ?? []).filter(Boolean).length;
  return svg`<g class="wrap is-label"><rect class="frame" x="${box.x}" y="${box.y}" width="${box.w}" height="${box.h}" rx="14"/><g class="tag-large">${tag(box.x + 14, box.y + 15, plain(`${labelKey}=${box.value}`), (text, width) => cutFront(text, width, (part) => part.length * 6.75), box.w - 80, false)}</g><text class="t-title t-end t-count" x="${box.x + box.w - 16}" y="${box.y + 31}">${count}</text>${box.cells.tier === "bar" ? bar(box, { state, grouping: "label" }) : ""}</g>`;
}

