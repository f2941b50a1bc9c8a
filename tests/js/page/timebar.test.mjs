import test from "node:test";
import assert from "node:assert/strict";
import { Stretch, ticks } from "../../../static/js/page/timebar/scale.js";
import { LIMITS, RATES, parseRate, rateText, stepped, within } from "../../../static/js/page/timebar/rates.js";
import { markFrom, mergeMarks, nearest } from "../../../static/js/page/timebar/marks.js";

const S = 1_000_000;

test("the bar shows a minute, grows to three, and then moves along", () => {
  const stretch = new Stretch();
  assert.deepEqual([stretch.show(10 * S, 10 * S, true).from, stretch.to], [0, 60 * S]);
  assert.equal(stretch.show(60 * S, 60 * S, true).to, 90 * S);
  stretch.show(1000 * S, 1000 * S, true);
  assert.equal(Math.round((stretch.to - stretch.from) / S), 180);
  assert.equal(Math.round(stretch.x(1000 * S, 100)), 71);
});

test("a moment of the past outside the bar pulls it over, one inside leaves it", () => {
  const stretch = new Stretch();
  stretch.show(1000 * S, 1000 * S, true);
  const { from } = stretch;
  stretch.show(950 * S, 1000 * S, false);
  assert.equal(stretch.from, from);
  stretch.show(100 * S, 1000 * S, false);
  assert.ok(stretch.x(100 * S, 1000) > 0 && stretch.x(100 * S, 1000) < 100);
});

test("ticks are engraved as close as can be read", () => {
  const minute = ticks({ from: 0, to: 60 * S }, 600);
  assert.deepEqual([minute.great.length, minute.labels.map((time) => time / S)], [5, [0, 15, 30, 45, 60]]);
  assert.ok(ticks({ from: 0, to: 60 * S }, 200).small.length < 20, "a narrow bar has fewer");
});

test("marks close together merge, failures only with failures", () => {
  const mark = (time, kind) => ({ time, kind, text: kind });
  const merged = mergeMarks([mark(0, "command"), mark(5, "check"), mark(5, "failure"), mark(8, "failure"), mark(40, "command")], (time) => time);
  assert.deepEqual(merged.map(({ kind, texts }) => [kind, texts.length]), [["check", 2], ["command", 1], ["failure", 2]]);
});

test("any speed can be written, as people write one", () => {
  const written = { "12": 12, " 1.5x": 1.5, "1,5×": 1.5, "½": 0.5, "1/4": 0.25, "3배": 3, ".2": 0.2, "": null, "fast": null, "0": null, "-2": null, "1/0": null, "1e3": null };
  for (const [text, rate] of Object.entries(written)) assert.equal(parseRate(text), rate, text);
  assert.deepEqual([0.25, 1 / 3, 64, 31.7].map(rateText), ["¼×", "0.33×", "64×", "32×"]);
});

test("a step goes to the next speed of the list, from between two as well, and not beyond its ends", () => {
  assert.deepEqual([stepped(1, 1), stepped(1, -1), stepped(3, 1), stepped(3, -1), stepped(64, 1), stepped(0.1, -1)], [2, 0.5, 4, 2, 64, 0.1]);
  for (const rate of RATES) assert.equal(within(rate, LIMITS.live), rate, "each can be asked of a cluster");
  assert.deepEqual([within(500, LIMITS.live), within(500, LIMITS.past)], [100, 500]);
});

test("the mark under the pointer is the nearest, and none from farther away", () => {
  const placed = [{ x: 10, y: 12 }, { x: 22, y: 12 }, { x: 20, y: 32 }];
  assert.deepEqual([nearest(placed, { x: 15, y: 10 }, 9), nearest(placed, { x: 20, y: 30 }, 9), nearest(placed, { x: 40, y: 12 }, 9), nearest(placed, { x: 10, y: 40 }, 9)], [placed[0], placed[2], null, null]);
});

test("the keyboard goes from mark to mark", () => {
  const marks = [1, 5, 9].map((seconds) => ({ time: seconds * S, kind: "command" }));
  const from = (at, by) => markFrom(marks, at * S, by)?.time / S;
  assert.deepEqual([from(5, 1), from(5, -1), from(6, 1), from(6, -1)], [9, 1, 9, 5]);
  assert.deepEqual([markFrom(marks, 9 * S, 1), markFrom(marks, S, -1)], [null, null]);
});
