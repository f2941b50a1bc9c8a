/** Captions for every reason code (cluster/reasons.py): what is, then →, then what is done about it; short enough for one line.
 *  A string with {parameters}, a function of them, or {one, many}: `many` when several of a kind leave together, with `count`. */
const VERBS = { create: "missing → store it", update: "→ store the new version", replace: "→ replace it", patch: "→ change a part of it", delete: "→ asked to go", deletecollection: "all → asked to go", apply: "→ as written" };

const pods = (n) => `${n} ${Number(n) === 1 ? "pod" : "pods"}`;

const replicas = (kind) => ({
  [`${kind}.adopt`]: { one: "{pod} matches, no owner → adopt it", many: "{count} pods match, no owner → adopt" },
  [`${kind}.release`]: { one: "{pod} no longer matches → let go", many: "{count} pods no longer match → let go" },
  [`${kind}.create_pods`]: ({ want, have }) => `${have} of ${want} wanted exist → create ${Math.max(0, want - have)}`,
  [`${kind}.delete_pods`]: ({ want, have }) => `${have} exist, ${want} wanted → delete ${Math.max(0, have - want)}`,
  [`${kind}.status`]: "{ready} of {want} wanted ready → write it down",
  [`${kind}.satisfied`]: "{want} of {want} wanted exist → nothing to do",
});

export default {
  "input.request": ({ verb, kind, name }) => `${kind} ${name} ${VERBS[verb] ?? `→ ${verb}`}`,
  "event.record": "{event} happened → write it down",
  "minikube.start": "No cluster → make and start one",
  "minikube.stop": "Cluster runs → stop all of it",
  "minikube.node_add": "No {node} yet → add the node",
  "fault.node_stop": "{node} power cut → silence",
  "fault.node_start": "{node} power on → it wakes up",
  "fault.container_kill": "{container} killed → the kubelet's turn",

  "deployment.create_replicaset": "No matching ReplicaSet → revision {revision}",
  "deployment.scale_up": ({ from, to, limit }) => (limit ? `At most ${limit} allowed → new: ${from} → ${to}` : `More wanted → ${from} → ${to}`),
  "deployment.scale_down": ({ from, to, floor }) => (floor || floor === 0 ? `${floor} ready suffice → old: ${from} → ${to}` : `Fewer wanted → ${from} → ${to}`),
  "deployment.status": "{ready} of {want} ready → write it down",
  "deployment.rollback": "Asked to undo → back to revision {revision}",
  "deployment.cleanup": "{name}: old revision → tidy up",
  "deployment.deadline": "No progress for {seconds} s → note failure",
  "deployment.paused": "Paused → nothing to do",
  "deployment.waiting": "Pods not ready yet → wait",
  "deployment.complete": "All {ready} new pods ready → nothing to do",
  ...replicas("replicaset"),
  ...replicas("replicationcontroller"),

  "scheduler.bind": { one: "{subject} has no node → {node}", many: "{count} pods without a node → place them" },
  "scheduler.unschedulable": { one: "{subject}: no node fits → wait", many: "{count} pods: no node fits → wait" },

  "kubelet.admit": { one: "Pod assigned → prepare it", many: "{count} pods assigned → prepare them" },
  "kubelet.pull": "Image {image} absent → pull it",
  "kubelet.pulled": "Image {image} pulled → create",
  "kubelet.pull_failed": "{image} not found → note failure",
  "kubelet.pull_backoff": ({ seconds }) => `Image not pulled → again in ${seconds} s`,
  "kubelet.start": { one: "Image present → start {container}", many: "Images present → start {count}" },
  "kubelet.crash": "{container} ended (code {exit}) → note it",
  "kubelet.backoff": ({ container, seconds }) => `${container} keeps ending → again in ${seconds} s`,
  "kubelet.ready": { one: "{subject} ready → report it", many: "{count} pods ready → report them" },
  "kubelet.not_ready": { one: "{subject} not ready → report it", many: "{count} pods not ready → report them" },
  "kubelet.stop": ({ seconds }) => `Asked to go → end within ${seconds} s`,
  "kubelet.removed": { one: "{subject} has ended → remove it", many: ({ count }) => `${pods(count)} ended → remove them` },
  "kubelet.node_status": "Alive → report the status",

  "node.not_ready": "Silent for {seconds} s → status Unknown",
  "node.ready": "It answers again → status Ready",
  "node.taint": "Node does not answer → taint {effect}",
  "node.evict": { one: "{seconds} s are over → evict {pod}", many: "{seconds} s are over → evict {count} pods" },
  "node.cancel_evict": { one: "Node is back → {pod} may stay", many: "Node is back → {count} pods may stay" },
  "node.register": "{node} is new → register the node",

  "garbage.delete": { one: "Owner {owner} is gone → delete", many: "Owner {owner} is gone → delete {count}" },
  "garbage.orphan": { one: "Only the owner goes → leave it unowned", many: "Only the owner goes → leave {count}" },
  "garbage.waiting": "{dependents} dependents left → wait",
  "namespace.delete_contents": "Going, {left} left → delete them",
  "namespace.finalize": "Nothing left → remove the namespace",
  "namespace.bootstrap": "New namespace → make its defaults",
  "endpoints.update": "{service}: {ready} ready → note addresses",
  "endpointslice.update": "{service}: {ready} ready → note addresses",
  "quota.usage": "Usage changed → write it down",
};
