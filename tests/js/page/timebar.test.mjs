import test from "node:test";
import assert from "node:assert/strict";
import { Stretch, ticks } from "../../../static/js/page/timebar/scale.js";
import { mergeMarks } from "../../../static/js/page/timebar/marks.js";

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
