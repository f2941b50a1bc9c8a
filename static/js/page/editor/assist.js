import { h } from "../shared/dom.js";
import { fieldAt, typeAt, typeText } from "./schema.js";
import { documentAround, kindOf, pathAt, siblingsAt } from "./yamlpath.js";

const KEY_BEFORE = /^(\s*(?:- +)*)([A-Za-z]*)$/;
const VALUE_BEFORE = /^(\s*(?:- +)*)([A-Za-z0-9]+):\s+([A-Za-z0-9]*)$/;

/** CodeMirror's completion source: field names where a key may stand, allowed values after `key: `. */
export function completions(schemas, words) {
  return async (context) => {
    const line = context.state.doc.lineAt(context.pos);
    const before = line.text.slice(0, context.pos - line.from);
    const [key, value] = [before.match(KEY_BEFORE), before.match(VALUE_BEFORE)];
    if (!key && !value) return null;
    if (!context.explicit && !(key ?? value).at(-1)) return null;
    const place = await placeOf(schemas, context.state.doc, line.number, (key ?? value)[1].length);
    if (!place || context.aborted) return null;
    if (value) return values(fieldAt(place.schema, [...place.path, value[2]]), context.pos - value[3].length);
    return keys(place, context.pos - key[2].length, words);
  };
}

async function placeOf(schemas, doc, number, column) {
  const { lines, start } = documentAround(doc.toString().split("\n"), number - 1);
  const schema = await schemas.of(kindOf(lines));
  const at = number - 1 - start;
  return schema && { schema, path: pathAt(lines, at, column), present: siblingsAt(lines, at, column) };
}

function keys({ schema, path, present }, from, words) {
  const type = typeAt(schema, path);
  if (!type) return null;
  const options = Object.entries(type.fields).filter(([name]) => !present.includes(name)).map(([name, field]) => ({
    label: name,
    detail: typeText(field) + (type.required.includes(name) ? ` · ${words.say("editor.required")}` : ""),
    boost: type.required.includes(name) ? 2 : 0,
    apply: field.type === "object" || field.type === "array" ? `${name}:` : `${name}: `,
    info: field.description ? () => h("div", {}, field.description) : undefined,
  }));
  return { from, options, validFor: /^[A-Za-z]*$/ };
}

function values(field, from) {
  const options = field?.enum ?? (field?.type === "boolean" ? ["true", "false"] : null);
  return options && { from, options: options.map((label) => ({ label: String(label) })), validFor: /^[A-Za-z0-9]*$/ };
}

/** What hovering a field's name tells: its type and what it is for. CodeMirror's hoverTooltip source. */
export function fieldHelp(schemas, words) {
  return async (view, pos) => {
    const line = view.state.doc.lineAt(pos);
    const found = line.text.match(/^(\s*(?:- +)*)([A-Za-z0-9]+)\s*:/);
    if (!found) return null;
    const [from, to] = [line.from + found[1].length, line.from + found[1].length + found[2].length];
    if (pos < from || pos > to) return null;
    const place = await placeOf(schemas, view.state.doc, line.number, found[1].length);
    const field = place && fieldAt(place.schema, [...place.path, found[2]]);
    if (!field) return null;
    const dom = h("div", { class: "field-help" }, h("b", {}, field.name),
      h("small", {}, typeText(field) + (field.required ? ` · ${words.say("editor.required")}` : "")), h("p", {}, field.description ?? ""));
    return { pos: from, end: to, above: true, create: () => ({ dom }) };
  };
}
