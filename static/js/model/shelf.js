/** The shelf below the boxes: what no node runs and no owner wraps. Services and Ingresses as flat bars, claims as cylinders, ConfigMaps and
 *  Secrets as sheets. Knows no document. */
import { isSystem } from "./status.js";

const LANES = 16; // px between the boxes and the shelf, where threads run
const FOOT = 10; // below it, where an Ingress reaches its Services
const BAR = 26;
const GAP = 12;
const ROOMY = 520; // px; in a lower picture the shelf has one row
const LETTER = 7.3; // px, a generous middle
const SMALL = 6.6;
const LONGEST = 24; // letters of a name

/** kind → {note: letters beside the name, alone: drawn with nobody using it}; in the order in which they stand. */
const KINDS = {
  Ingress: { note: (ingress) => hostOf(ingress).length, alone: true },
  Service: { note: (service) => portsOf(service).length + (isEmpty(service) ? 9 : 0), alone: true },
  PersistentVolumeClaim: { note: (claim) => (claim.bound ? (claim.capacity ?? "").length : 14), alone: true },
  ConfigMap: { note: () => 0, alone: false },
  Secret: { note: () => 0, alone: false },
};
const OWN = /^(kubernetes|kube-root-ca\.crt|default-token-.*)$/;

export const keyOf = (object) => `${object.kind} ${object.namespace}/${object.name}`;

/** What stands on the shelf, in order. */
export function shelved(state) {
  return Object.entries(KINDS).flatMap(([kind, { alone }]) =>
    [...state.kind(kind).values()].filter((object) => !isSystem(object) && !OWN.test(object.name) && (alone || state.users.has(keyOf(object)))).sort((a, b) => (a.created ?? 0) - (b.created ?? 0) || (a.name < b.name ? -1 : 1)));
}

/** {y, h, places: Map uid → {x, y, w, h, object}, more: how many had no room}, or null when it is empty. `view`: {width, height}; `top`: y of its upper edge. */
export function layShelf(state, { width, height }, top) {
  const most = height < ROOMY ? 1 : 2;
  const objects = shelved(state);
  if (!objects.length) return null;
  const places = new Map();
  let [x, row] = [0, 0];
  for (const object of objects) {
    const note = KINDS[object.kind].note(object);
    const w = Math.min(width, 40 + Math.min(LONGEST, object.name.length) * LETTER + (note && note * SMALL + 10));
    if (x && x + w > width - 40) [x, row] = [0, row + 1];
    if (row >= most) break;
    places.set(object.uid, { x, y: top + LANES + row * (BAR + 8), w, h: BAR, object });
    x += w + GAP;
  }
  const rows = Math.min(row + 1, most);
  return { y: top, h: heightOf(rows), places, more: objects.length - places.size };
}

/** `:80`, `:80→30080`, `:80…` */
export function portsOf({ ports }) {
  const [first] = ports ?? [];
  return first ? `:${first.port}${first.nodePort ? `→${first.nodePort}` : ""}${ports.length > 1 ? "…" : ""}` : "";
}

/** Whether a Service selects pods and has no endpoint that is ready. */
export const isEmpty = (service) => Object.keys(service.selector ?? {}).length > 0 && !service.ready?.length;

/** The first host of an Ingress. */
export const hostOf = (ingress) => ((ingress.hosts ?? [])[0] ?? "*").slice(0, 22);

const heightOf = (rows) => LANES + rows * (BAR + 8) - 8 + FOOT;

/** How high it will be: known before the boxes above it are laid out. */
export const shelfHeight = (state, view) => layShelf(state, view, 0)?.h ?? 0;
