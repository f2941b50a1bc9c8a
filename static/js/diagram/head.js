/** Above the picture: owners with their counts, or, from 100 pods on, totals and a filter; and the switch of groupings. */
import { cutFront, isSystem, lookOf, plain, LOOKS } from "../model/status.js";
import { autoscalerOf, scalingText } from "../model/scaling.js";
import { roots } from "../model/layout-owner.js";
import { shortKind } from "./owner.js";
import { svg } from "./svg.js";

const MANY = 100;

/** `context`: {state, words, selected, hovered, grouping, labelKey, labelKeys, total, trouble, shelf (whether Services stand below)}. */
export function chips(context) {
  const { state, words, total } = context;
  if (total >= MANY) return svg`<span class="diagram-counts">${words.counts({ nodes: state.kind("Node").size, pods: total })}${context.trouble ? svg` · <b>${words.trouble(context.trouble)}</b>` : ""}</span>${ownersOf(state).slice(0, 4).map((owner) => chip(owner, context))}`;
  const free = [...state.seats.owner.boxes.get("none") ?? []].filter(Boolean).length;
  return svg`${ownersOf(state).map((owner) => chip(owner, context))}${context.shelf ? "" : [...state.kind("Service").values()].filter((service) => service.name !== "kubernetes" && !isSystem(service)).map((service) => serviceChip(service, context))}${free ? svg`<span class="owner-chip is-plain">${words.none} ${free}</span>` : ""}`;
}

const ownersOf = roots;

function chip(owner, { state, words, selected, hovered }) {
  const { ready } = state.tally(owner.uid);
  const on = selected === owner.uid || hovered === owner.uid;
  const name = cutFront(owner.name, 28, (text) => text.length);
  const scaler = autoscalerOf(owner, state);
  return svg`<button type="button" class="owner-chip${on ? " is-hovered" : ""}" data-owner="${owner.uid}" aria-pressed="${String(selected === owner.uid)}" title="${plain(owner.name)}">${dots(owner, state)}${name} <small>${shortKind(owner.kind)}${owner.want === undefined ? "" : svg` · ${words.ready} ${ready} / ${owner.want ?? 0}`}${scaler && ` · ${plain(scalingText(scaler))}`}</small></button>`;
}

/** One small mark a pod, up to five. */
function dots(owner, state) {
  const seats = Math.max(owner.want ?? 0, state.tally(owner.uid).all);
  if (!seats || seats > 5) return "";
  const pods = state.podsUnder(owner.uid);
  const marks = Array.from({ length: seats }, (_, i) => {
    const x = 6 + i * 14;
    if (!pods[i]) return svg`<circle cx="${x}" cy="6" r="1.8" fill="var(--line-strong)"/>`;
    const look = lookOf(pods[i]);
    const { css } = LOOKS[look];
    if (look === "running") return svg`<circle class="mark ${css}" cx="${x}" cy="6" r="4.6"/>`;
    if (LOOKS[look].failure) return svg`<path class="mark ${css}" d="M${x} .6l5.4 5.4l-5.4 5.4l-5.4 -5.4z"/>`;
    if (look === "terminating") return svg`<path class="mark ${css}" d="M${x + 1} 1A5 5 0 0 0 ${x + 1} 11A2.2 5 0 0 1 ${x + 1} 1Z"/>`;
    return svg`<circle class="mark is-open ${css}" cx="${x}" cy="6" r="4.4"${look === "creating" ? "" : svg` stroke-dasharray="2.6 2"`}/>`;
  });
  return svg`<svg viewBox="0 0 ${seats * 14 - 2} 12" aria-hidden="true">${marks}</svg>`;
}

/** A Service is a flat bar with a thread to each ready endpoint. */
function serviceChip(service, { words, selected, hovered }) {
  const on = selected === service.uid || hovered === service.uid;
  return svg`<button type="button" class="owner-chip${on ? " is-hovered" : ""}" data-owner="${service.uid}" aria-pressed="${String(selected === service.uid)}" title="${plain(service.name)}"><svg viewBox="0 0 18 12" aria-hidden="true"><path d="M1 2.5h16v3H1z" fill="var(--ink-muted)"/><path d="M4 6v5M9 6v5M14 6v5" stroke="var(--ink-muted)" stroke-width="1"/></svg>${cutFront(service.name, 24, (text) => text.length)} <small>svc · ${words.ready} ${service.ready?.length ?? 0}</small></button>`;
}

/** The switch: three buttons, and which label when grouped by label. */
export function switches({ words, grouping, labelKey, labelKeys, total }) {
  const keys = grouping === "label" && labelKeys.length > 1
    ? svg`<label class="label-key"><span class="visually-hidden">${words.labelKey}</span><select>${labelKeys.slice(0, 12).map((key) => svg`<option value="${key}"${key === labelKey ? svg` selected=""` : ""}>${cutFront(key, 30, (text) => text.length)}</option>`)}</select></label>`
    : "";
  const filter = total >= MANY ? svg`<input class="filter" type="search" placeholder="${words.filter}" aria-label="${words.filter}">` : "";
  const buttons = ["node", "owner", "label"].map((name) => svg`<button type="button" data-grouping="${name}" aria-pressed="${String(name === grouping)}">${words.groupings[name]}</button>`);
  return svg`${filter}${keys}<div class="switch" role="group" aria-label="${words.groupBy}">${buttons}</div>`;
}
