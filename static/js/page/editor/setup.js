import {
  EditorState, EditorView, HighlightStyle, Prec, acceptCompletion, autocompletion, bracketMatching, closeBrackets, closeBracketsKeymap, completionKeymap, completionStatus,
  defaultKeymap, drawSelection, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, history, historyKeymap, hoverTooltip, indentLess, indentMore, indentUnit,
  keymap, lineNumbers, search, searchKeymap, syntaxHighlighting, tags, yaml,
} from "../../../vendor/codemirror.js";
import { completions, fieldHelp } from "./assist.js";

// The browser's EditContext would hide the text from assistive technology (and from axe) in Chromium; contenteditable is what they know.
EditorView.EDIT_CONTEXT = false;

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--code-key)" },
  { tag: [tags.string, tags.number, tags.bool, tags.null, tags.content, tags.attributeValue], color: "var(--code-value)" },
  { tag: [tags.comment, tags.lineComment, tags.meta], color: "var(--ink-muted)" },
  { tag: [tags.separator, tags.punctuation, tags.squareBracket, tags.brace], color: "var(--ink)" },
]);

/** Tab indents only after something was typed; Escape gives Tab back to the page, so the keyboard is never trapped. */
class TabKey {
  #typed = false;

  get extension() {
    return [
      EditorView.updateListener.of((update) => {
        if (update.transactions.some((transaction) => transaction.isUserEvent("input"))) this.#typed = true;
        if (update.focusChanged && !update.view.hasFocus) this.#typed = false;
      }),
      keymap.of([
        { key: "Tab", run: (view) => (completionStatus(view.state) === "active" ? acceptCompletion(view) : this.#typed && indentMore(view)), shift: (view) => this.#typed && indentLess(view) },
        { key: "Escape", run: () => (this.#typed = false) },
      ]),
    ];
  }
}

/** Ctrl/Cmd-S does nothing, and opens no dialog: files save themselves. Ctrl/Cmd-Enter applies, but not in the middle of a syllable. */
function commands(apply) {
  const now = (view) => {
    if (!view.compositionStarted) apply(); // `composing` is true only after its first change
    return true;
  };
  return Prec.highest([keymap.of([{ key: "Mod-s", run: () => true, preventDefault: true }, { key: "Mod-Enter", run: now }, { key: "Ctrl-Enter", run: now }])]);
}

/** All extensions of the YAML editor. @param {{apply, changed, readonly, label, schemas, words, lenses}} given */
export function extensions({ apply, changed, readonly, label, schemas, words, lenses }) {
  return [
    commands(apply), new TabKey().extension, lineNumbers(), highlightActiveLineGutter(), highlightSpecialChars(), history(), drawSelection(), bracketMatching(), closeBrackets(),
    highlightActiveLine(), search({ top: true }), yaml(), indentUnit.of("  "), EditorState.tabSize.of(2), syntaxHighlighting(colours), lenses,
    autocompletion({ override: [completions(schemas, words)], icons: false, activateOnTyping: true }), hoverTooltip(fieldHelp(schemas, words), { hoverTime: 400 }),
    keymap.of([...closeBracketsKeymap, ...searchKeymap.filter(({ key }) => key !== "Mod-Alt-g"), ...historyKeymap, ...completionKeymap, ...defaultKeymap]),
    EditorState.readOnly.of(readonly), EditorView.editable.of(!readonly), EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", tabindex: "0" }),
    EditorView.updateListener.of((update) => update.docChanged && changed(update)),
  ];
}
