/** How a pod's state is drawn: silhouette + disc + badge. At 56 px, as a wide box, and as a small mark. */
import { LOOKS, grace, pulled } from "../model/status.js";
import { svg } from "./svg.js";

const GLYPHS = {
  arrow: "M0 -4.5V3.5M-3.5 0.5L0 4L3.5 0.5",
  clock: "M0 -4V0.5L3 2.5",
  minus: "M-4 0H4",
  loop: "M3.9 -1.6A4.2 4.2 0 1 0 4.1 1.4M4.4 -5V-1.4H0.8",
  alert: "M0 -4.8V0.6M0 4.4V4.5",
  tick: "M-4 0.5L-1 3.5L4 -3",
};

const badgeAt = (name, x, y) => (name ? svg`<g transform="translate(${x} ${y})"><circle class="badge" r="10.5"/><path class="glyph" d="${GLYPHS[name]}"/></g>` : "");

function silhouette(shape, w, h, r = 12) {
  const [x1, y1, x2, y2] = [1, 1, w - 1, h - 1];
  const c = Math.min(16, h * 0.28);
  if (shape === "octagon") return svg`<polygon class="box" points="${[[x1 + c, y1], [x2 - c, y1], [x2, y1 + c], [x2, y2 - c], [x2 - c, y2], [x1 + c, y2], [x1, y2 - c], [x1, y1 + c]].map((p) => p.map((n) => Math.round(n * 10) / 10).join(",")).join(" ")}"/>`;
  if (shape === "cut") return svg`<path class="box" d="M${x1 + r} ${y1}H${x2 - 18}L${x2} ${y1 + 18}V${y2 - r}A${r} ${r} 0 0 1 ${x2 - r} ${y2}H${x1 + r}A${r} ${r} 0 0 1 ${x1} ${y2 - r}V${y1 + r}A${r} ${r} 0 0 1 ${x1 + r} ${y1}Z"/>`;
  return svg`<rect class="box" x="1" y="1" width="${w - 2}" height="${h - 2}" rx="${r}"/>`;
}

/** One disc of radius `r` at (x, y), drawn as if 14 were its radius. `part`: of the pull or of the grace, 0 to 1; `percent`: size of the
 *  number inside, in px, or 0: none. */
function disc(kind, x, y, r, part, percent = 0) {
  const k = r / 14;
  const turn = (inner) => svg`<g transform="translate(${x} ${y})${k === 1 ? "" : ` scale(${Math.round(k * 1000) / 1000})`}">${inner}</g>`;
  if (kind === "full") return svg`<circle class="disc" cx="${x}" cy="${y}" r="${r}"/>`;
  if (kind === "hollow") return turn(svg`<circle class="ring" r="13"/>`);
  if (kind === "cracked") return turn(svg`<circle class="disc" r="14"/><path class="crack" d="M2 -16L-3 -5L4 2L-2 16"/>`);
  if (kind === "cross") return turn(svg`<circle class="disc" r="14"/><path class="crack" d="M-5 -5L5 5M5 -5L-5 5"/>`);
  if (kind === "struck") return turn(svg`<circle class="ring" r="13"/><path class="ring" d="M-9.2 9.2L9.2 -9.2"/>`);
  if (kind === "tick") return turn(svg`<circle class="ring" r="13"/><path class="ring" d="M-5.5 0.5L-1.5 4.5L6 -4.5"/>`);
  if (kind === "question") return turn(svg`<path class="question" d="M-4.8 -4.2A4.9 4.9 0 1 1 1.8 0.6Q0 1.6 0 3.6M0 8.4V8.5"/>`);
  if (kind === "pull") {
    if (part === null) return turn(svg`<circle class="track" r="16"/><circle class="arc" r="16" pathLength="100" stroke-dasharray="12 200" transform="rotate(-90)"/>`);
    const arc = svg`<circle class="arc" r="16" pathLength="100" stroke-dasharray="${part * 100} 200" transform="rotate(-90)"${part > 0 ? "" : svg` opacity="0"`}/>`;
    return turn(svg`<circle class="track" r="16"/>${arc}${percent ? svg`<text class="percent" y="4.4" style="font-size:${percent}px">${Math.round(part * 100)}</text>` : ""}`);
  }
  return turn(crescent(part));
}

/** A waning crescent: the lit part shrinks with the grace that is left. */
function crescent(part) {
  const k = 1 - 2 * (0.3 + 0.66 * part);
  return svg`<circle class="ring" r="13" stroke-dasharray=".1 4.5" stroke-linecap="round"/><path class="disc" d="M0 -14A14 14 0 0 0 0 14A${14 * Math.abs(k)} 14 0 0 ${k > 0 ? 0 : 1} 0 -14Z"/>`;
}

/** How far the reading of a pod is at `t`: the pull's part, or the grace's. */
function readingOf(pod, look, t) {
  if (look === "terminating") return grace(pod, t)?.part ?? 0.5;
  return look === "creating" ? pulled(pod, t) : null;
}

/** A pod of 56 × 56, to be drawn at `scale`; below a half the percent of a pull is left out. */
export function figure(pod, look, t, scale = 1) {
  const { shape, disc: kind, badge } = LOOKS[look];
  const part = readingOf(pod, look, t);
  const main = (pod.containers ?? []).filter((container) => !container.init);
  const many = main.length > 1 && ["full", "hollow", "crescent"].includes(kind);
  const discs = !many
    ? disc(kind, 28, 28, 14, part, scale < 0.5 ? 0 : Math.max(12, 11.5 / scale))
    : main.length === 2
      ? [disc(kind, 17.5, 28, 9.5, part), disc(kind, 39, 28, 9.5, part)]
      : [disc(kind, 18, 20, 7.5, part), disc(kind, 38, 20, 7.5, part), disc(kind, main.length > 3 ? 18 : 28, 38, 7.5, part), main.length > 3 ? disc(kind, 38, 38, 7.5, part) : ""];
  const init = (pod.containers ?? []).some((container) => container.init && container.state !== "terminated") ? svg`<path class="notch" d="M9 22a6 6 0 0 1 0 12l0 -4l-3 -2l3 -2z"/>` : "";
  return svg`${silhouette(shape, 56, 56)}${discs}${init}${badgeAt(badge, 52, 4)}`;
}

/** A pod as a wide box round its named containers. `words`: {name, state, fits(text, width)}. */
export function wideFigure(pod, look, t, { w, h }, words) {
  const { shape, disc: kind, badge } = LOOKS[look];
  const containers = pod.containers ?? [];
  const shown = containers.slice(0, 3);
  const step = (w - 16) / Math.max(1, shown.length);
  const discs = shown.map((container, i) => {
    const x = 23 + i * step;
    const own = discOf(container, kind);
    const part = own === "pull" ? (container.pull ? pulled({ containers: [container] }, t) : null) : readingOf(pod, look, t);
    const name = i === 2 && containers.length > 3 ? `+${containers.length - 2}` : container.name;
    return svg`${container.init ? svg`<path class="notch" d="M${x - 13} ${h - 29}a6 6 0 0 1 0 12l0 -4l-3 -2l3 -2z"/>` : ""}${disc(own, x, h - 23, own === "pull" ? 7 : 8.5, part)}<text class="t-small t-muted" x="${x + 14}" y="${h - 19}">${words.fits(name, step - 26)}</text>`;
  });
  return svg`${silhouette(shape, w, h)}<text class="t-name" x="14" y="23">${words.name}</text><text class="t-state" x="14" y="40">${words.state}</text>${discs}${badgeAt(badge, w - 6, 5)}`;
}

/** A container's own disc within a pod whose disc is `kind`: containers differ while a pod comes up or falls. */
function discOf(container, kind) {
  if (["crescent", "question", "tick"].includes(kind)) return kind;
  if (container.state === "running") return "full";
  if (container.state === "terminated") return container.exit === 0 ? "tick" : "cracked";
  if (/ImagePull|ErrImage|InvalidImage/.test(container.reason ?? "")) return "struck";
  if (/CrashLoop/.test(container.reason ?? "")) return "cracked";
  return container.pull ? "pull" : "hollow";
}

/** The same states from 9 to 32 px; failures are a third larger and keep their silhouette. */
export function mark(pod, look, t, size) {
  const k = size / 12;
  const scale = (inner) => svg`<g transform="translate(${size / 2} ${size / 2}) scale(${Math.round(k * 100) / 100})">${inner}</g>`;
  switch (look) {
    case "running": return svg`<rect class="mark quiet-mark" width="${size}" height="${size}" rx="${Math.min(12, size * 0.29)}"/>`;
    case "unready": return scale(svg`<rect class="mark is-open" x="-5" y="-5" width="10" height="10" rx="3"/>`);
    case "creating": return scale(svg`<circle class="mark is-open" r="5" opacity=".35"/><circle class="mark is-open" style="stroke-width:2.4" r="5" pathLength="100" stroke-dasharray="${Math.max(8, (pulled(pod, t) ?? 0.35) * 100)} 200" transform="rotate(-90)"/>`);
    case "pending": return scale(svg`<rect class="mark is-open" x="-5" y="-5" width="10" height="10" rx="3" stroke-dasharray="3 2.2"/>`);
    case "terminating": return scale(svg`<path class="mark" d="M1 -7A7 7 0 0 0 1 7A3.1 7 0 0 1 1 -7Z"/>`);
    case "crash": return scale(svg`<path class="mark" d="M-3.4 -8h6.8l4.6 4.6v6.8l-4.6 4.6h-6.8l-4.6 -4.6v-6.8z"/><path class="mark-bite" d="M1 -8l-2.6 6.6l4 3.2l-3 6"/>`);
    case "error": return scale(svg`<path class="mark" d="M-3.4 -8h6.8l4.6 4.6v6.8l-4.6 4.6h-6.8l-4.6 -4.6v-6.8z"/><path class="mark-bite" d="M-3.2 -3.2L3.2 3.2M3.2 -3.2L-3.2 3.2"/>`);
    case "imagepull": return scale(svg`<path class="mark" d="M-8 -8H2L8 -2V8H-8Z"/><path class="mark-bite" d="M-4 4L4 -4"/>`);
    case "completed": return scale(svg`<circle class="mark is-open" r="5"/><path class="mark is-open" d="M-2.4 .2L-.6 2L2.6 -1.8"/>`);
    default: return scale(svg`<rect class="mark is-open" x="-5" y="-5" width="10" height="10" rx="3" stroke-dasharray="4 1.6 1 1.6"/><path class="mark is-open" d="M-1.6 -1.4A1.7 1.7 0 1 1 0 .6M0 2.6V2.7"/>`);
  }
}

/** The brass rings round a pod of the chosen owner. */
export function rings(w, h, large = true) {
  const r = large ? 16 : Math.min(14, Math.max(4, h * 0.4));
  const [a, b] = large ? [4, 7.5] : [2.5, 4.5];
  return svg`<rect pathLength="1" stroke-dasharray="1 1" x="${-a}" y="${-a}" width="${w + 2 * a}" height="${h + 2 * a}" rx="${r}"/>${large ? svg`<rect class="outer" pathLength="1" stroke-dasharray="1 1" x="${-b}" y="${-b}" width="${w + 2 * b}" height="${h + 2 * b}" rx="${r + 3.5}"/>` : ""}`;
}

/** A paper tag with its hole, at (x, y), at most `width` wide. */
export function tag(x, y, text, cut, width, matched) {
  const label = cut(text, width - 22, 11.2, 400);
  const wide = Math.min(width, 22 + label.length * 6.75);
  return svg`<g class="chip${matched ? " is-matched" : ""}" transform="translate(${x} ${y})"><title>${text}</title><path d="M8 .5H${wide - 3.5}a3.5 3.5 0 0 1 3.5 3.5v10a3.5 3.5 0 0 1 -3.5 3.5H8L.5 9Z"/><circle cx="8.5" cy="9" r="2"/><text x="15" y="12.8">${label}</text></g>`;
}
