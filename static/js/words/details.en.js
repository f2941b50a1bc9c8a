/** What one line of a reason cannot hold: what else was looked at, and which rule chose. */
const surge = ({ surge: allowed, limit }) => (allowed && limit ? `maxSurge ${allowed} → at most ${limit} at once` : null);
const floor = ({ unavailable, floor: least }) => (unavailable && least !== null && least !== undefined ? `maxUnavailable ${unavailable} → at least ${least} ready` : null);

export const details = {
  "deployment.scale_up": surge,
  "deployment.scale_down": floor,
  "hpa.scale": ({ metrics, low, high }) => `${metrics ? `measured/target ${metrics} · ` : ""}limits ${low} to ${high}`,
  "scheduler.unschedulable": ({ message }) => message,
};

export const words = {
  "decision.nodes": "{count#One node was|# nodes were} compared",
  "decision.pods": "{count} pods were compared; what decided: {rule}",
  "decision.volumes": "{count#One free volume is|# free volumes are} not the one",
  "decision.left_out": "{count#One chosen pod gets|# chosen pods get} no traffic",
  "why.not_ready": "not ready",
  "why.terminating": "terminating",
  "decision.rule": "What decided: {rule}",
  "rule.all": "all of them go",
  "rule.unassigned": "those without a node first",
  "rule.phase": "those that do not run yet first",
  "rule.not_ready": "those that are not ready first",
  "rule.deletion_cost": "the lowest pod-deletion-cost first",
  "rule.crowded_node": "those with the most siblings on their node first",
  "rule.ready_time": "those that became ready last first",
  "rule.restarts": "those that restarted most first",
  "rule.age": "the youngest first",
  "rule.uid": "all else counts as alike (times within a power of two do): by UID",
  "rule.alike": "all are alike: any",
  "fact.node": "{node}",
  "fact.no_node": "no node",
  "fact.beside": "{count} on its node",
  "fact.ready_for": "ready for {count} s",
  "fact.not_ready": "not ready",
  "fact.restarts": "{count#one restart|# restarts}",
  "fact.cost": "deletion-cost {count}",
  "fact.age": "{count} s old",
};
