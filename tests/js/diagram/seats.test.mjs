import test from "node:test";
import assert from "node:assert/strict";
import { BOX_OF, Seats } from "../../../static/js/model/seats.js";

const seat = (seats, uid, box) => {
  const moves = seats.plan(uid, box);
  seats.apply(moves);
  return moves;
};
const plainOf = (seats) => JSON.stringify([[...seats.boxes], [...seats.seats].sort()]);

test("a seat is the lowest that is free, and is kept when a neighbour goes", () => {
  const seats = new Seats();
  for (const uid of ["a", "b", "c"]) seat(seats, uid, "box");
  seat(seats, "a", null);
  assert.equal(seats.get("b").index, 1, "b did not move");
  seat(seats, "d", "box");
  assert.equal(seats.get("d").index, 0, "d takes the empty seat");
});

test("what was done can be undone, in every order of boxes", () => {
  const seats = new Seats();
  const before = [];
  const done = [];
  for (const [uid, box] of [["a", "x"], ["b", "x"], ["a", "y"], ["c", "x"], ["b", null], ["d", "x"], ["a", "x"], ["c", null]]) {
    before.push(plainOf(seats));
    done.push(seat(seats, uid, box));
  }
  while (done.length) {
    seats.undo(done.pop());
    assert.equal(plainOf(seats), before.pop());
  }
});

test("a box that has become mostly empty is closed up, in order", () => {
  const seats = new Seats();
  for (let i = 0; i < 20; i++) seat(seats, `p${i}`, "box");
  for (let i = 0; i < 20; i++) if (![3, 11, 19].includes(i)) seat(seats, `p${i}`, null);
  assert.deepEqual(["p3", "p11", "p19"].map((uid) => seats.get(uid).index).sort((a, b) => a - b), ["p3", "p11", "p19"].map((uid) => seats.get(uid).index), "in order");
  assert.ok(seats.count("box") < 12);
});

for (const [grouping, pod, box] of [
  ["node", { namespace: "default", node: "m02" }, "node m02"],
  ["node", { namespace: "default", node: null }, "nursery"],
  ["node", { namespace: "kube-system", node: "m02" }, "system m02"],
  ["owner", { namespace: "default", owner: { kind: "ReplicaSet", uid: "u" } }, "owner u"],
  ["owner", { namespace: "default", owner: { kind: "Node", uid: "u" } }, "none"],
  ["owner", { namespace: "default", owner: null }, "none"],
  ["label", { namespace: "default", labels: { app: "web" } }, "label web"],
  ["label", { namespace: "default", labels: {} }, "none"],
]) {
  test(`by ${grouping}: ${box}`, () => assert.equal(BOX_OF[grouping](pod, "app"), box));
}
