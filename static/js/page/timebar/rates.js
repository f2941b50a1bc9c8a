/** How fast time goes: steps to choose from, and any rate between two limits. Knows no document. */

export const RATES = [0.25, 0.5, 1, 2, 4, 8, 16, 32, 64];
/** What a cluster's clock may be asked for (as tutorial/live/pace.py), and how a recording may be played. */
export const LIMITS = { live: [0.1, 100], past: [0.01, 1000] };
const FRACTIONS = { 0.25: "¼", 0.5: "½" };

/** `64×`; what is not whole has two digits at most. */
export function rateText(rate) {
  return `${FRACTIONS[rate] ?? (rate < 10 ? Math.round(rate * 100) / 100 : Math.round(rate))}×`;
}

/** What somebody wrote: `12`, `1.5x`, `1,5×`, `½`, `1/3`; null when it is no speed. */
export function parseRate(text) {
  const bare = text.trim().replace(/[x×배]$/i, "").replace(",", ".").trim();
  const fraction = Object.entries(FRACTIONS).find(([, sign]) => sign === bare)?.[0];
  const [, over, under = "1"] = (fraction ?? bare).match(/^(\d*\.?\d+)(?:\s*\/\s*(\d+))?$/) ?? [];
  const rate = Number(over) / Number(under);
  return rate > 0 && Number.isFinite(rate) ? rate : null;
}

/** The nearest rate that is allowed. */
export function within(rate, [least, most]) {
  return Math.min(most, Math.max(least, rate));
}

/** The next step up or down from any rate. @param {number} by 1 or -1 */
export function stepped(rate, by) {
  return (by > 0 ? RATES.find((step) => step > rate) : RATES.findLast((step) => step < rate)) ?? rate;
}
