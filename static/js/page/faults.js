/** What can be made to go wrong, as menu groups. `objects`: slim objects; `act`: {fault(payload, label), send(type, payload, label), command(line), look(uid)}. */
export function faultGroups({ nodes, pods, words, act }) {
  return [
    { title: words.say("fault.nodes"), note: nodes.length ? undefined : words.say("fault.none"), items: nodes.flatMap((node) => nodeItems(node, words, act)) },
    ...(pods.length ? [{ title: words.say("fault.pods"), items: pods.flatMap((pod) => killItems(pod, words, act)) }] : []),
  ];
}

/** The menu of one object. */
export function objectGroups(object, { words, act }) {
  const look = { label: words.say("fault.inspect", { name: object.name }), run: () => act.look(object.uid) };
  if (object.kind === "Node") return [{ title: `Node · ${object.name}`, items: [look, ...nodeItems(object, words, act)] }];
  if (LOADED.has(object.kind)) return [{ title: `${object.kind} · ${object.name}`, items: [look, ...loadItems(object, words, act)] }];
  if (object.kind !== "Pod") return [{ title: `${object.kind} · ${object.name}`, items: [look] }];
  const remove = { label: words.say("fault.delete_pod", { name: object.name }), run: () => act.command(`kubectl delete pod ${object.name}${namespaceFlag(object)}`) };
  return [{ title: `Pod · ${object.name}`, items: [look, ...killItems(object, words, act), remove] }];
}

function nodeItems(node, words, act) {
  const power = node.stopped ? "start" : "stop";
  const cordon = node.unschedulable ? "uncordon" : "cordon";
  const label = words.say(`fault.${power}_node`, { name: node.name });
  return [
    { label, run: () => act.fault({ fault: `node.${power}`, node: node.name }, label) },
    { label: words.say(`fault.${cordon}`, { name: node.name }), run: () => act.command(`kubectl ${cordon} ${node.name}`) },
  ];
}

const LOADED = new Set(["Service", "Deployment", "ReplicaSet", "StatefulSet"]);
const RATES = [10, 100, 1000]; // requests a second

/** Visitors come, or stop coming: a steady load that autoscalers see. */
function loadItems({ kind, namespace, name }, words, act) {
  return [...RATES, 0].map((rate) => {
    const label = words.say(rate ? "fault.load" : "fault.no_load", { name, rate });
    return { label, run: () => act.send("load", { target: kind, namespace, name, rate }, label) };
  });
}

function killItems(pod, words, act) {
  return pod.containers.filter(({ state, init }) => state === "running" && !init).map((container) => {
    const label = words.say("fault.kill", { name: pod.name, container: container.name });
    return { label, run: () => act.fault({ fault: "container.kill", namespace: pod.namespace, pod: pod.name, container: container.name }, label) };
  });
}

function namespaceFlag({ namespace }) {
  return namespace === "default" ? "" : ` -n ${namespace}`;
}
