"""The functions of the checks' CEL environment, and the documentation of all that a check can say."""

from __future__ import annotations

from contextvars import ContextVar

from tutorial.lessons.world import HOME, World

current: ContextVar[World] = ContextVar("world of the check that is being evaluated")


class Missing(LookupError):
    """Something that the expression names is not there (yet): the check is simply not met."""


def get(name: str, namespace: str = HOME) -> dict:
    kind, _, name = name.partition("/")
    found = current.get().full(kind, name, namespace)
    if found is None:
        raise Missing(f"no such object: {kind}/{name}")
    return found


def every(kind: str, namespace: str = HOME) -> list[dict]:
    return current.get().every(kind, namespace)


def labelled(obj: dict, labels: dict) -> bool:
    have = obj.get("labels") or {}
    return all(have.get(key) == value for key, value in labels.items())


def owned_by(obj: dict, root: str) -> bool:
    """Directly or through others: a pod is owned by its ReplicaSet and by that one's Deployment."""
    for _ in range(10):
        owner = obj.get("owner")
        if not owner:
            return False
        if f"{owner['kind']}/{owner['name']}" == root:
            return True
        above = current.get().find(owner["kind"], owner["name"], obj.get("namespace") or HOME)
        if above is None:
            return False
        obj = above
    return False


# name → ((parameters, result, function, is it also a method?), ...); m map, s text, b yes/no, d anything, l list
FUNCTIONS = {
    "get": ((("s",), "d", get, False), (("s", "s"), "d", get, False)),
    "every": ((("s",), "l", every, False), (("s", "s"), "l", every, False)),
    "labelled": ((("m", "m"), "b", labelled, True),),
    "ownedBy": ((("m", "s"), "b", owned_by, True),),
}

# (what is written, English, Korean): shown in the admin and printed by `manage.py prove --cel`.
DOCUMENTATION = [
    (
        "pods, deployments, replicasets, replicationcontrollers, services, configmaps, nodes, namespaces",
        "slim objects (see tutorial/lessons/README.md) of the namespace `default`, sorted by name; "
        "`all_pods`: of every namespace",
        "`default` 네임스페이스의 간추린 객체, 이름순. `all_pods`는 모든 네임스페이스",
    ),
    (
        'pods.exists(p, p.name == "web" && p.ready && p.status == "Running" && p.node == "minikube")',
        "a pod: name, labels, owner (null or {kind, name, uid}), node, phase, status (kubectl's word), ready, "
        "restarts, reason, ip, "
        "containers [{name, image, init, state, reason, ready, restarts, exit}], deleting (null or {at, grace})",
        "파드의 필드",
    ),
    (
        'deployments.exists(d, d.name == "web" && d.want == 3 && d.ready == 3 && d.images == ["nginx:1.16.1"])',
        "a workload: want, have, ready, available, updated (counts), selector, images, revisionNumber, strategy,"
        " paused",
        "워크로드의 필드",
    ),
    (
        'nodes.all(n, n.ready == "True" && !n.unschedulable)',
        "a node: ready (True, False, Unknown), unschedulable, taints [{key, value, effect}], roles, capacity",
        "노드의 필드",
    ),
    (
        'services.exists(s, s.name == "web" && s.ready.size() == 3)',
        "a service: selector, ports, clusterIP, ready (uids of the pods that answer)",
        "서비스의 필드",
    ),
    (
        'objects["Deployment/web"].spec.replicas, "Pod/web" in objects',
        "whole objects of `default` and of the cluster, as the API shows them",
        "`default`와 클러스터 범위의 전체 객체",
    ),
    (
        'get("Deployment/web"), get("Pod/dns", "kube-system")',
        "a whole object; if it is not there, the check is not met",
        "전체 객체. 없으면 조건 미충족",
    ),
    (
        'every("ConfigMap", "kube-system"), every("Pod", "*")',
        "slim objects of any kind, of one namespace or of all",
        "한 네임스페이스나 전체의 간추린 객체",
    ),
    (
        'events.exists(e, e.reason == "FailedScheduling")',
        "Events of `default`: reason, message, type, kind, name, count",
        "`default`의 이벤트",
    ),
    (
        'history.exists(h, h.kind == "Pod" && h.verb == "delete")',
        "what changed since the lesson began, oldest first: op (ADDED, MODIFIED, DELETED), kind, namespace, name, "
        "actor, time (s), object "
        '(slim), code (why), command, verb (create, update, patch, delete, evict when a client asked for it, else "")',
        "레슨이 시작된 뒤 바뀐 것, 오래된 것부터",
    ),
    (
        "change",
        "the newest entry of history: checks are asked after every single change",
        "history의 마지막 항목. 확인할 것은 변화마다 평가됩니다",
    ),
    ("now", "virtual seconds since the cluster began (double)", "클러스터가 시작된 뒤의 가상 초"),
    ('files["pod.yaml"].contains("replicas: 6")', "the learner's files in the editor", "편집기에 있는 학습자의 파일"),
    ('pod.labelled({"app": "web"})', "has all these labels", "이 레이블을 모두 가졌는가"),
    ('pod.ownedBy("Deployment/web")', "is owned by it, directly or through others", "직접 또는 거쳐서 소유되는가"),
    (
        "list.all(x, …), .exists(x, …), .exists_one(x, …), .filter(x, …), .map(x, …), .size(), "
        "text.contains(…), .startsWith(…), .matches(…)",
        "CEL's own; optional fields: a.?b.orValue(c)",
        "CEL의 매크로와 함수",
    ),
    (
        "goals: [{id: g, cel: …}], guards: [{id: x, cel: …}]",
        "a goal is met at the first moment (after one change) at which its expression is true; a guard is broken at "
        "the first at which it is false",
        "goal은 식이 처음 참이 되는 순간(변화 하나 뒤) 채워지고, guard는 처음 거짓이 되는 순간 어긋납니다",
    ),
    (
        "always: pods.filter(p, p.ready).size() >= 3",
        "instead of cel: broken at the first moment at which it is false; met when the window closes",
        "cel 대신: 처음 거짓이 되는 순간 어긋나고, 구간이 닫힐 때까지 지키면 채워집니다",
    ),
    (
        "never: pods.size() > 4",
        "instead of cel: broken at the first moment at which it is true; met when the window closes",
        "cel 대신: 처음 참이 되는 순간 어긋나고, 구간이 닫힐 때까지 그런 일이 없으면 채워집니다",
    ),
    (
        'sometime: pods.exists(p, p.containers[0].image == "nginx:1.9.1")',
        "instead of cel: met at the first moment at which it is true; broken when the window closes before that",
        "cel 대신: 처음 참이 되는 순간 채워지고, 그 전에 구간이 닫히면 어긋납니다",
    ),
    (
        "before: {first: CEL, then: CEL, apart: 300}",
        "instead of cel: decided at the first moment at which `then` holds: met if `first` held at an earlier moment "
        "(apart: so many virtual seconds earlier, or more), else broken",
        "cel 대신: `then`이 처음 참인 순간 정해집니다. `first`가 그보다 앞서 참이었으면 채워지고 "
        "(apart: 적어도 그만큼의 가상 초 앞서), 아니면 어긋납니다",
    ),
    (
        "from: CEL, until: CEL",
        "the window of always, never, sometime, before: from the first moment at which `from` holds up to the first "
        "after it at which `until` holds, which no longer belongs to it; without them: from the start, without end",
        "always, never, sometime, before가 보는 구간: `from`이 처음 참인 순간부터 그 뒤 `until`이 처음 참인 순간 바로 "
        "앞까지. 없으면 처음부터, 끝없이",
    ),
    (
        'detail: string(pods.size()) + " / 3"',
        "text shown beside a goal that is not met, and beside what broke, as it was at that moment",
        "아직 채우지 못한 goal 곁에, 그리고 어긋난 것 곁에 그 순간의 값으로 보이는 글",
    ),
]
