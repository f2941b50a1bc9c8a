/** The HorizontalPodAutoscaler that sets an owner's number of pods. */

/** Its slim object, or null. */
export function autoscalerOf(owner, state) {
  for (const scaler of state.kind("HorizontalPodAutoscaler").values()) {
    if (scaler.namespace === owner.namespace && scaler.target?.kind === owner.kind && scaler.target.name === owner.name) return scaler;
  }
  return null;
}

/** `HPA 1–10 · cpu: 63%/50%` */
export const scalingText = ({ min, max, metrics }) => `HPA ${min}–${max}${metrics ? ` · ${metrics}` : ""}`;
