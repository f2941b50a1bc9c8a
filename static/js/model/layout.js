/** Places: where things rest, a function of the state and the size of the picture. */
import { placeAt } from "./grid.js";
import { layoutLabels } from "./layout-label.js";
import { layoutNodes } from "./layout-node.js";
import { layoutOwners } from "./layout-owner.js";
import { layShelf, shelfHeight } from "./shelf.js";

const LAYOUTS = { node: layoutNodes, owner: layoutOwners, label: layoutLabels };

const LOWEST = 380; // px; a lower picture has no room for a shelf
const NARROWEST = 600; // nor has a phone

/** `view`: {width, height (px), shown (component ids)}. With `shelf` where there is anything to stand on it. */
export function layoutOf(grouping, state, view) {
  const high = view.height >= LOWEST && view.width >= NARROWEST ? shelfHeight(state, view) : 0;
  const layout = LAYOUTS[grouping](state, { ...view, height: view.height - high });
  if (high) Object.assign(layout, { shelf: layShelf(state, view, layout.height), height: layout.height + high });
  return layout;
}

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
