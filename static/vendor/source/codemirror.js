// CodeMirror 6, as far as the YAML editor uses it.
export { EditorState, EditorSelection, StateEffect, StateField, Compartment, Prec, RangeSetBuilder, Annotation } from "@codemirror/state";
export {
  EditorView, Decoration, WidgetType, keymap, lineNumbers, drawSelection, highlightActiveLine, highlightActiveLineGutter,
  highlightSpecialChars, placeholder, hoverTooltip, gutterLineClass, GutterMarker, tooltips,
} from "@codemirror/view";
export { history, historyKeymap, defaultKeymap, indentMore, indentLess, insertNewlineAndIndent } from "@codemirror/commands";
export { syntaxHighlighting, HighlightStyle, indentUnit, bracketMatching, syntaxTree, foldKeymap } from "@codemirror/language";
export { autocompletion, completionKeymap, closeBrackets, closeBracketsKeymap, acceptCompletion, completionStatus, startCompletion, snippetCompletion } from "@codemirror/autocomplete";
export { setDiagnostics, lintKeymap, forEachDiagnostic } from "@codemirror/lint";
export { search, searchKeymap } from "@codemirror/search";
export { yaml } from "@codemirror/lang-yaml";
export { tags } from "@lezer/highlight";
