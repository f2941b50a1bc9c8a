/** The choice behind a reason, in words: what was compared, what won and by which rule, what was refused and why. Knows no document.
 *  A component tells of a choice by parameters of its reason, whatever its code:
 *    scores  {name: {criterion: number}} and node: the one that won    refused  {name: why | [why]}
 *    volumes  {name: why}: those that a claim did not get    left_out  {name: why.…}    ranked  [{name, goes, node, phase, ready, cost, beside, ready_for, restarts, age}] and rule: see cluster/controllers/scaledown.py */
import { details as detailsEn, words as en } from "../../words/details.en.js";
import { details as detailsKo, words as ko } from "../../words/details.ko.js";
import { Words } from "../../words/words.js";

const WORDS = { ko: new Words("ko", ko), en: new Words("en", en) };
const DETAILS = { ko: detailsKo, en: detailsEn };

/** @returns {{title, rows: Array<{name, mark: "chosen"|"refused"|"", value, text}>}|null} */
export function decisionOf(reason, lang = "en") {
  const words = WORDS[lang] ?? WORDS.en;
  const { scores, refused, node, ranked, rule, volumes, left_out: left } = reason?.params ?? {};
  const free = rowsOfRefused(volumes ?? {});
  if (free.length) return { title: words.say("decision.volumes", { count: free.length }), rows: free };
  const out = Object.entries(left ?? {});
  if (out.length) return { title: words.say("decision.left_out", { count: out.length }), rows: out.map(([name, why]) => ({ name, mark: "refused", value: "✗", text: words.say(`why.${why}`) })) };
  if (ranked?.length > 1) return { title: words.say("decision.pods", { count: ranked.length, rule: words.say(`rule.${rule}`) }), rows: ranked.map((pod, at) => rowOfPod(pod, at, words)) };
  if (ranked && rule) return { title: words.say("decision.rule", { rule: words.say(`rule.${rule}`) }), rows: [] };
  const rows = [...rowsOfNodes(scores ?? {}, node), ...rowsOfRefused(refused ?? {})];
  const worth = rows.length > 1 || rows.some(({ mark }) => mark === "refused");
  return worth ? { title: words.say("decision.nodes", { count: rows.length }), rows } : null;
}

/** A sentence more than the reason's own line holds, or null. `told`: that line. */
export function detailOf(reason, told, lang = "en") {
  if (!reason) return null;
  const found = (DETAILS[lang] ?? DETAILS.en)[reason.code]?.(reason.params ?? {}) ?? reason.params?.message ?? null;
  return found && !told?.includes(found) ? found : null;
}

function rowsOfNodes(scores, winner) {
  const rows = Object.entries(scores).map(([name, given]) => {
    const value = Object.values(given).reduce((sum, one) => sum + one, 0);
    return { name, mark: name === winner ? "chosen" : "", value, text: Object.entries(given).sort().map(([plugin, score]) => `${plugin} ${score}`).join(", ") };
  });
  return rows.sort((a, b) => Number(b.mark === "chosen") - Number(a.mark === "chosen") || b.value - a.value || (a.name < b.name ? -1 : 1));
}

/** "" is refused for the pod as a whole, before any node was looked at: the message says it. */
const rowsOfRefused = (refused) => Object.entries(refused).filter(([name]) => name).map(([name, why]) => ({ name, mark: "refused", value: "✗", text: [why].flat().join(", ") }));

function rowOfPod(pod, at, words) {
  const say = (key, count) => words.say(`fact.${key}`, { count });
  const facts = [
    pod.node ? words.say("fact.node", { node: pod.node }) : words.say("fact.no_node"),
    pod.phase !== "Running" && pod.phase,
    pod.ready ? pod.ready_for !== null && say("ready_for", pod.ready_for) : say("not_ready"),
    pod.cost !== 0 && say("cost", pod.cost),
    pod.beside > 0 && say("beside", pod.beside),
    pod.restarts > 0 && say("restarts", pod.restarts),
    say("age", pod.age),
  ];
  return { name: pod.name, mark: pod.goes ? "chosen" : "", value: at + 1, text: facts.filter(Boolean).join(" · ") };
}
