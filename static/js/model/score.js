/** What is told at a moment: who acts, the caption and its chain, the pulses. Words come from static/js/words/. */
import { componentOf, titleOf } from "./actors.js";
import { reasonText } from "../words/reason-text.js";
import { plain, suffixOf } from "./status.js";

const LIT = 1_200_000; // the actor stays lit at least this long
const SYLLABLES = 40; // characters of a name within a caption

/** The event that the picture is about at `moment`: its pulse, or null. One hero at a time: the newest that departed. */
export const heroAt = (table, moment) => table.lastPulse(moment, (pulse) => pulse.entry.told);

/** The component that is lit (its part, e.g. "replicaset" or "kubelet minikube"), or null. */
export function actingAt(hero, moment, moves) {
  if (!hero) return null;
  const until = Math.max(hero.departs + LIT, hero.end, ...moves.filter((move) => hero.entries.includes(move.entry)).map((move) => move.end));
  if (moment >= until) return null;
  return partOf(hero);
}

/** The part of the picture that decided: the middle of api → X → api, or the first. */
export function partOf(pulse) {
  if (!pulse.parts.length) return componentOf(pulse.entry.actor);
  return pulse.parts[0] === "api" ? pulse.parts[1] : pulse.parts[0];
}

/** {text, chain, actor} of a pulse. `words`: {reasons, diagram} of one language. */
export function captionOf(pulse, words) {
  return { text: sentence(pulse.entry, words, pulse.count), chain: chainOf(pulse, words.diagram), part: partOf(pulse) };
}

/** The caption's sentence. `count`: how many changes of this kind left together. */
export function sentence(entry, words, count = 1) {
  const { code, params = {} } = entry.reason ?? {};
  const subject = short(suffixOf(entry.subject));
  const given = Object.fromEntries(Object.entries(params).map(([key, value]) => [key, typeof value === "string" ? short(value) : value]));
  return reasonText(words.reasons, { code, params: given }, { subject, count }) ?? words.diagram.unknownReason(short(code ?? entry.op), subject);
}

/** "ReplicaSet controller → API server". */
export function chainOf(pulse, words) {
  const parts = pulse.parts.length ? pulse.parts : [componentOf(pulse.entry.actor)];
  return parts.map((part) => nameOf(part, pulse.entry.actor, words)).join(" → ");
}

export function nameOf(part, actor, words) {
  if (part.startsWith("kubelet ")) return `kubelet ${short(part.slice(8))}`;
  if (part === "other") return `${titleOf(actor)} ${words.controller}`;
  return words.parts[part] ?? titleOf(part);
}

function short(text) {
  const safe = plain(text);
  return safe.length <= SYLLABLES ? safe : `…${safe.slice(1 - SYLLABLES)}`;
}
