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
  }));
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
