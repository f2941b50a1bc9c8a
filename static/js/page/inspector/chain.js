import { clockText } from "../../live/clock.js";
import { reasonText } from "../../words/reason-text.js";

/** Links of a chain of causes, the earliest first, each in words. @param {Array<{revision, time, actor, reason, object, op}>} chain
 *  @param {{say, has}} reasons the words of reason codes @returns {Array<{time, clock, text, actor, object, uid}>} */
export function linksOf(chain, reasons, words) {
  return [...chain].sort((a, b) => a.time - b.time || a.revision - b.revision).map((link) => ({
    time: link.time,
    clock: clockText(link.time),
    text: sayReason(link.reason, reasons, link.object?.name) ?? `${link.op ?? ""}`,
    actor: link.actor === "kubectl" || link.actor === "user" ? words.say("inspector.you") + " · kubectl" : link.actor,
    object: link.object ? `${link.object.kind}/${link.object.name}` : null,
    uid: link.object?.uid ?? null,
    command: link.command ?? null,
    changed: fieldsOf(link.changed),
    decision: decisionOf(link.reason),
  }));
}

/** What a write changed, ready to be shown. @param {{fields, more}|null} changed @returns {{rows: Array<{path, before, after}>, more}|null} */
export function fieldsOf(changed) {
  if (!changed?.fields?.length) return null;
  return { rows: changed.fields.map(({ path, ...values }) => ({ path, before: shown(values.before), after: shown(values.after) })), more: changed.more };
}

function shown(value) {
  if (value === undefined) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The choice behind a reason: the nodes that the scheduler compared, the best first, and those it refused with its words.
 *  @returns {{nodes: Array<{name, total, chosen, scores: Array<[plugin, number]>}>, refused: Array<{name, why}>}|null} */
export function decisionOf(reason) {
  const { scores = {}, refused = {}, node = null } = reason?.params ?? {};
  const sum = (given) => Object.values(given).reduce((all, one) => all + one, 0);
  const nodes = Object.entries(scores).map(([name, given]) => ({ name, total: sum(given), chosen: name === node, scores: Object.entries(given).sort() }));
  nodes.sort((a, b) => Number(b.chosen) - Number(a.chosen) || b.total - a.total || (a.name < b.name ? -1 : 1));
  const away = Object.entries(refused).map(([name, why]) => ({ name, why: [why].flat().join(", ") }));
  return nodes.length > 1 || away.length ? { nodes, refused: away } : null;
}

/** The answer to `why` as lines for the terminal. @param {{chain, verdicts}} answer */
export function whyText(answer, reasons, words) {
  const lines = linksOf(answer.chain, reasons, words).flatMap(({ clock, text, actor, object, command, changed, decision }) => [
    `${clock}  ${command ? `$ ${command}` : text}`,
    `         ${[actor, object].filter(Boolean).join(" · ")}`,
    ...(changed?.rows ?? []).map(({ path, before, after }) => `           ${path}: ${before ?? "-"} → ${after ?? "-"}`),
    ...(decision?.nodes ?? []).map(({ name, total, chosen }) => `           ${chosen ? "*" : " "} ${name} ${total}`),
    ...(decision?.refused ?? []).map(({ name, why }) => `           ✗ ${name} ${why}`),
  ]);
  const said = verdictRows(answer.verdicts, reasons).slice(0, 12).map(({ component, key, text }) => `  ${text}  (${[component, key].filter(Boolean).join(" · ")})`);
  const now = said.length ? [words.say("inspector.verdicts"), ...said] : [];
  return [...(lines.length ? lines : []), ...now, ...(lines.length || now.length ? [] : [words.say("inspector.nothing_empty")])].join("\n") + "\n";
}

/** A reason {code, params} in words; a code that has no words yet is shown as it is, with its parameters.
 *  `subject` is the name of what it is about. */
export function sayReason(reason, reasons, subject = "") {
  if (!reason?.code) return null;
  const text = reasonText(reasons.table ?? {}, reason, { subject });
  if (text !== null) return text;
  const params = Object.entries(reason.params ?? {}).map(([name, value]) => `${name}=${typeof value === "object" ? JSON.stringify(value) : value}`);
  return [reason.code, ...params].join(" ");
}

// a verdict that says why something stands still; the rest tells what was done last
const WAITS = /waiting|failed|backoff|crash|unschedulable|gated|queued|nominate|selects_everything|paused|deadline|deleting|not_ready|reject|\.stop$|retry|silent|taint$|all_down|evict_later|tolerated|delete_contents|no_address/;

/** Verdicts as they are read: those that wait for something first, then what was done last; the latest first in both. */
export function verdictRows(verdicts, reasons) {
  return verdicts.map(({ component, key: raw, code, params, time }) => {
    const key = raw?.replace(/^\/+|\/+$/g, "");
    return { component, key, time: time ?? 0, text: sayReason({ code, params }, reasons, key?.split("/").at(-1)), clock: time === undefined || time === null ? null : clockText(time), calm: !WAITS.test(code ?? "") };
  }).sort((a, b) => Number(a.calm) - Number(b.calm) || b.time - a.time);
}

/** YAML of an object without metadata.managedFields, as kubectl shows it. */
export function withoutManagedFields(text) {
  return text.replace(/^  managedFields:\n(?:(?:  - |   |  -$).*\n?)*/m, "");
}

/** YAML as [class, text] pieces, for colouring: keys "k", values "v", the rest "". */
export function yamlPieces(text) {
  return text.split("\n").flatMap((line) => {
    const found = line.match(/^(\s*(?:- +)*)([^\s:#][^:]*?)(:)(\s.*|)$/);
    if (!found) {
      const item = line.match(/^(\s*- +)(.*)$/);
      return item ? [["", item[1]], ["v", item[2]], ["", "\n"]] : [["", `${line}\n`]];
    }
    return [["", found[1]], ["k", found[2]], ["", found[3]], ["v", found[4]], ["", "\n"]];
  });
}
