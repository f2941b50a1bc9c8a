import assert from "node:assert/strict";
import { test } from "node:test";
import { layoutOf } from "../../../static/js/model/layout.js";
import { roomFor } from "../../../static/js/model/room.js";
import { SCENES } from "../../browser/diagram-scenes.js";
import { received } from "./helpers.mjs";

const SHOWN = ["kubectl", "deployment", "replicaset", "node", "scheduler", "etcd"];

/** The heights that the picture's layouts take, at every moment of the recording. */
function heights(world, grouping, view) {
  const state = world.stateAtStart();
  return [null, ...world.finished.order].map((entry) => {
    if (entry) state.apply(entry);
    return layoutOf(grouping, state, view).height;
  });
}

for (const name of ["adoption", "rollout", "failure", "empty"]) for (const grouping of ["node", "owner"]) for (const width of [680, 390, 1004]) {
  test(`${name} by ${grouping} has room at every moment, ${width} px wide`, () => {
    const world = received(SCENES[name]());
    const view = { width, height: 0, shown: SHOWN };
    view.height = roomFor(world, grouping, view);
    assert.ok(view.height >= 340 && view.height <= 760);
    assert.deepEqual(heights(world, grouping, view).filter((height) => height > view.height), []);
  });
}

test("a blog's column shows nodes beside one another, a phone one below the other", () => {
  const world = received(SCENES.failure());
  const tops = (width) => new Set([...layoutOf("node", world.stateAtStart(), { width, height: 500, shown: SHOWN }).boxes.values()].filter(({ kind }) => kind === "node").map(({ y }) => y));
  assert.equal(tops(680).size, 1);
  assert.equal(tops(390).size, 3);
});

test("what was written at a moment has been told when its pulse has landed", () => {
  const world = received(SCENES.rollout());
  const entry = world.log.find(({ op, subject }) => op === "ADDED" && subject.kind === "Pod");
  const told = world.told(entry.time);
  assert.ok(told >= world.finished.lands(entry) && told >= entry.time);
  const state = world.stateAtStart();
  for (const one of world.finished.order) if (world.finished.lands(one) <= told) state.apply(one);
  assert.ok(state.objects.has(entry.uid));
});
