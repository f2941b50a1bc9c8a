import { decisionOf, detailOf } from "./decision.js";
import { clockText } from "../../live/clock.js";
import { reasonText } from "../../words/reason-text.js";

/** Links of a chain of causes, in the order in which they are given, each in words. @param {Array<{revision, time, actor, reason, object, op}>} chain
 *  @param {{say, has}} reasons the words of reason codes @returns {Array<{time, clock, text, actor, object, uid}>} */
export function linksOf(chain, reasons, words) {
  return chain.map((link) => ({
    time: link.time,
    clock: clockText(link.time),
    text: sayReason(link.reason, reasons, link.object?.name) ?? `${link.op ?? ""}`,
    detail: detailOf(link.reason, sayReason(link.reason, reasons, link.object?.name), words.lang),
    actor: link.command || link.actor === "kubectl" ? `${words.say("inspector.you")} · ${link.actor}` : link.actor,
    object: link.object ? `${link.object.kind}/${link.object.name}` : null,
    uid: link.object?.uid ?? null,
    command: link.command ?? null,
    changed: fieldsOf(link.changed),
    decision: decisionOf(link.reason, words.lang),
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

/** Requests that came by, each as its hops in words. @param {Array<{time, source, target, ok, links}>} requests */
export function requestsOf(requests, reasons) {
  return (requests ?? []).map(({ time, source, target, ok, links }) => ({
    time, ok, clock: clockText(time), text: `${source} → ${target}`,
    hops: links.map((link) => ({ clock: clockText(link.time), time: link.time, text: sayReason(link.reason, reasons), object: link.object ? `${link.object.kind}/${link.object.name}` : null, uid: link.object?.uid ?? null })),
  }));
}

/** The answer to `why` as lines for the terminal. @param {{chain, verdicts, below, requests}} answer */
export function whyText(answer, reasons, words) {
  const links = linksOf(answer.chain, reasons, words);
  const requests = requestsOf(answer.requests, reasons);
  const wide = Math.max(7, ...links.map(({ clock }) => clock.length), ...requests.map(({ clock }) => clock.length));
  const under = " ".repeat(wide + 2);
  const lines = links.flatMap(({ clock, text, detail, actor, object, command, changed, decision }) => [
    `${clock.padStart(wide)}  ${command ? `$ ${command.replaceAll("\n", `\n${under}> `)}` : text}`,
    `${under}${[actor, object].filter(Boolean).join(" · ")}`,
    ...(detail ? [`${under}  ${detail}`] : []),
    ...rowsOf(changed?.rows ?? []).map((row) => `${under}  ${row}`),
    ...(decision ? [`${under}  ${decision.title}`, ...tableOf(decision.rows).map((row) => `${under}  ${row}`)] : []),
  ]);
  const asked = requests.flatMap(({ clock, text, ok, hops }) => [`${clock.padStart(wide)}  ${ok ? "✓" : "✗"} ${text}`, ...hops.map((hop) => `${under}  ${[hop.text, hop.object].filter(Boolean).join(" · ")}`)]);
  const rows = saidBy(answer, reasons), nothing = answer.now !== undefined;
  const still = nothing ? stillness(rows, words, { running: true, wait: waitOf(answer) }) : [];
  const said = rows.filter(({ calm }) => !nothing || !calm).slice(0, 12).map(({ component, key, text, detail }) => `  ${text}  (${[component, key].filter(Boolean).join(" · ")})${detail ? `\n    ${detail}` : ""}`);
  const parts = [still, lines, asked.length ? [words.say("inspector.requests"), ...asked] : [], said.length ? [words.say("inspector.verdicts"), ...said] : []].flat();
  return `${(parts.length ? parts : [words.say("inspector.nothing_empty")]).join("\n")}\n`;
}

const waitOf = ({ next, now }) => (next === null ? null : (next - now) / 1e6);
const LONG_S = 300; // what is due later than this is no answer to "why is nothing happening?"

/** Why nothing is happening, in sentences: time stands still, the next thing is due soon, or all have what they want. `wait`: seconds, or null. */
export function stillness(rows, words, { running, wait }) {
  const soon = wait > 0 && wait < LONG_S;
  const first = !running ? words.say("inspector.nothing_paused") : soon ? words.say("inspector.nothing_due", { seconds: wait.toFixed(1) }) : null;
  return [first, !soon && rows.every(({ calm }) => calm) && words.say("inspector.nothing_empty")].filter(Boolean);
}

const rowsOf = (rows) => rows.map(({ path, before, after }) => `${path}: ${before ?? "-"} → ${after ?? "-"}`);

/** Compared things under one another, their names and values aligned. */
function tableOf(rows) {
  const name = Math.max(0, ...rows.map((row) => row.name.length));
  const value = Math.max(0, ...rows.map((row) => String(row.value).length));
  return rows.map((row) => `${row.mark === "chosen" ? "*" : " "} ${row.name.padEnd(name)}  ${String(row.value).padStart(value)}  ${row.text}`.trimEnd());
}

/** What the components say of it, and, of what it owns, only what waits. */
export function saidBy({ verdicts, below }, reasons) {
  const own = verdictRows(verdicts, reasons);
  return [...own, ...verdictRows(below ?? [], reasons).filter(({ calm }) => !calm)];
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
const WAITS = /waiting|failed|backoff|crash|unschedulable|gated|queued|nominate|selects_everything|paused|refused|deadline|deleting|not_ready|reject|\.stop$|retry|silent|taint$|all_down|evict_later|tolerated|delete_contents|no_address/;

/** Verdicts as they are read: those that wait for something first, then what was done last; the latest first in both. */
export function verdictRows(verdicts, reasons) {
  return verdicts.map(({ component, key: raw, code, params, time }) => {
    const key = raw?.replace(/^\/+|\/+$/g, "");
    const text = sayReason({ code, params }, reasons, key?.split("/").at(-1));
    return { component, key, time: time ?? 0, text, detail: detailOf({ code, params }, text, reasons.lang), decision: decisionOf({ code, params }, reasons.lang), clock: time === undefined || time === null ? null : clockText(time), calm: !WAITS.test(code ?? "") };
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
