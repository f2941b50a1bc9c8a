import assert from "node:assert/strict";
import { test } from "node:test";
import { shapeOf } from "../../../static/js/figure/terminal.js";

const said = (...lines) => [{ text: lines.map((line) => `${line}\n`).join("") }];

test("short lines are as large as they may be, long ones smaller, and none smaller than can be read", () => {
  assert.equal(shapeOf(said("$ ls", "x".repeat(60)), 720).size, 12.5);
  const { size } = shapeOf(said("x".repeat(100)), 720);
  assert.ok(size < 12.5 && size * 0.602 * 100 <= 692, "all hundred letters are in one row");
  assert.equal(shapeOf(said("x".repeat(400)), 720).size, 10.5);
});

test("there are rows for the longest answer with its command, in bounds, and broken lines count", () => {
  assert.equal(shapeOf(said("$ a", "1", "2", "3", "$ b", "1"), 720).rows, 4);
  assert.equal(shapeOf(said("$ a"), 720).rows, 3);
  assert.equal(shapeOf(said("$ a", ..."123456789abcdefghij"), 720).rows, 16);
  assert.equal(shapeOf(said("$ a", ..."123456789abcdefghij"), 360).rows, 10);
  assert.equal(shapeOf(said("$ a", "x".repeat(150), "x".repeat(150)), 360).rows, 7, "52 letters in a row: 1 + 3 + 3");
});
