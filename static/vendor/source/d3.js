// The parts of D3 that the diagram uses: boxes in boxes. Animation is the browser's own (Web Animations).
export { hierarchy, treemap } from "d3-hierarchy";
