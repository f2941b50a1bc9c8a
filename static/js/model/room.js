/** How high a picture must be for all that a recording shows: nothing cut, nothing to scroll, pods large enough to read. Knows no document. */
import { layoutOf } from "./layout.js";

const HEIGHTS = [340, 380, 420, 460, 500, 540, 600, 660, 760]; // px
const PENALTY = { small: 60, mark: 200, bar: 300 }; // px of height that a more telling pod is worth
const FOLDED = 90; // px of height that a plane is worth which need not be folded
const UNTOLD = new Set(["system", "nursery", "empty"]); // boxes whose pods are marks at any height

/** px. @param {World} world a recording; @param {{width, shown}} view */
export function roomFor(world, grouping, view) {
  let least = Infinity;
  let best = HEIGHTS.at(-1);
  for (const height of HEIGHTS) {
    if (height >= least) break;
    const { price, needed } = worst(world, grouping, { ...view, height });
    if (height + price < least) [least, best] = [height + price, Math.min(needed, HEIGHTS.at(-1))];
  }
  return best;
}

/** What the poorest moment of the recording costs at this height, and how high the highest is then. */
function worst(world, grouping, view) {
  const state = world.stateAtStart();
  let version = null;
  let layout = {};
  let most = 0;
  let needed = view.height;
  for (const entry of [null, ...world.finished.order]) {
    if (entry) state.apply(entry);
    if (version === state.version(grouping)) continue;
    version = state.version(grouping);
    layout = layoutOf(grouping, state, { ...view, was: layout.rank, waited: layout.waited });
    most = Math.max(most, priceOf(layout, view));
    needed = Math.max(needed, layout.height);
  }
  return { price: most, needed };
}

function priceOf(layout, { height }) {
  const tiers = [...layout.boxes.values()].filter(({ kind, cells }) => cells && !UNTOLD.has(kind)).map(({ cells }) => PENALTY[cells.tier] ?? 0);
  return Math.max(0, ...tiers) + (layout.plane?.squat || layout.plane?.kind === "row" ? FOLDED : 0) + Math.max(0, layout.height - height) * 4;
}
