/** Seats: where in its box a pod sits. A seat is given once, the lowest that is free, and kept: pods never shuffle because a neighbour went.
 *
 *  An allotment is made as changes come, and each change keeps what it did to the seats as data, so that it can be undone when the viewer
 *  goes back. A move is [uid, from, to] with seats {box, index} or null. */
import { isSystem } from "./status.js";

/** Which box a pod sits in, by grouping. */
export const BOX_OF = {
  node: (pod) => (isSystem(pod) ? `system ${pod.node ?? ""}` : pod.node ? `node ${pod.node}` : "nursery"),
  owner: (pod) => (isSystem(pod) ? "system" : pod.owner && pod.owner.kind !== "Node" ? `owner ${pod.owner.uid}` : "none"),
  label: (pod, key) => (isSystem(pod) ? "system" : pod.labels?.[key] !== undefined ? `label ${pod.labels[key]}` : "none"),
};

export class Seats {
  boxes = new Map(); // box → [uid | undefined], no holes at the end
  seats = new Map(); // uid → {box, index}
  version = 0; // grows when a box gets longer or shorter: the layout may change

  get(uid) {
    return this.seats.get(uid) ?? null;
  }

  /** How many seats a box must show. */
  count(box) {
    return this.boxes.get(box)?.length ?? 0;
  }

  /** What a pod's appearing, changing or going does to the seats: a list of moves, not yet made. */
  plan(uid, box) {
    const from = this.get(uid);
    if (from?.box === box) return [];
    const moves = [[uid, from, box === null ? null : { box, index: this.#lowestFree(box) }]];
    if (from) moves.push(...this.#closing(from, uid));
    return moves;
  }

  apply(moves) {
    for (const [uid, from] of moves) if (from) this.#clear(uid, from);
    for (const [uid, , to] of moves) if (to) this.#put(uid, to);
  }

  undo(moves) {
    for (const [uid, , to] of moves) if (to) this.#clear(uid, to);
    for (const [uid, from] of moves) if (from) this.#put(uid, from);
  }

  #lowestFree(box) {
    const seats = this.boxes.get(box) ?? [];
    const index = seats.indexOf(undefined);
    return index < 0 ? seats.length : index;
  }

  /** A box that has become mostly empty is closed up, in order: 3 pods on seats 0, 511 and 999 would all be drawn as dots. */
  #closing(left, uid) {
    const seats = this.boxes.get(left.box) ?? [];
    const staying = seats.filter((other) => other !== undefined && other !== uid);
    if (seats.length < 12 || staying.length * 2 > seats.length || !staying.length) return [];
    return staying.map((other, index) => [other, this.get(other), { box: left.box, index }]).filter(([, from, to]) => from.index !== to.index);
  }

  #put(uid, seat) {
    let box = this.boxes.get(seat.box);
    if (!box) this.boxes.set(seat.box, (box = []));
    if (seat.index >= box.length) this.version++;
    while (box.length < seat.index) box.push(undefined);
    box[seat.index] = uid;
    this.seats.set(uid, seat);
  }

  #clear(uid, seat) {
    const box = this.boxes.get(seat.box);
    if (box?.[seat.index] === uid) {
      box[seat.index] = undefined;
      const length = box.length;
      while (box.length && box.at(-1) === undefined) box.pop();
      if (box.length !== length) this.version++;
      if (!box.length) this.boxes.delete(seat.box);
    }
    const now = this.seats.get(uid);
    if (now?.box === seat.box && now.index === seat.index) this.seats.delete(uid);
  }
}
