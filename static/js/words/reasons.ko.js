/** Captions for every reason code (cluster/reasons.py): what is, then →, then what is done about it; under 24 syllables.
 *  A string with {parameters}, a function of them, or {one, many}: `many` when several of a kind leave together, with `count`. */
const VERBS = { create: "없음 → 만들어 저장", update: "→ 새 내용으로 저장", replace: "→ 새 내용으로 바꿈", patch: "→ 일부를 고쳐 저장", delete: "→ 지우라고 함", deletecollection: "모두 → 지우라고 함", apply: "→ 적은 대로 맞춤" };


const replicas = (kind) => ({
  [`${kind}.adopt`]: { one: "{pod}: 맞는데 주인 없음 → 입양", many: "맞는데 주인 없는 파드 {count}개 → 입양" },
  [`${kind}.release`]: { one: "{pod}: 이제 맞지 않음 → 놓아줌", many: "맞지 않는 파드 {count}개 → 놓아줌" },
  [`${kind}.create_pods`]: ({ want, have }) => `원하는 ${want}개 중 ${have}개 있음 → ${Math.max(0, want - have)}개 생성`,
  [`${kind}.delete_pods`]: ({ want, have }) => `${have}개 있음, 원하는 수 ${want} → ${Math.max(0, have - want)}개 삭제`,
  [`${kind}.status`]: "원하는 {want}개 중 {ready}개 준비 → 기록",
  [`${kind}.satisfied`]: "원하는 {want}개 모두 있음 → 할 일 없음",
});

export default {
  "input.request": ({ verb, kind, name }) => `${kind} ${name} ${VERBS[verb] ?? `→ ${verb}`}`,
  "event.record": "{event} 일어남 → 사건으로 기록",
  "minikube.start": "클러스터 없음 → 만들어 켬",
  "minikube.stop": "클러스터 있음 → 모두 멈춤",
  "minikube.node_add": "{node} 없음 → 노드로 더함",
  "fault.node_stop": "{node} 전원 끔 → 소식 끊김",
  "fault.node_start": "{node} 전원 켬 → 다시 깨어남",
  "fault.container_kill": "{container} 죽임 → kubelet이 볼 차례",

  "deployment.create_replicaset": "맞는 ReplicaSet 없음 → 리비전 {revision}",
  "deployment.scale_up": ({ from, to, limit }) => (limit ? `최대 ${limit}개까지 됨 → 새 것 ${from} → ${to}` : `더 필요함 → ${from} → ${to}`),
  "deployment.scale_down": ({ from, to, floor }) => (floor || floor === 0 ? `최소 ${floor}개면 됨 → 옛 것 ${from} → ${to}` : `덜 필요함 → ${from} → ${to}`),
  "deployment.status": "{want}개 중 {ready}개 준비 → 기록",
  "deployment.rollback": "되돌리라 함 → 리비전 {revision}으로",
  "deployment.cleanup": "{name}: 오래된 리비전 → 정리",
  "deployment.deadline": "{seconds}초 동안 진전 없음 → 실패 기록",
  "deployment.paused": "멈춰 둠 → 할 일 없음",
  "deployment.waiting": "파드가 아직 준비 안 됨 → 기다림",
  "deployment.complete": "새 파드 {ready}개 준비됨 → 할 일 없음",
  ...replicas("replicaset"),
  ...replicas("replicationcontroller"),

  "scheduler.bind": { one: "{subject} 갈 곳 없음 → {node}", many: "노드 없는 파드 {count}개 → 자리 고름" },
  "scheduler.unschedulable": { one: "{subject}: 맞는 노드 없음 → 기다림", many: "파드 {count}개: 맞는 노드 없음 → 기다림" },

  "kubelet.admit": { one: "맡은 파드 있음 → 준비 시작", many: "맡은 파드 {count}개 → 준비 시작" },
  "kubelet.pull": { one: "이미지 {image} 없음 → 내려받기", many: "이미지 {image} 없음 → 내려받기" },
  "kubelet.pulled": "이미지 {image} 받음 → 만들기",
  "kubelet.pull_failed": "{image} 못 찾음 → 실패 기록",
  "kubelet.pull_backoff": ({ seconds }) => `이미지 못 받음 → ${seconds}초 뒤 다시`,
  "kubelet.start": { one: "이미지 있음 → {container} 시작", many: "이미지 있음 → {count}개 시작" },
  "kubelet.crash": "{container} 끝남 (코드 {exit}) → 기록",
  "kubelet.backoff": ({ container, seconds }) => `${container} 자꾸 죽음 → ${seconds}초 뒤 다시`,
  "kubelet.ready": { one: "{subject} 준비됨 → 알림", many: "파드 {count}개 준비됨 → 알림" },
  "kubelet.not_ready": { one: "{subject} 준비 안 됨 → 알림", many: "파드 {count}개 준비 안 됨 → 알림" },
  "kubelet.stop": ({ seconds }) => `지우라고 함 → ${seconds}초 안에 끝내기`,
  "kubelet.removed": { one: "{subject} 다 끝남 → 파드 지움", many: "파드 {count}개 다 끝남 → 지움" },
  "kubelet.node_status": "살아 있음 → 상태 알림",

  "node.not_ready": "{seconds}초째 소식 없음 → 상태 Unknown",
  "node.ready": "소식이 다시 옴 → 상태 Ready",
  "node.taint": "답이 없는 노드 → 테인트 {effect}",
  "node.evict": { one: "{seconds}초 지남 → {pod} 퇴거", many: "{seconds}초 지남 → 파드 {count}개 퇴거" },
  "node.cancel_evict": { one: "노드 돌아옴 → {pod} 그대로 둠", many: "노드 돌아옴 → 파드 {count}개 그대로" },
  "node.register": "{node} 새로 옴 → 노드로 등록",

  "garbage.delete": { one: "주인 {owner} 사라짐 → 삭제", many: "주인 {owner} 사라짐 → {count}개 삭제" },
  "garbage.orphan": { one: "주인만 지우라 함 → 주인 없이 남김", many: "주인만 지우라 함 → {count}개 남김" },
  "garbage.waiting": "딸린 {dependents}개 남음 → 기다림",
  "namespace.delete_contents": "지우는 중, {left}개 남음 → 삭제",
  "namespace.finalize": "남은 것 없음 → 네임스페이스 삭제",
  "namespace.bootstrap": "새 네임스페이스 → 기본 것 만듦",
  "endpoints.update": "{service}: 준비 {ready}개 → 주소 기록",
  "endpointslice.update": "{service}: 준비 {ready}개 → 주소 기록",
  "quota.usage": "쓰는 양이 바뀜 → 기록",
};
