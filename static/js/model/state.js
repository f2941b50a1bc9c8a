/** What is true at one moment: objects, seats, and the counts that the picture shows. Moved forwards by `apply` and backwards by `undo`,
 *  each in time proportional to the change, never to the number of pods. */
import { Seats } from "./seats.js";
import { isSystem, lookOf } from "./status.js";

export const GROUPINGS = ["node", "owner", "label"];

const BETWEEN = ["ReplicaSet", "Job", "Deployment", "StatefulSet", "DaemonSet"]; // owners that may themselves be owned

export class State {
  objects = new Map(); // uid → slim object
  byKind = new Map(); // kind → Map(uid → object)
  owned = new Map(); // owner's uid → Set of uids
  looks = new Map(); // look → number of pods, system pods not counted
  #tallies = new Map(); // owner's uid → {have, ready, all}
  users = new Map(); // "Kind namespace/name" of a claim, ConfigMap or Secret → Set of uids of the pods that use it
  requests = new Map(); // node's name → {cpu, memory, pods}
  seats = { node: new Seats(), owner: new Seats(), label: new Seats() };
  structure = 0; // grows when nodes or owners come, go or change

  kind(kind) {
    return this.byKind.get(kind) ?? new Map();
  }

  /** The node of that name, or undefined. */
  node(name) {
    for (const node of this.kind("Node").values()) if (node.name === name) return node;
    return undefined;
  }

  /** Slim objects owned by `uid`, of `kind`. */
  ownedBy(uid, kind) {
    return [...(this.owned.get(uid) ?? [])].map((child) => this.objects.get(child)).filter((object) => object?.kind === kind);
  }

  /** Pods under an owner at any depth (Deployment → ReplicaSet → Pod). */
  podsUnder(uid) {
    const found = [];
    for (const child of this.owned.get(uid) ?? []) {
      const object = this.objects.get(child);
      if (object?.kind === "Pod") found.push(object);
      else found.push(...this.podsUnder(child));
    }
    return found;
  }

  /** Pods under an owner at any depth that count (not being deleted, not ended): {have, ready}; and `all` there are. */
  tally(uid) {
    const sum = { have: 0, ready: 0, all: 0, ...this.#tallies.get(uid) };
    for (const kind of BETWEEN) {
      if (!this.byKind.get(kind)?.size) continue;
      for (const child of this.owned.get(uid) ?? []) {
        if (this.objects.get(child)?.kind !== kind) continue;
        const below = this.tally(child);
        for (const key of Object.keys(sum)) sum[key] += below[key];
      }
    }
    return sum;
  }

  /** `entry`: {uid, object, previous, seats: {node, owner, label: moves}}; `object` is null when it is gone. */
  apply(entry) {
    this.#replace(entry.uid, entry.previous, entry.object);
    for (const grouping of GROUPINGS) this.seats[grouping].apply(entry.seats[grouping]);
  }

  undo(entry) {
    this.#replace(entry.uid, entry.object, entry.previous);
    for (const grouping of GROUPINGS) this.seats[grouping].undo(entry.seats[grouping]);
  }

  /** Grows when places may have changed. */
  version(grouping) {
    return this.structure * 1e6 + this.seats[grouping].version;
  }

  #replace(uid, before, after) {
    if (before) this.#forget(uid, before);
    if (after) this.#learn(uid, after);
    if ((after ?? before).kind !== "Pod") this.structure++;
  }

  /** The first pod uses something, or none does any more: what nobody uses is not drawn. */
  #use(key, users) {
    if (users) this.users.set(key, users);
    else this.users.delete(key);
    this.structure++;
  }

  #learn(uid, object) {
    this.objects.set(uid, object);
    if (!this.byKind.has(object.kind)) this.byKind.set(object.kind, new Map());
    this.byKind.get(object.kind).set(uid, object);
    if (object.owner) {
      if (!this.owned.has(object.owner.uid)) this.owned.set(object.owner.uid, new Set());
      this.owned.get(object.owner.uid).add(uid);
    }
    if (object.kind === "Pod") this.#count(object, 1);
    for (const key of usedBy(object)) {
      if (!this.users.has(key)) this.#use(key, new Set());
      this.users.get(key).add(uid);
    }
  }

  #forget(uid, object) {
    this.objects.delete(uid);
    this.byKind.get(object.kind)?.delete(uid);
    this.owned.get(object.owner?.uid)?.delete(uid);
    if (object.kind === "Pod") this.#count(object, -1);
    for (const key of usedBy(object)) {
      this.users.get(key).delete(uid);
      if (!this.users.get(key).size) this.#use(key, null);
    }
  }

  #count(pod, by) {
    if (!isSystem(pod)) {
      const look = lookOf(pod);
      this.looks.set(look, (this.looks.get(look) ?? 0) + by);
    }
    if (pod.owner) {
      const sum = this.#tallies.get(pod.owner.uid) ?? { have: 0, ready: 0, all: 0 };
      const counts = !pod.deleting && pod.phase !== "Failed" && pod.phase !== "Succeeded";
      this.#tallies.set(pod.owner.uid, { have: sum.have + (counts ? by : 0), ready: sum.ready + (counts && pod.ready ? by : 0), all: sum.all + by });
    }
    if (!pod.node || pod.phase === "Succeeded" || pod.phase === "Failed") return;
    const sum = this.requests.get(pod.node) ?? { cpu: 0, memory: 0, pods: 0 };
    this.requests.set(pod.node, {
      cpu: sum.cpu + by * (pod.requests?.cpu ?? 0),
      memory: sum.memory + by * (pod.requests?.memory ?? 0),
      pods: sum.pods + by,
    });
  }
}

/** `uses` of a slim pod is a list of "Kind/name" in its own namespace. */
const usedBy = (object) => (object.uses ?? []).map((use) => `${use.replace("/", ` ${object.namespace}/`)}`);
