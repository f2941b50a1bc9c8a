const SVG = "http://www.w3.org/2000/svg";

/** Makes an element. Text is always text: strings become text nodes, whatever they hold. `on…` properties are listeners, `class` and
 *  attributes with dashes are attributes, true/false attributes are set or left out. */
export function h(tag, properties = {}, ...children) {
  return furnish(document.createElement(tag), properties, children);
}

/** The same for SVG. */
export function s(tag, properties = {}, ...children) {
  return furnish(document.createElementNS(SVG, tag), properties, children);
}

function furnish(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Text with code between backticks, as nodes. */
export function inlineCode(text) {
  return String(text).split("`").map((part, at) => (at % 2 ? h("code", {}, part) : part));
}

/** Icons, by the strokes of a 16-unit square (others say their box). */
const ICONS = {
  play: { box: 18, fill: ["M5.5 3l10 6-10 6z"] },
  pause: { box: 18, fill: ["M4 4a1 1 0 0 1 1-1h1.6a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1zM10.4 4a1 1 0 0 1 1-1H13a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1h-1.6a1 1 0 0 1-1-1z"] },
  previous: { fill: ["M13.5 3v10L6 8z", "M3.1 3h.8a.6.6 0 0 1 .6.6v8.8a.6.6 0 0 1-.6.6h-.8a.6.6 0 0 1-.6-.6V3.6a.6.6 0 0 1 .6-.6z"] },
  next: { fill: ["M2.5 3v10L10 8z", "M12.1 3h.8a.6.6 0 0 1 .6.6v8.8a.6.6 0 0 1-.6.6h-.8a.6.6 0 0 1-.6-.6V3.6a.6.6 0 0 1 .6-.6z"] },
  ahead: { fill: ["M1.5 3v10L8 8z", "M8 3v10L14.5 8z"] },
  now: { fill: ["M1.5 3.2v9.6L9.5 8z", "M11.2 3h2.1a.6.6 0 0 1 .6.6v8.8a.6.6 0 0 1-.6.6h-2.1z"] },
  branch: { stroke: ["M1.5 11.5H14M4.5 11.5C7.5 11.5 7 4.5 10 4.5H14"], accent: "M4.5 9.4a2.1 2.1 0 1 0 .01 0z" },
  compare: { stroke: ["M2 3.5h5v9H2zM9 3.5h5v9H9z"] },
  book: { stroke: ["M8 4.2C6.6 3.2 4.6 2.9 2.5 3v9.4c2.100-.1 4.100.2 5.500 1.200c1.400-1 3.400-1.300 5.500-1.200V3c-2.100-.1-4.100.2-5.500 1.200zM8 4.200v9.400"] },
  close: { stroke: ["M4 4l8 8M12 4l-8 8"] },
  copy: { stroke: ["M5.5 5.5h7v8h-7zM3.5 10.5v-8h7"] },
  plus: { stroke: ["M8 3.5v9M3.5 8h9"] },
  more: { fill: ["M3.5 6.8a1.2 1.2 0 1 0 .01 0zM8 6.8a1.2 1.2 0 1 0 .01 0zM12.5 6.8a1.2 1.2 0 1 0 .01 0z"] },
  error: { box: 12, fill: ["M6 .8L11.2 6L6 11.2L.8 6Z"] },
  run: { stroke: ["M3 4.5l3.2 3.2L3 10.9M8 11.5h5"] },
  link: { stroke: ["M6.5 9.5l3-3M7.5 4.5l1-1a2.8 2.8 0 0 1 4 4l-1 1M8.5 11.5l-1 1a2.8 2.8 0 0 1-4-4l1-1"] },
};

export function icon(name, label = null) {
  const { box = 16, fill = [], stroke = [], accent } = ICONS[name];
  return s("svg", { viewBox: `0 0 ${box} ${box}`, ...(label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" }) },
    fill.map((d) => s("path", { d, fill: "currentColor" })),
    stroke.map((d) => s("path", { d, fill: "none", stroke: "currentColor", "stroke-width": "1.5", "stroke-linecap": "round", "stroke-linejoin": "round" })),
    accent ? s("path", { d: accent, fill: "var(--accent)" }) : null);
}

/** Puts text on the clipboard; also on a plain http address of the classroom's network, where navigator.clipboard does not exist. */
export async function copyText(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = h("textarea", { class: "visually-hidden", readonly: true });
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}
