// The parts of D3 that the diagram and the time bar use. Animation is the browser's own (Web Animations), so d3-transition is not here.
export { select, selectAll, create, pointer } from "d3-selection";
export { line, arc, area, link, linkHorizontal, linkVertical, curveBasis, curveCatmullRom, curveLinear, curveMonotoneX } from "d3-shape";
export { scaleLinear, scaleBand, scalePoint, scaleTime, scaleOrdinal } from "d3-scale";
export { hierarchy, tree, treemap, pack, packSiblings, partition, cluster } from "d3-hierarchy";
export { interpolate, interpolateNumber, interpolateString } from "d3-interpolate";
export { easeCubicInOut, easeCubicOut, easeLinear } from "d3-ease";
