/** What is otherwise in one of two states than in the other. Objects are the same when kind, namespace and name are: a fork gives what it makes
 *  the names that its origin would have given, but not the same revisions. */
import { isSystem } from "./status.js";

const OF_ITS_OWN = new Set(["uid", "revision", "created", "owner", "ip", "clusterIP", "ready"]); // of a Service, `ready` lists uids

/** @param {State} one @param {State} other @returns {{one: Difference, other: Difference}} Difference: {uids: Set of all that is otherwise there,
 *  alone: pods that only it has, ready: its ready pods} */
export function differences(one, other) {
  const [ours, theirs] = [byName(one), byName(other)];
  return { one: difference(ours, theirs, one), other: difference(theirs, ours, other) };
}

function byName({ objects }) {
  const named = new Map();
  for (const object of objects.values()) if (!isSystem(object)) named.set(`${object.kind} ${object.namespace ?? ""}/${object.name}`, object);
  return named;
}

function difference(ours, theirs, state) {
  const found = { uids: new Set(), alone: 0, ready: readyPods(state) };
  for (const [name, object] of ours) {
    const twin = theirs.get(name);
    if (twin && alike(object, twin)) continue;
    found.uids.add(object.uid);
    if (!twin && object.kind === "Pod") found.alone++;
  }
  return found;
}

function alike(one, other) {
  return one === other || told(one) === told(other);
}

/** What a diagram tells of an object, as text. */
function told(object) {
  return JSON.stringify(object, (key, value) => (OF_ITS_OWN.has(key) && (key !== "ready" || Array.isArray(value)) ? undefined : value));
}

export function readyPods(state) {
  return [...state.kind("Pod").values()].filter((pod) => countsAsReady(pod)).length;
}

/** Does it serve? A pod that is being deleted serves no more. */
export function countsAsReady(pod) {
  return Boolean(pod?.ready) && !pod.deleting && !isSystem(pod);
}
