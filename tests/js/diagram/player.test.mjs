import test from "node:test";
import assert from "node:assert/strict";
import { Player } from "../../../static/js/model/player.js";

const SECOND = 1_000_000;

/** A clock that stood at 10 s and has just leapt to 40 s, at wall 0 ms. */
function leapt() {
  const player = new Player();
  player.reset(10 * SECOND, { rate: 1, running: false }, 0);
  assert.deepEqual(player.observe(40 * SECOND, { rate: 1, running: false }, 0), { from: 10 * SECOND, to: 40 * SECOND });
  return player;
}

test("a leap is told in less than two seconds, and then the clock stands where it is", () => {
  const player = leapt();
  assert.ok(player.reading(100) < 20 * SECOND);
  player.moment(2000, true);
  assert.equal(player.reading(2000), 40 * SECOND);
});

test("who goes to the past while a leap is told finds the living end where the clock is, not on its way there", () => {
  const player = leapt();
  player.seek(12 * SECOND, { running: true, rate: 1 }, 100);
  assert.equal(player.reading(600), 12.5 * SECOND);
  player.seek(null, {}, 700);
  assert.equal(player.reading(700), 40 * SECOND);
});

test("a leap of the living end is not told to who looks at the past", () => {
  const player = new Player();
  player.reset(10 * SECOND, { rate: 1, running: false }, 0);
  player.seek(5 * SECOND, {}, 0);
  assert.deepEqual(player.observe(40 * SECOND, { rate: 1, running: false }, 50), { from: 10 * SECOND, to: 40 * SECOND }, "it is recorded all the same");
  assert.equal(player.reading(60), 5 * SECOND);
  player.seek(null, {}, 70);
  assert.equal(player.reading(70), 40 * SECOND);
});
