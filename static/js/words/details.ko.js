/** 이유 한 줄에 다 담기지 않는 것: 무엇을 더 보았는지, 어떤 규칙이 골랐는지. */
const surge = ({ surge: allowed, limit }) => (allowed && limit ? `maxSurge ${allowed} → 한꺼번에 많아야 ${limit}개` : null);
const floor = ({ unavailable, floor: least }) => (unavailable && least !== null && least !== undefined ? `maxUnavailable ${unavailable} → 준비된 것이 적어도 ${least}개` : null);

export const details = {
  "deployment.scale_up": surge,
  "deployment.scale_down": floor,
  "hpa.scale": ({ metrics, low, high }) => `${metrics ? `잰 값/목표 ${metrics} · ` : ""}한도 ${low}~${high}개`,
  "scheduler.unschedulable": ({ message }) => message,
};

export const words = {
  "decision.nodes": "노드 {count}개를 견주었습니다",
  "decision.pods": "파드 {count}개를 견주었습니다. 고른 기준: {rule}",
  "decision.volumes": "비어 있지만 고르지 않은 볼륨 {count}개",
  "decision.left_out": "골랐지만 아직 보내지 않는 파드 {count}개",
  "why.not_ready": "준비 안 됨",
  "why.terminating": "끝나는 중",
  "decision.rule": "고른 기준: {rule}",
  "rule.all": "모두 지움",
  "rule.unassigned": "노드를 못 받은 것부터",
  "rule.phase": "아직 돌지 않는 것부터",
  "rule.not_ready": "준비 안 된 것부터",
  "rule.deletion_cost": "pod-deletion-cost가 낮은 것부터",
  "rule.crowded_node": "같은 노드에 짝이 많은 것부터",
  "rule.ready_time": "준비된 지 얼마 안 된 것부터",
  "rule.restarts": "많이 다시 시작한 것부터",
  "rule.age": "나중에 만든 것부터",
  "rule.uid": "나머지가 같은 셈이라(시간은 두 배 안쪽이면 같게 봄) UID 차례로",
  "rule.alike": "모두 같아 아무거나",
  "fact.node": "{node}",
  "fact.no_node": "노드 없음",
  "fact.beside": "같은 노드에 {count}개",
  "fact.ready_for": "준비된 지 {count}초",
  "fact.not_ready": "준비 안 됨",
  "fact.restarts": "다시 시작 {count}번",
  "fact.cost": "deletion-cost {count}",
  "fact.age": "만든 지 {count}초",
};
