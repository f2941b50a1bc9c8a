/** How high an embedded figure is when nothing of it is cut: for the code that a blog pastes. Knows no document. */
import { ALWAYS } from "../model/actors.js";
import { roomFor } from "../model/room.js";
import { World } from "../model/world.js";
import { framesOf } from "./recorded.js";
import { shapeOf } from "./terminal.js";

const EDGES = 2; // px of the frame's own border, on both sides together
const MARGINS = 40; // left and right of the picture
const HEAD = 46; // chips and switch above the picture
const TIMEBAR = 75;
const PADDING = 18; // of the terminal
const CAPTION = 72; // two lines

/** px. @param {object} tape; @param {{grouping, width}} how width px of the frame */
export function heightOf(tape, { grouping = "node", width = 720 } = {}) {
  const world = new World();
  const { snapshot, changes } = framesOf(tape);
  world.frame(snapshot);
  world.frame(changes);
  const room = roomFor(world, grouping, { width: width - EDGES - MARGINS, shown: ALWAYS });
  const { size, rows } = shapeOf(tape.terminal, width - EDGES);
  const terminal = tape.terminal.length ? rows * size * 1.5 + PADDING : 0;
  return Math.ceil(room + HEAD + TIMEBAR + terminal + CAPTION + EDGES);
}
