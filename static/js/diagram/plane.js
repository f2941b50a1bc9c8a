/** The control plane: orbit, spokes, pills, hub; and the caption in the band at the top, with a leader to who decided. */
import { titleOf } from "../model/actors.js";
import { spoke } from "../model/paths.js";
import { measure, svg } from "./svg.js";

const TOOLS = 124; // the page's own buttons stand in the corner above the picture

/** Parts of the hops → the spoke of the layout: a component, or a node's dock. Null where it is not drawn. */
export function spokeOf(part, layout) {
  const { plane, boxes } = layout;
  const planet = plane.planets.get(part);
  if (planet) return spoke(plane, planet);
  const box = part.startsWith("kubelet ") ? boxes.get(`node ${part.slice(8)}`) : null;
  return box?.dock && box.docked ? spoke(plane, box.dock) : null;
}

/** Lines below everything: the orbit, the spokes. `live`: Set of parts with a pulse; `recent`: parts of the hero's hops; `cut`: nodes that are off. */
export function sky(layout, { live, recent, cut, words }) {
  const { plane } = layout;
  const parts = plane.kind === "row" ? [...new Set([...live, ...recent])] : [...plane.planets.keys()];
  for (const box of layout.boxes.values()) if (box.kind === "node" && box.docked && (plane.docks || live.has(`kubelet ${box.name}`))) parts.push(`kubelet ${box.name}`);
  const spokes = [...new Set(parts)].map((part) => {
    const path = part === "api" ? null : spokeOf(part, layout);
    const css = live.has(part) ? "is-live" : recent.has(part) ? "is-recent" : "";
    return path && svg`<path class="spoke ${css}${cut.has(part) ? " is-cut" : ""}" d="${path}"/>`;
  });
  const title = plane.kind === "arc" && layout.width > 900 ? svg`<text class="t-small t-muted" x="0" y="12">${words.plane}</text>` : "";
  return svg`${title}<path class="orbit" d="${plane.orbit}"/><path class="orbit-ticks" d="${plane.ticks}"/>${spokes}`;
}

/** Pills and hub. `acting`: the lit part; `other`: the actor that the shared pill stands for. */
export function planets(layout, { acting, other, words }) {
  const { plane } = layout;
  const pills = [...plane.planets].map(([id, place]) => pill(id, place, acting === id, id === "other" ? titleOf(other) : words.pills[id], plane, words));
  return svg`${hub(plane, words)}${pills}`;
}

function pill(id, { x, y, w, h, bead }, acting, name, plane, words) {
  if (bead && !acting) return svg`<g class="planet"><circle class="plate" cx="${x}" cy="${y}" r="9"/><circle class="core" cx="${x}" cy="${y}" r="4.5"/><text class="t-small t-mid" x="${x}" y="${y > plane.hub.y - 20 ? y + 20 : y - 14}">${name}</text></g>`;
  const wide = bead ? measure(name, 13, 700) + 42 : w;
  const high = bead ? 30 : h;
  const left = bead ? Math.max(4, Math.min(plane.hub.x * 2 - wide - 4, x - wide / 2)) : x - wide / 2;
  const text = left + 29;
  const shown = high > 30
    ? svg`<text class="t-name" x="${text}" y="${y - 2}">${name}</text><text class="t-small t-muted" x="${text}" y="${y + 12.5}">${words.controller}</text>`
    : svg`<text class="t-name" x="${text}" y="${y + 4.6}">${name}</text>`;
  return svg`<g class="planet${acting ? " is-acting" : ""}"><rect class="plate" x="${left}" y="${y - high / 2}" width="${wide}" height="${high}" rx="${high / 2}"/><circle class="core" cx="${left + 16}" cy="${y}" r="5"/>${shown}</g>`;
}

function hub({ hub: { x, y, r }, kind }, words) {
  const ticks = Array.from({ length: 36 }, (_, i) => {
    const [cos, sin] = [Math.cos((i * Math.PI) / 18), Math.sin((i * Math.PI) / 18)];
    return `M${(x + cos * (r - 4.5)).toFixed(1)} ${(y + sin * (r - 4.5)).toFixed(1)}L${(x + cos * r).toFixed(1)} ${(y + sin * r).toFixed(1)}`;
  }).join("");
  const words2 = kind === "arc" ? svg`<text class="t-title t-mid" x="${x}" y="${y - 1}">API</text><text class="t-mid" x="${x}" y="${y + 14}">${words.server}</text>` : svg`<text class="t-title t-mid" x="${x}" y="${y + 5}">API</text>`;
  return svg`<g class="hub"><circle class="bezel" cx="${x}" cy="${y}" r="${r}"/><path class="ticks" d="${ticks}"/><circle class="plate" cx="${x}" cy="${y}" r="${r - 8}"/>${words2}</g>`;
}

/** The caption: {text, chain, part}, quiet for what the viewer does; `jump`: {from, to, part} texts and how far it is, 0 to 1. */
export function caption(layout, told, { quiet = false, jump = null } = {}) {
  const { plane, width } = layout;
  const y = plane.captionY;
  const small = plane.kind === "beads";
  const planet = plane.planets.get(told.part) ?? (told.part?.startsWith("kubelet ") ? layout.boxes.get(`node ${told.part.slice(8)}`)?.dock : null);
  const [size, under, text] = fitting(told, width);
  const chain = small ? "" : told.chain;
  const wide = Math.min(width, jump ? 316 : Math.max(measure(text, size, 700), chain ? measure(chain, under, 400) : 0) + 32);
  const right = small ? width : width - TOOLS;
  const x = Math.min(right - wide / 2, Math.max(wide / 2, small ? width / 2 : (planet?.x ?? plane.hub.x)));
  const high = jump ? 46 : chain ? 42 : 32;
  const top = planet && !planet.dock ? planet.y - planet.h / 2 : null;
  const leader = !small && top > y + high + 3 ? svg`<path class="leader" d="M${planet.x} ${y + high}V${top}"/>` : "";
  const inside = jump ? rule(x, y, jump, told.text) : svg`<text class="t-mid" style="font-size:${size}px" x="${x}" y="${y + (chain ? 18 : 21)}">${text}</text>${chain ? svg`<text class="t-small t-mid" x="${x}" y="${y + 34}">${chain}</text>` : ""}`;
  return svg`<g class="caption${quiet ? " is-quiet" : ""}">${leader}<rect class="plate" x="${x - wide / 2}" y="${y + 0.5}" width="${wide}" height="${high}" rx="8"/>${inside}</g>`;
}

function fitting({ text }, width) {
  for (const size of [13.5, 12.5, 11.5]) if (measure(text, size, 700) + 32 <= width) return [size, 11.5, text];
  let short = text;
  while (short.length > 1 && measure(`${short}…`, 11, 700) + 32 > width) short = short.slice(0, -1);
  return [11, 11, `${short}…`];
}

function rule(x, y, { from, to, part }, text) {
  const left = x - 140;
  const ticks = Array.from({ length: 61 }, (_, i) => `M${(left + (i * 280) / 60).toFixed(1)} ${y + 33}v${i % 10 ? 4 : 8}`).join("");
  return svg`<text class="t-mid" x="${x}" y="${y + 18}">${text}</text><path class="jump-ticks" d="${ticks}"/><path class="jump-done" d="M${left} ${y + 31}H${left + 280 * part}"/><path class="needle" d="M${left + 280 * part} ${y + 25}v17"/><text class="t-small" x="${x - 148}" y="${y + 17}">${from}</text><text class="t-small t-end" x="${x + 148}" y="${y + 17}">${to}</text>`;
}
