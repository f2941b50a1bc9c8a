/** Who writes: from an actor's name in a change to the component that the picture lights, and the hops that its pulse takes. */

/** Components with a pill of their own, in the order along the arc. All the other controllers share the pill "other". */
export const ALWAYS = ["kubectl", "deployment", "replicaset", "node", "scheduler", "etcd"];

const RULES = [
  [/^kubelet/, "kubelet"],
  [/scheduler/, "scheduler"],
  [/^deployment/, "deployment"],
  [/^replicaset/, "replicaset"],
  [/^(node|taint)/, "node"],
  [/^(minikube|fault|diagram|you\b)/, "you"],
  [/controller|collector|^volume_|^ephemeral_|^k8s\.io\/|^replication|^garbage|^namespace|^endpoint|^quota|^resourcequota|^serviceaccount|^root/, "other"],
];

/** Codes that are bookkeeping: they land at once, with no pulse and no caption, or the picture would never be quiet. */
const QUIET = /^(event\.|kubelet\.(node_status|status)|endpoints|endpointslice|quota|namespace\.bootstrap|deployment\.annotate|apiserver\.|node\.ttl|[a-z]+\.status$)/;

/** `replicaset-controller` → "replicaset"; a person's client (kubectl, curl, …) → "kubectl". */
export function componentOf(actor) {
  const name = String(actor ?? "");
  return RULES.find(([rule]) => rule.test(name))?.[1] ?? "kubectl";
}

const TITLES = [[/^replication/, "Replication"], [/garbage/, "Garbage"], [/endpointslice/, "EndpointSlice"], [/endpoint/, "Endpoints"], [/namespace/, "Namespace"], [/quota/, "Quota"], [/serviceaccount/, "Account"], [/^persistentvolume|^pvc?-|^volume_|^ephemeral_/, "Storage"], [/hostpath/, "Provisioner"],
  [/^daemonset/, "DaemonSet"], [/^statefulset/, "StatefulSet"], [/^cronjob/, "CronJob"], [/^horizontal/, "Autoscaler"], [/^ttl/, "TTL"], [/^crd/, "CRD"], [/^clusterrole/, "ClusterRole"]];

/** A short name for the shared pill: `garbage-collector` → "Garbage". */
export function titleOf(actor) {
  const name = String(actor ?? "");
  const known = TITLES.find(([rule]) => rule.test(name))?.[1];
  if (known) return known;
  const short = name.replace(/-?controller$/, "").replaceAll("-", " ").trim().slice(0, 14) || "Controller";
  return short[0].toUpperCase() + short.slice(1);
}

/** Whether a change is told at all. That a pod which never was ready is not ready is no news. */
export const isQuiet = (change, previous = null) => !change.reason || QUIET.test(change.reason.code) || (change.reason.code === "kubelet.not_ready" && !previous?.ready);

/** The node whose kubelet wrote this, or null. (`subject`: the slim object, also when it is gone.) */
export function nodeOfKubelet(change) {
  const named = /^kubelet[/:@ ](.+)$/.exec(change.actor ?? "")?.[1];
  return named ?? (change.subject.kind === "Node" ? change.subject.name : (change.subject.node ?? null));
}

/** The hops of an entry of the log: ["kubectl", "api", …] as parts in order, and how many of them bring the change to the API server.
 *  `delivered`: whether the component has already been told of these causes (then no watch delivery is drawn again). */
export function hopsOf(change, delivered) {
  const component = componentOf(change.actor);
  if (!change.told || component === "you") return { parts: [], landing: 0 };
  if (component === "kubectl") return { parts: ["kubectl", "api", "etcd"], landing: 1 };
  const part = component === "kubelet" ? `kubelet ${nodeOfKubelet(change)}` : component;
  const parts = delivered ? [part, "api"] : ["api", part, "api"];
  return { parts, landing: parts.length - 1 };
}
