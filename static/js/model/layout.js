/** Places: where things rest, a function of the state and the size of the picture. */
import { placeAt } from "./grid.js";
import { layoutLabels } from "./layout-label.js";
import { layoutNodes } from "./layout-node.js";
import { layoutOwners } from "./layout-owner.js";

const LAYOUTS = { node: layoutNodes, owner: layoutOwners, label: layoutLabels };

/** `view`: {width, height (px), shown (component ids)}. */
export const layoutOf = (grouping, state, view) => LAYOUTS[grouping](state, view);

/** Where a pod rests: {x, y, w, h, s, tier, tagged, box}; null when its box is not drawn. */
export function placeOf(layout, state, uid) {
  const seat = state.seats[layout.grouping].get(uid);
  const box = seat && layout.boxes.get(seat.box);
  return box ? { ...placeAt(box.cells, seat.index), box: box.key, hidden: box.kind === "nursery" && seat.index >= box.cells.cols * box.cells.rows } : null;
}

/** Places of all pods: Map uid → place. */
export function placesOf(layout, state) {
  const places = new Map();
  for (const uid of state.seats[layout.grouping].seats.keys()) {
    const place = placeOf(layout, state, uid);
    if (place) places.set(uid, place);
  }
  return places;
}

export const samePlace = (a, b) => a.x === b.x && a.y === b.y && a.w === b.w && a.h === b.h && a.tier === b.tier;
