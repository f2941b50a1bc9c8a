/** Scripted scenes: snapshots and changes as the server sends them. Used by the demo page and by the unit tests. Times in µs. */
const S = 1_000_000;
const START = 38 * S;

let number = 0;
const slim = (kind, name, more = {}) => ({ kind, uid: `uid-${kind}-${name}`, name, namespace: kind === "Node" ? "" : "default", labels: {}, owner: null, created: number++, deleting: null, revision: 1, ...more });
export const node = (name, more) => slim("Node", name, { ready: "True", unschedulable: false, taints: [], roles: [], capacity: { cpu: 2000, memory: 4e9, pods: 110 }, stopped: false, ...more });
export const set = (name, want, more) => slim("ReplicaSet", name, { want, have: want, ready: want, available: want, updated: want, selector: { matchLabels: { app: name } }, images: ["nginx:1.27"], revisionNumber: null, strategy: null, paused: false, ...more });
export const deployment = (name, want, more) => slim("Deployment", name, { ...set(name, want), ...slim("Deployment", name), strategy: { type: "RollingUpdate", maxSurge: 1, maxUnavailable: 1 }, revisionNumber: null, ...more });
const ownedBy = (owner) => ({ kind: owner.kind, name: owner.name, uid: owner.uid });
const running = (name = "nginx", image = "nginx:1.27") => ({ name, image, init: false, state: "running", reason: null, ready: true, restarts: 0, exit: null, pull: null, backoff: null });
const waiting = (reason, more) => ({ ...running(), state: "waiting", reason, ready: false, ...more });
export const pod = (name, onNode, owner, more) => slim("Pod", name, { node: onNode, owner: owner ? ownedBy(owner) : null, phase: "Running", status: "Running", ready: true, restarts: 0, reason: null, ip: null, requests: { cpu: 250, memory: 256e6 }, containers: [running()], ...more });
const PENDING = { phase: "Pending", status: "Pending", ready: false, containers: [waiting("Pending")] };
const CRASH = { status: "CrashLoopBackOff", ready: false, restarts: 4, containers: [waiting("CrashLoopBackOff", { restarts: 4, backoff: 400 * S })] };
const NO_IMAGE = { phase: "Pending", status: "ImagePullBackOff", ready: false, reason: "nginx:latets", containers: [waiting("ImagePullBackOff", { image: "nginx:latets" })] };
const three = () => [node("minikube", { roles: ["control-plane"] }), node("minikube-m02"), node("minikube-m03")];

/** Writes changes: `at` seconds after the start; `causes`: indices of earlier changes. */
export class Script {
  constructor(objects, more = {}) {
    Object.assign(this, { objects, changes: [], start: START, ...more });
    this.now = new Map(objects.map((object) => [object.uid, object]));
  }

  write(op, at, actor, object, reason, causes = []) {
    const whole = op === "ADDED" ? object : { ...this.now.get(object.uid), ...object };
    const revision = 100 + this.changes.length;
    const change = { op, object: { ...whole, revision }, time: START + Math.round(at * S), revision, actor, causes: causes.map((i) => 100 + i), reason: reason && { code: reason[0], params: reason[1] ?? {} } };
    if (op === "DELETED") this.now.delete(whole.uid);
    else this.now.set(whole.uid, change.object);
    return this.changes.push(change) - 1;
  }

  add = (...rest) => this.write("ADDED", ...rest);
  modify = (...rest) => this.write("MODIFIED", ...rest);
  remove = (...rest) => this.write("DELETED", ...rest);

  /** A pod's whole way up: bound, pulled, running. */
  rise(at, made, it, onNode, { pull = 2.4 } = {}) {
    const bound = this.modify(at + 1.2, "scheduler", { uid: it.uid, node: onNode }, ["scheduler.bind", { node: onNode, feasible: 2, nodes: 3 }], [made]);
    if (!pull) return this.modify(at + 3, `kubelet ${onNode}`, { uid: it.uid, phase: "Running", status: "Running", ready: true, containers: [running()] }, ["kubelet.start", { container: "nginx" }], [bound]);
    const creating = waiting("ContainerCreating", { pull: { start: START + (at + 2.4) * S, end: START + (at + 2.4 + pull) * S } });
    const pulling = this.modify(at + 2.4, `kubelet ${onNode}`, { uid: it.uid, status: "ContainerCreating", containers: [creating] }, ["kubelet.pull", { image: "nginx:1.27" }], [bound]);
    return this.modify(at + 2.5 + pull, `kubelet ${onNode}`, { uid: it.uid, phase: "Running", status: "Running", ready: true, containers: [running()] }, ["kubelet.start", { container: "nginx" }], [pulling]);
  }

  /** A pod's way down: asked, and gone when the grace is over. */
  fall(at, uid, actor, reason, causes, grace = 3) {
    const asked = this.modify(at, actor, { uid, deleting: { at: START + (at + 30) * S, grace: 30 }, status: "Terminating", ready: false }, reason, causes);
    this.remove(at + grace, `kubelet ${this.now.get(uid).node}`, { uid }, ["kubelet.removed", {}], [asked]);
    return asked;
  }

  sorted() {
    this.changes.sort((a, b) => a.time - b.time);
    return this;
  }
}

export const SCENES = {
  adoption() {
    const [one, two, third] = three();
    const shop = set("shop", 2);
    const lone = pod("myapp-pod", two.name, null, { labels: { type: "front-end" } });
    const app = set("myapp-replicaset", 3, { have: 0, ready: 0, selector: { matchLabels: { type: "front-end" } } });
    const script = new Script([one, two, { ...third, unschedulable: true }, shop, pod("shop-x2v9k", one.name, shop, { labels: { app: "shop" } }), lone, pod("shop-7lq4p", two.name, shop, { labels: { app: "shop" } }),
      pod("redis", third.name, null, { labels: { app: "cache" }, containers: [running("redis"), running("log")] })], { chosen: app.uid, length: 14 });
    const labels = { type: "front-end" };
    const made = script.add(0.4, "kubectl", app, ["input.request", { verb: "create", kind: "ReplicaSet", name: app.name }]);
    script.modify(2.4, "replicaset-controller", { uid: lone.uid, owner: ownedBy(app) }, ["replicaset.adopt", { pod: lone.name }], [made]);
    const born = ["q7w4d", "zk8t2"].map((end) => pod(`${app.name}-${end}`, null, app, { labels, ...PENDING }));
    const [first, second] = born.map((it) => script.add(4.8, "replicaset-controller", it, ["replicaset.create_pods", { want: 3, have: 1 }], [made]));
    script.rise(6.4, first, born[0], one.name);
    script.rise(7.4, second, born[1], two.name, { pull: 0 });
    return script.sorted();
  },

  /** Services with their threads, an Ingress, a claim, sheets; a CronJob, a custom resource; an endpoint that leaves. */
  network() {
    const nodes = three();
    const [one, two, third] = nodes;
    const web = deployment("web", 3);
    const webSet = set("web-7c9d", 3, { owner: ownedBy(web), revisionNumber: 2 });
    const pods = ["4xkzq", "m2v8t", "q9w5r"].map((end, i) => pod(`web-7c9d-${end}`, nodes[i].name, webSet, { labels: { app: "web" }, uses: ["ConfigMap/site", "Secret/tls"] }));
    const data = slim("StatefulSet", "db", { ...set("db", 1), ...slim("StatefulSet", "db") });
    const db = pod("db-0", two.name, data, { labels: { app: "db" }, containers: [running("postgres", "postgres:17")], uses: ["PersistentVolumeClaim/data-db-0"] });
    const cron = slim("CronJob", "report", { schedule: "*/5 * * * *", suspended: false });
    const job = slim("Job", "report-29", { ...set("report-29", 1), ...slim("Job", "report-29"), owner: ownedBy(cron) });
    const once = pod("report-29-kx8fd", third.name, job, { labels: { job: "report" }, phase: "Succeeded", status: "Completed", ready: false });
    const widget = slim("Website", "shop");
    const shop = deployment("shop", 1, { owner: ownedBy(widget) });
    const shopSet = set("shop-5d8c", 1, { owner: ownedBy(shop) });
    const shopPod = pod("shop-5d8c-tt2wl", one.name, shopSet, { labels: { app: "shop" } });
    const service = (name, targets, more) => slim("Service", name, { selector: { app: name }, ports: [{ port: 80, targetPort: 80 }], clusterIP: "10.96.0.9", ready: targets.map((it) => it.uid), ...more });
    const script = new Script([...nodes, web, webSet, ...pods, data, db, cron, job, once, widget, shop, shopSet, shopPod, slim("Ingress", "front", { backends: ["web", "shop"], hosts: ["shop.example"] }),
      service("web", pods, { ports: [{ port: 80, nodePort: 30080 }] }), service("db", [db], { ports: [{ port: 5432 }] }), service("shop", [shopPod]), service("lost", []),
      slim("PersistentVolumeClaim", "data-db-0", { bound: true, capacity: "1Gi" }), slim("PersistentVolumeClaim", "spare", { bound: false, capacity: null }), slim("HorizontalPodAutoscaler", "web", { target: { kind: "Deployment", name: "web" }, min: 1, max: 10, have: 3, want: 3, metrics: "cpu: 63%/50%" }), slim("ConfigMap", "site"), slim("Secret", "tls"), slim("ConfigMap", "unused")], { chosen: "uid-Service-web", length: 14 });
    const hop = (kind, object, code = "connected", params = {}) => ({ at: 0, kind, ref: { kind: object.kind, namespace: "default", name: object.name, uid: object.uid }, code: `network.${code}`, params });
    const named = (kind, name) => ({ kind, name, uid: `uid-${kind}-${name}` });
    script.traces = [
      { id: 1, at: START + 4 * S, source: { kind: "pod" }, target: "http://web", took: 900, ok: true, hops: [hop("pod", shopPod), hop("service", named("Service", "web")), hop("endpoint", pods[2], "answered", { code: 200 })] },
      { id: 2, at: START + 4.4 * S, source: { kind: "outside" }, target: "http://shop.example", took: 900, ok: true, hops: [hop("ingress", named("Ingress", "front")), hop("service", named("Service", "shop")), hop("endpoint", shopPod, "answered", { code: 200 })] },
      { id: 3, at: START + 4.8 * S, source: { kind: "pod" }, target: "http://lost", took: 900, ok: false, hops: [hop("pod", pods[0]), hop("service", named("Service", "lost"), "no_endpoints", { service: "lost" })] },
    ];
    const gone = script.modify(1, `kubelet ${two.name}`, { uid: pods[1].uid, ready: false }, ["kubelet.not_ready", {}]);
    script.modify(1.4, "endpointslice-controller", { uid: "uid-Service-web", ready: [pods[0].uid, pods[2].uid] }, ["endpointslice.update", { service: "web", ready: 2 }], [gone]);
    return script.sorted();
  },

  regroup() {
    const [one, two, third] = three();
    const web = deployment("web", 4);
    const current = set("web-b85f9d", 4, { owner: ownedBy(web), revisionNumber: 1 });
    const shop = set("shop", 3);
    const label = (app) => ({ labels: { app } });
    return new Script([one, two, third, web, current, shop, pod("web-b85f9d-8kx2p", one.name, current, label("web")), pod("shop-x2v9k", one.name, shop, label("shop")), pod("report", one.name, null, { ...CRASH, ...label("report") }),
      pod("web-b85f9d-jq4tz", one.name, current, label("web")), pod("shop-7lq4p", two.name, shop, label("shop")), pod("web-b85f9d-w9m5c", two.name, current, label("web")), pod("redis", two.name, null, label("cache")),
      pod("draft", third.name, null, { ...NO_IMAGE, ...label("draft") }), pod("web-b85f9d-b2r7h", third.name, current, label("web")), pod("shop-h5t7n", third.name, shop, label("shop"))], { chosen: current.uid, length: 8 });
  },

  rollout() {
    const [one] = three();
    const web = deployment("web", 4);
    const old = set("web-6d4cf7", 4, { owner: ownedBy(web), revisionNumber: 1 });
    const fresh = set("web-b85f9d", 1, { owner: ownedBy(web), revisionNumber: 2, images: ["nginx:1.28"], have: 0, ready: 0 });
    const two = () => [running("nginx"), running("log", "busybox:1.36")];
    const olds = ["8kx2p", "jq4tz", "w9m5c", "b2r7h"].map((end) => pod(`${old.name}-${end}`, one.name, old, { containers: two() }));
    const script = new Script([one, web, old, ...olds], { chosen: web.uid, grouping: "owner", length: 27 });
    const change = script.modify(0.3, "kubectl", { uid: web.uid, images: ["nginx:1.28"] }, ["input.request", { verb: "patch", kind: "Deployment", name: "web" }]);
    let cause = script.add(1.5, "deployment-controller", fresh, ["deployment.create_replicaset", { name: fresh.name, revision: 2 }], [change]);
    const rows = [["t6v3n", 2.7, olds[3]], ["k4s8d", 7.9, olds[2]], ["n5d8v", 13.6, olds[1]], ["c7q2z", 19.3, olds[0]]];
    rows.forEach(([end, at, leaving], i) => {
      if (i) cause = script.modify(at - 0.7, "deployment-controller", { uid: fresh.uid, want: i + 1 }, ["deployment.scale_up", { name: fresh.name, from: i, to: i + 1, limit: 5 }], [cause]);
      const it = pod(`${fresh.name}-${end}`, one.name, fresh, { status: "ContainerCreating", phase: "Pending", ready: false, containers: [waiting("ContainerCreating", { pull: { start: START + (at + 2) * S, end: START + (at + 5) * S } }), waiting("ContainerCreating", { name: "log" })] });
      const made = script.add(at, "replicaset-controller", it, ["replicaset.create_pods", { want: i + 1, have: i }], [cause]);
      script.modify(at + 5.1, `kubelet ${one.name}`, { uid: it.uid, status: "Running", phase: "Running", ready: true, containers: two() }, ["kubelet.start", { container: "nginx" }], [made]);
      const down = script.modify(at + 2, "deployment-controller", { uid: old.uid, want: 3 - i }, ["deployment.scale_down", { name: old.name, from: 4 - i, to: 3 - i, floor: 3 }], [made]);
      script.fall(at + 2.7, leaving.uid, "replicaset-controller", ["replicaset.delete_pods", { want: 3 - i, have: 4 - i, rule: "newest" }], [down]);
    });
    return script.sorted();
  },

  failure() {
    const [one, two, third] = three();
    const web = set("web", 3);
    const pods = [["web-8kx2p", two], ["web-jq4tz", third], ["web-w9m5c", third]].map(([name, on]) => pod(name, on.name, web));
    const script = new Script([one, two, third, web, pod("redis", one.name), ...pods], { length: 12 });
    const cut = script.modify(1.4, "fault", { uid: third.uid, stopped: true }, ["fault.node_stop", { node: third.name }]);
    const lost = script.modify(51.4, "node-lifecycle-controller", { uid: third.uid, ready: "Unknown" }, ["node.not_ready", { seconds: 50 }], [cut]);
    const tainted = script.modify(52.8, "node-lifecycle-controller", { uid: third.uid, taints: [{ key: "node.kubernetes.io/unreachable", effect: "NoExecute" }] }, ["node.taint", { effect: "NoExecute" }], [lost]);
    const evicted = [1, 2].map((i) => script.modify(352.8, "taint-eviction-controller", { uid: pods[i].uid, deleting: { at: START + 382.8 * S, grace: 30 }, status: "Terminating" }, ["node.evict", { pod: pods[i].name, seconds: 300 }], [tainted]));
    ["n5d8v", "c7q2z"].forEach((end, i) => {
      const it = pod(`web-${end}`, null, web, PENDING);
      const made = script.add(354.2, "replicaset-controller", it, ["replicaset.create_pods", { want: 3, have: 1 }], evicted);
      script.rise(355.6 + i * 1.2, made, it, [one, two][i].name, { pull: 0 });
    });
    return script.sorted();
  },

  /** A rolling update of `count` pods on `nodes` nodes, as fast as the engine would go at speed 8. */
  many(count = 1000, nodes = 12) {
    const hosts = Array.from({ length: nodes }, (_, i) => node(i ? `minikube-m${String(i + 1).padStart(2, "0")}` : "minikube", { capacity: { cpu: 32000, memory: 64e9, pods: 110 } }));
    const api = deployment("api", count, { strategy: { type: "RollingUpdate", maxSurge: Math.ceil(count / 4), maxUnavailable: Math.floor(count / 4) } });
    const old = set("api-5d9c7b", count, { owner: ownedBy(api), revisionNumber: 1 });
    const fresh = set("api-77f8c4", count, { owner: ownedBy(api), revisionNumber: 2, images: ["nginx:1.28"] });
    const odd = (i) => (i % 131 === 7 ? CRASH : i % 257 === 11 ? NO_IMAGE : i % 97 === 3 ? { ready: false } : {});
    const olds = Array.from({ length: count }, (_, i) => pod(`${old.name}-${(i + 46656).toString(36)}`, hosts[i % nodes].name, old, { labels: { app: "api" }, ...odd(i) }));
    const script = new Script([...hosts, api, old, ...olds], { chosen: null, length: 20 });
    const change = script.modify(0.3, "kubectl", { uid: api.uid, images: ["nginx:1.28"] }, ["input.request", { verb: "patch", kind: "Deployment", name: "api" }]);
    const made = script.add(1, "deployment-controller", fresh, ["deployment.create_replicaset", { name: fresh.name, revision: 2 }], [change]);
    for (let i = 0; i < count; i++) {
      const at = 1.7 + (i / count) * 14;
      const it = pod(`${fresh.name}-${(i + 46656).toString(36)}`, null, fresh, { labels: { app: "api" }, ...PENDING });
      const born = script.add(at, "replicaset-controller", it, ["replicaset.create_pods", { want: count, have: i }], [made]);
      script.rise(at, born, it, hosts[i % nodes].name, { pull: i % 3 ? 0 : 2 });
      script.fall(at + 1, olds[i].uid, "replicaset-controller", ["replicaset.delete_pods", { want: count - i - 1, have: count - i, rule: "newest" }], [made]);
    }
    return script.sorted();
  },

  hostile() {
    const [one, two] = three();
    const bad = "<script>alert(1)</script>";
    const script = new Script([one, { ...two, name: `${"n".repeat(240)}-last` }, pod(bad, one.name, null, { labels: { "<b>": bad } }), pod("x".repeat(249) + "-end", one.name, null, { status: "Un\u0007known\u202e", labels: { app: "y".repeat(63) } }), pod("tab\there", one.name, null)], { length: 4 });
    script.add(0.2, "kubectl", set(`${bad}-${"z".repeat(230)}`, 2), ["input.request", { verb: "create", kind: "ReplicaSet", name: `${bad}-${"z".repeat(230)}` }]);
    script.add(1, "who-knows-controller", pod("new", null, null, PENDING), ["no.such_code", {}]);
    return script.sorted();
  },
};
SCENES.few = () => SCENES.many(30, 3);
SCENES.hundreds = () => SCENES.many(300, 6);
SCENES.empty = () => new Script([], { length: 1 });
const SYSTEM = ["coredns-7db6d8ff4d-x2v9k", "etcd-minikube", "kube-apiserver-minikube", "kube-controller-manager-minikube", "kube-proxy-8kx2p", "kube-scheduler-minikube", "storage-provisioner"];
SCENES.one = () => new Script([...SYSTEM.map((name) => ({ ...pod(name, "minikube", null), uid: name, namespace: "kube-system" })), node("minikube", { roles: ["control-plane"] }), pod("nginx", "minikube", null, { labels: { run: "nginx" } })], { length: 1 });
