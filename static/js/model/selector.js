/** Whether a label selector matches: {matchLabels, matchExpressions}, or a plain map (Services). An empty one matches nothing here: the
 *  picture only points out what was asked for. */
export function matches(selector, labels = {}) {
  if (!selector) return false;
  const plain = !("matchLabels" in selector) && !("matchExpressions" in selector);
  const wanted = Object.entries((plain ? selector : selector.matchLabels) ?? {});
  const rules = plain ? [] : (selector.matchExpressions ?? []);
  if (!wanted.length && !rules.length) return false;
  return wanted.every(([key, value]) => labels[key] === value) && rules.every((rule) => RULES[rule.operator]?.(labels, rule) ?? false);
}

const RULES = {
  In: (labels, { key, values = [] }) => key in labels && values.includes(labels[key]),
  NotIn: (labels, { key, values = [] }) => !(key in labels && values.includes(labels[key])),
  Exists: (labels, { key }) => key in labels,
  DoesNotExist: (labels, { key }) => !(key in labels),
};

/** The keys that a selector speaks of. */
export const keysOf = (selector) => [...Object.keys((selector && !selector.matchLabels && !selector.matchExpressions ? selector : selector?.matchLabels) ?? {}), ...(selector?.matchExpressions ?? []).map((rule) => rule.key)];
