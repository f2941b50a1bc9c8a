import test from "node:test";
import assert from "node:assert/strict";
import { capacity, fit } from "../../../static/js/model/grid.js";
import { layoutOf, placesOf } from "../../../static/js/model/layout.js";
import { planeOf } from "../../../static/js/model/layout-plane.js";
import { SCENES } from "../../browser/diagram-scenes.js";
import { received, staged } from "./helpers.mjs";

const SHOWN = ["kubectl", "deployment", "replicaset", "node", "scheduler", "etcd", "other"];
const SIZES = [[1018, 434], [1004, 484], [1066, 452], [390, 520], [780, 400], [640, 500], [1400, 900], [360, 300], [655, 432], [530, 334]];

for (const [count, w, h, tier] of [[2, 330, 180, "wide"], [4, 296, 177, "box"], [8, 296, 177, "small"], [60, 296, 177, "mark"], [900, 296, 177, "bar"]]) {
  test(`${count} pods in ${w} × ${h} are drawn as ${tier}`, () => assert.equal(fit({ x: 0, y: 0, w, h }, count, ["wide", "box", "small", "mark", "bar"]).tier, tier));
}

test("a tier is only taken if it holds all", () => {
  for (const tier of ["wide", "box", "small"]) for (const [w, h] of [[100, 100], [300, 200], [900, 300]]) {
    const room = capacity(tier, w, h);
    if (room) assert.equal(fit({ x: 0, y: 0, w, h }, room, [tier, "bar"]).tier, tier);
    assert.equal(fit({ x: 0, y: 0, w, h }, room + 1, [tier, "bar"]).tier, "bar");
  }
});

const overlap = (a, b, slack = 0.5) => a.x + a.w > b.x + slack && b.x + b.w > a.x + slack && a.y + a.h > b.y + slack && b.y + b.h > a.y + slack;

for (const name of ["adoption", "regroup", "rollout", "failure", "few", "many", "one", "empty", "hostile", "network"]) {
  for (const grouping of ["node", "owner", "label"]) {
    test(`${name} by ${grouping}: at every size nothing lies on anything, and all is within the picture`, () => {
      const scene = SCENES[name]();
      const { state } = stateAt(scene);
      for (const [width, height] of SIZES) {
        const layout = layoutOf(grouping, state, { width, height, shown: SHOWN });
        const where = `${width}×${height}`;
        const boxes = [...layout.boxes.values()].filter((box) => !["system", "nursery"].includes(box.kind));
        for (const box of boxes) {
          assert.ok(box.x >= -0.5 && box.x + box.w <= width + 0.5, `${where}: ${box.key} is ${box.x}…${box.x + box.w}`);
          assert.ok(box.y >= layout.plane.bottom - 0.5 && box.y + box.h <= layout.height + 0.5, `${where}: ${box.key} reaches ${box.y + box.h} of ${layout.height}`);
          for (const other of boxes) if (other !== box && other.parent !== box.key && box.parent !== other.key) assert.ok(!overlap(box, other), `${where}: ${box.key} on ${other.key}`);
        }
        const places = [...placesOf(layout, state).values()].filter((place) => !place.hidden && place.tier !== "bar");
        if (places.length > 400) continue;
        for (const [i, place] of places.entries()) for (const other of places.slice(i + 1)) assert.ok(!overlap(place, other), `${where}: a pod on a pod`);
      }
    });
  }
}

function stateAt(scene) {
  const stage = staged(received(scene));
  stage.to(scene.start + 6_000_000);
  return stage;
}

test("a picture that stepped down in detail steps up again only when there is room to spare", () => {
  const stage = staged(received(SCENES.few()));
  stage.to(stage.world.since + 1);
  const { rank } = stage.layout;
  assert.ok(rank > 0);
  const again = layoutOf("node", stage.state, { ...stage.view, was: rank });
  assert.equal(again.rank, rank);
});

test("a narrow picture that is low folds its plane, so that every node is in it, and stays folded", () => {
  const stage = staged(received(SCENES.failure()), "node", { width: 655, height: 560, shown: SHOWN });
  assert.equal(stage.layout.plane.squat, false);
  for (const [width, height, rows] of [[655, 432, 1], [530, 500, 2], [390, 640, 3]]) {
    const layout = layoutOf("node", stage.state, { width, height, shown: SHOWN });
    const cards = [...layout.boxes.values()].filter(({ kind }) => kind === "node");
    assert.deepEqual([cards.length, new Set(cards.map(({ y }) => y)).size], [3, rows]);
    if (height < 640) assert.deepEqual([layout.plane.squat, layout.height], [true, height]);
  }
  const folded = layoutOf("node", stage.state, { width: 655, height: 432, shown: SHOWN });
  const later = layoutOf("node", stage.state, { width: 655, height: 560, shown: SHOWN, was: folded.rank });
  assert.equal(later.plane.squat, true, "or the cards would jump with every pod");
});

test("where the arc leaves no room for nodes, as on a small laptop, the plane is a row and nothing scrolls", () => {
  const { state } = stateAt(SCENES.adoption());
  const planes = [[1280, 320], [950, 320], [1280, 450]].map(([width, height]) => {
    const layout = layoutOf("node", state, { width, height, shown: SHOWN });
    assert.equal(layout.height, height);
    return layout.plane.kind;
  });
  assert.deepEqual(planes, ["row", "row", "arc"]);
});

test("every control-plane part is drawn once, and hangs on the hub alone", () => {
  const { state } = stateAt(SCENES.adoption());
  for (const [width, height] of SIZES) {
    const { plane } = layoutOf("node", state, { width, height, shown: SHOWN });
    assert.deepEqual([...plane.planets.keys()].sort(), [...SHOWN].sort());
    for (const { x, y, w } of plane.planets.values()) assert.ok(x - w / 2 >= -1 && x + w / 2 <= width + 1 && y > 0 && y < plane.bottom, `${width}: ${x},${y}`);
  }
});

test("no two pills of the arc or the row touch, whatever the width, the height and the controllers shown", () => {
  for (const kind of ["arc", "row"]) for (const height of [420, 700]) for (let width = 840; width <= 1700; width += 20) {
    const pills = [...planeOf(kind, width, height, SHOWN).planets];
    for (const [i, [name, a]] of pills.entries()) for (const [other, b] of pills.slice(i + 1)) {
      const apart = Math.abs(a.x - b.x) >= (a.w + b.w) / 2 || Math.abs(a.y - b.y) >= (a.h + b.h) / 2;
      assert.ok(apart, `${name} touches ${other} in the ${kind} of ${width}x${height}`);
    }
  }
});
