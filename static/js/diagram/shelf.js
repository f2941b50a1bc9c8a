/** What stands on the shelf, and the threads from it to the pods. */
import { cutFront, plain } from "../model/status.js";
import { hostOf, isEmpty, portsOf } from "../model/shelf.js";
import { threadsOf } from "../model/threads.js";
import { measure, svg } from "./svg.js";

const cut = (text, width, size, weight) => cutFront(text, width, (part) => measure(part, size, weight));

/** Threads, below the pods. Those of what is hovered or chosen are brass; a ConfigMap's and a Secret's are drawn only then. */
export function threads(stage, { selected, hovered }) {
  const { layout, state } = stage;
  const chosen = hovered ?? selected;
  const shown = threadsOf(layout, state, (uid) => stage.place(uid)).filter(({ from }) => chosen === from || !/ConfigMap|Secret/.test(state.objects.get(from)?.kind));
  const drawn = shown.map(({ from, to, css, path, count, end }) => {
    const lit = chosen && (chosen === from || chosen === to) ? " is-lit" : "";
    const number = count > 1 ? svg`<text class="t-small t-strong" x="${end[0] + 6}" y="${end[1] + 12}">${count}</text>` : "";
    return [Boolean(lit), svg`<path class="thread ${css}${lit}" d="${path}"/><circle class="thread-end${lit}" cx="${end[0]}" cy="${end[1]}" r="2.6"/>${number}`];
  });
  return svg`${drawn.sort((a, b) => a[0] - b[0]).map(([, markup]) => markup)}`;
}

/** The things themselves. `context`: {words, told, selected, hovered}. */
export function shelf(layout, context) {
  if (!layout.shelf) return "";
  const { places, more, y, h } = layout.shelf;
  const rest = more ? svg`<text class="t-small t-muted t-end" x="${layout.width}" y="${y + h - 18}">${context.words.more(more)}</text>` : "";
  return svg`${[...places].map(([uid, place]) => thing(uid, place, context))}${rest}`;
}

function thing(uid, { x, y, w, h, object }, context) {
  const { told, selected, hovered, words } = context;
  const { icon, note = () => "", state = () => "" } = THINGS[object.kind];
  const classes = ["thing", `is-${object.kind.toLowerCase()}`, state(object), told.has(uid) && "is-told", selected === uid && "is-selected", hovered === uid && "is-hovered", object.deleting && "is-leaving"];
  const aside = note(object, words);
  const wide = aside ? measure(aside, 11.5, 400) : 0;
  const room = w - 36 - (wide ? wide + 6 : 0);
  const beside = room >= Math.min(30, measure(object.name, 13, 600)) ? aside : "";
  return svg`<g class="${classes.filter(Boolean).join(" ")}" data-uid="${uid}" role="button" tabindex="-1" aria-label="${object.kind} ${plain(object.name).slice(-80)}${aside ? `, ${aside}` : ""}"><g aria-hidden="true">
    <rect class="thing-plate" x="${x}" y="${y}" width="${w}" height="${h}" rx="${object.kind === "Service" || object.kind === "Ingress" ? 3 : 7}"/>${icon(x + 8, y + 6, object)}
    <text class="t-name" x="${x + 30}" y="${y + 17.5}">${cut(object.name, beside ? room : w - 36, 13, 600)}</text>${beside && svg`<text class="t-small t-muted t-end" x="${x + w - 8}" y="${y + 17}">${beside}</text>`}</g></g>`;
}

const serviceIcon = (x, y) => svg`<path class="thing-solid" d="M${x} ${y + 9}h16v3.5h-16z"/><path class="thing-line" d="M${x + 3} ${y + 9}v-7m5 7v-7m5 7v-7"/>`;
const ingressIcon = (x, y) => svg`<path class="thing-solid" d="M${x + 9} ${y + 1}h3.5v13h-3.5z"/><path class="thing-line" d="M${x - 1} ${y + 7.5}h8m-3 -3.2l3.4 3.2l-3.4 3.2M${x + 13} ${y + 3.5}h3.5m-3.5 8h3.5"/>`;
const sheet = (x, y, closed) => svg`<path class="thing-line" d="M${x + 2} ${y}h8l4 4v10h-12zM${x + 10} ${y}v4h4"/>${closed ? svg`<circle class="thing-solid" cx="${x + 8}" cy="${y + 9}" r="2.6"/>` : svg`<path class="thing-line" d="M${x + 5} ${y + 7.5}h6m-6 3h6"/>`}`;

/** Claim and volume as the two halves of a cylinder: the lower is hollow until it is bound. */
function cylinder(x, y, { bound }) {
  return svg`<path class="thing-line${bound ? " is-filled" : ""}" d="M${x + 1} ${y + 8}v4a7 2.4 0 0 0 14 0v-4"${bound ? "" : svg` stroke-dasharray="2 2"`}/><path class="thing-line is-open" d="M${x + 1} ${y + 3}v4.6a7 2.4 0 0 0 14 0v-4.6"/><ellipse class="thing-line is-open" cx="${x + 8}" cy="${y + 3}" rx="7" ry="2.4"/>`;
}

const THINGS = {
  Service: { icon: serviceIcon, note: (service, words) => portsOf(service) + (isEmpty(service) ? ` · ${words.ready} 0` : ""), state: (service) => (isEmpty(service) ? "is-empty" : "") },
  Ingress: { icon: ingressIcon, note: (ingress) => plain(hostOf(ingress)) },
  PersistentVolumeClaim: { icon: cylinder, note: (claim, words) => (claim.bound ? claim.capacity ?? "" : words.unbound), state: (claim) => (claim.bound ? "" : "is-empty") },
  ConfigMap: { icon: (x, y) => sheet(x, y, false) },
  Secret: { icon: (x, y) => sheet(x, y, true) },
};
