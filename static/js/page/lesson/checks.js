/** What the lesson asks for and how far it is, made from the lesson's texts and the server's `checks`.
 *  @param {{goals, guards}} lesson [{id, text}] @param {Array<{id, kind, met, text?, detail, at}>} checks
 *  @returns {{goals: Row[], guards: Row[], met: number, all: number}} Row: {id, text, state: "met"|"unmet"|"kept"|"broken", detail, at} */
export function progressOf(lesson, checks) {
  const known = new Map(checks.map((check) => [check.id, check]));
  const row = ({ id, text }, states) => {
    const check = known.get(id);
    return { id, text: check?.text || text, state: states[check?.met ? 1 : 0], detail: check?.detail ?? null, at: check?.at ?? null };
  };
  const goals = lesson.goals.map((goal) => row(goal, ["unmet", "met"]));
  const guards = lesson.guards.map((guard) => row({ ...guard }, known.has(guard.id) ? ["broken", "kept"] : ["kept", "kept"]));
  return { goals, guards, met: goals.filter(({ state }) => state === "met").length, all: goals.length };
}

/** The condition to look at: the first that is unmet, or broken; null when all is done. */
export function current({ goals, guards }) {
  return guards.find(({ state }) => state === "broken") ?? goals.find(({ state }) => state === "unmet") ?? null;
}
