import test from "node:test";
import assert from "node:assert/strict";
import { MOTION, lay, whereAt } from "../../../static/js/model/moves.js";
import { Path, route, spoke } from "../../../static/js/model/paths.js";
import { Player } from "../../../static/js/model/player.js";
import { SCENES } from "../../browser/diagram-scenes.js";
import { received, staged } from "./helpers.mjs";

const S = 1_000_000;

/** Kinds of moves under way, by seconds after the start. */
function kindsAt(scene, seconds, grouping = scene.grouping ?? "node") {
  const stage = staged(received(scene), grouping);
  stage.to(scene.start + seconds * S, { sought: true });
  return stage.covering().map((move) => move.kind).sort();
}

for (const [name, seconds, kinds] of [
  ["adoption", 0, []],
  ["adoption", 3.8, ["reach", "ring"]],
  ["adoption", 5.8, ["birth", "birth"]],
  ["adoption", 9.2, ["flight"]],
  ["rollout", 4.2, ["birth"]],
  ["rollout", 6.8, ["reach"]],
]) {
  test(`${name} at ${seconds} s: ${kinds.join(", ") || "nothing moves"}`, () => {
    const found = kindsAt(SCENES[name](), seconds);
    for (const kind of kinds) assert.ok(found.includes(kind), `${kind} in ${found}`);
    if (!kinds.length) assert.deepEqual(found, []);
  });
}

test("a pod that is gone closes on its own seat", () => {
  const scene = SCENES.rollout();
  const stage = staged(received(scene), "owner");
  let death = null;
  for (let t = 8; t < 11 && !death; t += 0.05) {
    stage.to(scene.start + t * S);
    death = stage.covering().find((move) => move.kind === "death");
  }
  assert.ok(death);
  assert.equal(stage.state.objects.has(death.uid), false, "the state does not wait for the motion");
  assert.equal(death.object.deleting.grace, 30);
});

test("played or sought, the same moves cover a moment", () => {
  const scene = SCENES.adoption();
  for (const t of [3.9, 5.7, 5.9, 9.1, 9.4, 10.2]) {
    const played = staged(received(scene));
    for (let at = 0; at <= t; at += 1 / 60) played.to(scene.start + at * S);
    played.to(scene.start + t * S);
    const sought = staged(received(scene));
    sought.to(scene.start + t * S, { sought: true });
    const flat = (stage) => stage.covering().map(({ kind, uid, start, end }) => `${kind} ${uid} ${start} ${end}`).sort();
    assert.deepEqual(flat(sought), flat(played), `${t} s`);
  }
});

test("no more moves at once than the budget, nor lines than can be followed", () => {
  const scene = SCENES.hundreds();
  const stage = staged(received(scene));
  let most = 0;
  let lines = 0;
  for (let t = 1; t < 10; t += 0.1) {
    stage.to(scene.start + t * S);
    most = Math.max(most, stage.covering().length);
    lines = Math.max(lines, stage.covering().filter((move) => move.path).length);
  }
  assert.ok(most > 4 && most <= MOTION.max, `${most}`);
  assert.ok(lines <= 5, `${lines}`);
});

test("a newer move goes on from where the pod is, never back to the start", () => {
  const ease = "cubic-bezier(.45, .05, .25, 1)";
  const flight = { kind: "flight", uid: "p", start: 0, delay: 0, duration: 1000, end: 1000, ease, points: [{ x: 0, y: 0, k: 1 }, { x: 100, y: 0, k: 1 }] };
  const turn = { kind: "flight", uid: "p", start: 500, delay: 0, duration: 1000, end: 1500, ease, path: "M0 0", points: [{ x: 0, y: 0, k: 1 }, { x: 0, y: 80, k: 1 }] };
  const here = whereAt(flight, 500);
  assert.ok(here.x > 50 && here.x < 100);
  const moves = lay([flight], [turn], 500);
  assert.deepEqual(moves[1].points, [here, { x: 0, y: 80, k: 1 }]);
  assert.equal(flight.end, 500);
});

test("beyond the budget the rest snap", () => {
  const make = (i) => ({ kind: "birth", uid: `p${i}`, start: 0, delay: 0, duration: 1000, end: 1000, ease: "linear", points: [{ x: 0, y: 0, k: 1 }, { x: 1, y: 1, k: 1 }] });
  assert.equal(lay([], Array.from({ length: 100 }, (_, i) => make(i)), 0).length, MOTION.max);
});

test("choosing a grouping moves each pod straight, the chosen owner's first", () => {
  const scene = SCENES.regroup();
  const stage = staged(received(scene));
  stage.to(scene.start);
  stage.hero = (uid) => stage.state.objects.get(uid).owner?.uid === scene.chosen;
  const moves = stage.regroup("owner", 0);
  assert.equal(moves.length, 10);
  assert.deepEqual(moves.slice(0, 4).map((move) => stage.hero(move.uid)), [true, true, true, true]);
  assert.deepEqual(moves.map((move) => move.delay), moves.map((_, i) => i * MOTION.stagger));
  const back = stage.regroup("node", 300_000, moves);
  const turning = moves.find((move) => move.uid === back[0].uid);
  assert.ok(Math.abs(back[0].points[0].x - whereAt(turning, 300_000).x) < 1e-6, "turned from where it was");
});

test("a path is sampled at even distances, either way", () => {
  const path = new Path(0, 0).line(100, 0).quad(150, 0, 150, 50).cubic(150, 100, 100, 100, 60, 100);
  const points = path.sample(20);
  const steps = points.slice(1).map((point, i) => Math.hypot(point.x - points[i].x, point.y - points[i].y));
  assert.ok(Math.max(...steps) - Math.min(...steps) < 1, `${steps}`);
  const back = path.reversed().sample(20);
  for (const [i, point] of back.entries()) assert.ok(Math.hypot(point.x - points[20 - i].x, point.y - points[20 - i].y) < 0.5);
});

test("spokes end at the hub, routes in the middle of the place", () => {
  const plane = { kind: "arc", hub: { x: 500, y: 130, r: 40 } };
  for (const from of [{ x: 60, y: 130, w: 92, h: 30 }, { x: 300, y: 60, w: 118, h: 40 }, { x: 200, y: 210, dock: true }, { x: 500, y: 210, dock: true }]) {
    const [x, y] = spoke(plane, from).end;
    assert.ok(Math.abs(Math.hypot(x - 500, y - 130) - 40) < 3, `${x},${y}`);
  }
  for (const gutter of [undefined, 330, 700]) assert.deepEqual(route({ x: 300, y: 80 }, { x: 560, y: 300 }, gutter).end, [560, 300]);
});

test("the moment: runs with the clock, stands with it, and tells what came to a standing cluster", () => {
  const player = new Player();
  player.reset(10 * S, { rate: 2, running: true }, 1000);
  assert.equal(player.moment(1500, true), 11 * S);
  player.observe(11 * S, { rate: 2, running: false }, 1500);
  assert.equal(player.moment(2500, true), 11 * S, "stands");
  player.settle(2500);
  assert.equal(player.moment(2900, false), 11.4 * S, "tells at 1×");
  assert.equal(player.reading(2900), 11 * S, "the clock stands");
  player.observe(11 * S, { rate: 1, running: true }, 3000);
  assert.ok(player.moment(3100, false) > 11.4 * S, "goes on");
  assert.equal(player.moment(3200, true), player.reading(3200), "falls in step when all is quiet");
});

test("a leap of the clock is told as a jump of at most two seconds", () => {
  const player = new Player();
  player.reset(0, { rate: 1, running: false }, 0);
  assert.equal(player.observe(2 * S, null, 10), null, "the network is no jump");
  assert.equal(player.moment(11, false), 2 * S, "a short step is taken at once");
  const jump = player.observe(302 * S, null, 20);
  assert.deepEqual(jump, { from: 2 * S, to: 302 * S });
  assert.ok(player.jump.takes <= 2000);
  assert.ok(player.reading(20 + player.jump.takes / 2) > 100 * S);
  assert.equal(player.floor(152 * S) < player.floor(302 * S), true, "in the middle of the jump, in the middle of its telling");
  player.moment(20 + player.jump.takes + 1, true);
  assert.equal(player.jump, null);
  assert.equal(player.reading(3000), 302 * S);
});

test("the past is the viewer's own, standing or played", () => {
  const player = new Player();
  player.reset(60 * S, { rate: 1, running: true }, 0);
  player.seek(20 * S, {}, 100);
  assert.equal(player.moment(900, true), 20 * S);
  player.seek(20 * S, { running: true, rate: 0.5 }, 1000);
  assert.equal(player.reading(3000), 21 * S);
  player.seek(null, {}, 3000);
  assert.equal(player.reading(3000), 63 * S);
});
