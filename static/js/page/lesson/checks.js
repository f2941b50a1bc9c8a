import { sayReason } from "../inspector/chain.js";

/** What the lesson asks for and how far it is, made from the lesson's texts and the server's `checks`.
 *  @param {{goals, guards}} lesson [{id, text}] @param {Array<{id, kind, met, text?, state, detail, at, moment}>} checks
 *  @returns {{goals: Row[], guards: Row[], met: number, all: number}} Row: {id, text, state: "met"|"unmet"|"kept"|"broken", detail, at, moment} */
export function progressOf(lesson, checks) {
  const known = new Map(checks.map((check) => [check.id, check]));
  const row = ({ id, text }, open) => {
    const { state = "open", ...check } = known.get(id) ?? {};
    return { id, text: check.text || text, state: state === "open" ? open : state, detail: check.detail ?? null, at: check.at ?? null, moment: check.moment ?? null };
  };
  const goals = lesson.goals.map((goal) => row(goal, "unmet"));
  const guards = lesson.guards.map((guard) => row(guard, "kept"));
  return { goals, guards, met: goals.filter(({ state }) => state === "met").length, all: goals.length };
}

/** The condition to look at: the first that is broken, or unmet; null when all is done. */
export function current({ goals, guards }) {
  return [...guards, ...goals].find(({ state }) => state === "broken") ?? goals.find(({ state }) => state === "unmet") ?? null;
}

/** What is broken, the first to break first. */
export function brokenOf({ goals, guards }) {
  return [...guards, ...goals].filter(({ state }) => state === "broken").sort((one, other) => one.at - other.at);
}

/** The change that broke a check, in words. @param {{op, object, reason, command}|null} moment @param {{table}} reasons words of reason codes
 *  @returns {{what: string, led: string|null, uid: string|null}|null} `led`: the first line of the command that led to it */
export function whatBroke(moment, reasons, words) {
  if (!moment?.object) return null;
  const { op, object, reason, command } = moment;
  const said = sayReason(reason, reasons, object.name) ?? words.say(`lesson.op_${op}`);
  const named = reason?.code === "input.request" ? said : `${object.kind} ${object.name} · ${said}`;
  return { what: named, led: command ? command.split("\n")[0] : null, uid: object.uid || null };
}
