/** Markup as strings, safely: every value is escaped unless it is markup itself. And text measured as the page draws it. */

class Markup {
  constructor(text) {
    this.text = text;
  }

  toString() {
    return this.text;
  }
}

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (value) => String(value).replace(/[&<>"']/g, (sign) => ESCAPES[sign]);

function part(value) {
  if (value === null || value === undefined || value === false) return "";
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(part).join("");
  return escaped(typeof value === "number" ? Math.round(value * 100) / 100 : value);
}

/** Tagged template: `svg\`<text>${anything}</text>\``. Arrays are joined; null and false are nothing; numbers keep two decimals. */
export function svg(strings, ...values) {
  let text = strings[0];
  for (let i = 0; i < values.length; i++) text += part(values[i]) + strings[i + 1];
  return new Markup(text);
}

export const NS = "http://www.w3.org/2000/svg";

/** An SVG element with attributes. */
export function make(name, attributes = {}) {
  const element = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

/** Draws markup into an element, only when it differs from what is there. Returns whether it did. */
export function put(element, markup) {
  const text = String(markup);
  if (element.drawn === text) return false;
  element.innerHTML = text;
  element.drawn = text;
  return true;
}

let pen = null;
let family = null;
const widths = new Map();

/** Width of a text in px at `size` and `weight`, in the diagram's text font. */
export function measure(text, size = 13, weight = 600) {
  const key = `${size} ${weight} ${text}`;
  let width = widths.get(key);
  if (width !== undefined) return width;
  pen ??= document.createElement("canvas").getContext("2d");
  family ??= getComputedStyle(document.documentElement).getPropertyValue("--font-text") || "sans-serif";
  pen.font = `${weight} ${size}px ${family}`;
  width = pen.measureText(text).width;
  if (widths.size > 20_000) widths.clear();
  widths.set(key, width);
  return width;
}
