import { Decoration, EditorView, GutterMarker, RangeSetBuilder, StateEffect, StateField, WidgetType, gutterLineClass } from "../../../vendor/codemirror.js";
import { h, inlineCode } from "../shared/dom.js";
import { placeProblem } from "./problems.js";

const setProblems = StateEffect.define();
const errorLine = new (class extends GutterMarker {
  elementClass = "is-error";
})();

/** The message below the line, with a button that repairs it. */
class Lens extends WidgetType {
  constructor(entry, words) {
    super();
    Object.assign(this, { entry, words });
  }

  eq(other) {
    return other.entry.problem === this.entry.problem;
  }

  toDOM(view) {
    const { problem, place } = this.entry;
    const suggested = problem.suggestion && h("span", {}, h("br"), ...inlineCode(suggestionText(problem.suggestion, this.words)));
    const fix = place.insert && h("button", { type: "button", onclick: () => repair(view, problem) }, this.words.say("editor.fix"));
    return h("div", { class: "lens-row" }, h("div", { class: "lens", role: "alert" }, h("span", {}, h("code", {}, problem.message), suggested), fix)); // a margin would put the line numbers out of step
  }

  get estimatedHeight() {
    return 46;
  }

  ignoreEvent() {
    return true;
  }
}

/** A suggestion is a word ("matchLabels"), or already a sentence of the server's. */
function suggestionText(suggestion, words) {
  return /[\s`]/.test(suggestion) ? suggestion : words.say("editor.suggestion", { word: `\`${suggestion}\`` });
}

/** The lenses, squiggles and red line numbers of one document. `dropped(problem)`: the reader changed that line. */
export function lenses(words, dropped) {
  const field = StateField.define({
    create: () => ({ entries: [], ...draw([], null, words) }),
    update(value, transaction) {
      const effect = transaction.effects.find((each) => each.is(setProblems));
      if (effect) {
        const entries = effect.value.map((problem) => locate(problem, transaction.state.doc)).filter(Boolean);
        return { entries, ...draw(entries, transaction.state.doc, words) };
      }
      if (!transaction.docChanged || !value.entries.length) return value;
      const kept = value.entries.filter((entry) => !transaction.changes.touchesRange(entry.lineFrom, entry.lineTo)).map((entry) => move(entry, transaction.changes));
      for (const entry of value.entries) if (!kept.some(({ problem }) => problem === entry.problem)) queueMicrotask(() => dropped(entry.problem));
      return { entries: kept, ...draw(kept, transaction.state.doc, words) };
    },
    provide: (self) => [
      EditorView.decorations.from(self, ({ decorations }) => decorations),
      gutterLineClass.from(self, ({ gutter }) => gutter),
    ],
  });
  return field;
}

/** Shows these problems in a view made with `lenses`. */
export function showProblems(view, problems) {
  view.dispatch({ effects: setProblems.of(problems) });
}

function locate(problem, doc) {
  if (problem.line < 1 || problem.line > doc.lines) return null;
  const line = doc.line(problem.line);
  const place = placeProblem(line.text, problem);
  return { problem, place, from: line.from + place.from, to: Math.min(line.to, line.from + place.to), lineFrom: line.from, lineTo: line.to };
}

function move(entry, changes) {
  const [lineFrom, lineTo] = [changes.mapPos(entry.lineFrom, 1), changes.mapPos(entry.lineTo, -1)];
  return { ...entry, lineFrom, lineTo, from: changes.mapPos(entry.from, 1), to: changes.mapPos(entry.to, -1) };
}

function draw(entries, doc, words) {
  const marks = [];
  const gutter = new RangeSetBuilder();
  let last = -1;
  for (const entry of [...entries].sort((a, b) => a.lineFrom - b.lineFrom)) {
    if (entry.lineFrom > last) gutter.add(entry.lineFrom, entry.lineFrom, errorLine);
    last = entry.lineFrom;
    if (entry.to > entry.from) marks.push(Decoration.mark({ class: "cm-lintRange-error" }).range(entry.from, entry.to));
    marks.push(Decoration.widget({ widget: new Lens(entry, words), block: true, side: 1 }).range(doc.lineAt(entry.lineTo).to));
  }
  return { decorations: Decoration.set(marks, true), gutter: gutter.finish() };
}

function repair(view, problem) {
  for (let number = 1; number <= view.state.doc.lines; number++) {
    const line = view.state.doc.line(number);
    const place = placeProblem(line.text, problem);
    if (place.insert && line.text.slice(place.from, place.to) === lastKey(problem.field) && Math.abs(number - problem.line) < 3) {
      view.dispatch({ changes: { from: line.from + place.from, to: line.from + place.to, insert: place.insert }, userEvent: "input.fix" });
      view.focus();
      return;
    }
  }
}

function lastKey(field) {
  return field.match(/\[([^\]\d][^\]]*)\]$/)?.[1] ?? field.replace(/\[\d+\]$/, "").split(".").at(-1);
}
