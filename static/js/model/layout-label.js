/** Grouping by a label: a box for each value of the chosen key, and one for pods without it. */
import { TIERS, fit } from "./grid.js";
import { arrange, leaf, weigh } from "./layout-owner.js";

const DRAWN = ["box", "small", "mark", "bar"];

/** A layout, as layoutNodes gives it. Boxes carry `value`, the label's value. */
export function layoutLabels(state, view) {
  const seats = state.seats.label;
  const keys = [...seats.boxes.keys()].filter((key) => key.startsWith("label ")).sort();
  const items = keys.map((key) => ({ key, kind: "label", value: key.slice(6), weight: weigh(seats.count(key)) }));
  if (seats.count("none") || !items.length) items.push({ key: "none", kind: "none", weight: weigh(seats.count("none")) });
  const layout = arrange(state, view, items, "label", (item, rect, boxes) => {
    const box = leaf(state, { ...item, owner: undefined }, rect, 48);
    const cells = fit(box.inner, seats.count(item.key), DRAWN);
    boxes.set(item.key, { ...box, cells, kind: item.kind, value: item.value });
  });
  const drawn = [...layout.boxes.values()].filter((box) => box.kind !== "system");
  const worst = Math.max(...drawn.map((box) => TIERS.indexOf(box.cells.tier)));
  for (const box of drawn) box.cells = fit(box.inner, seats.count(box.key), TIERS.slice(worst)); // values are compared: drawn alike
  return layout;
}
