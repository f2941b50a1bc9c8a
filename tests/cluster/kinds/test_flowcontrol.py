"""FlowSchema and PriorityLevelConfiguration: defaults, validation, rows."""

import pytest

from cluster.kinds import KINDS
from cluster.kinds.rules import flows
from tests.cluster.kinds.helpers import NOW, completed, problems

GROUP = "flowcontrol.apiserver.k8s.io"
RULE = {"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"], "namespaces": ["*"]}
JANE = {"kind": "User", "user": {"name": "jane"}}
QUEUE = {"type": "Queue", "queuing": {}}


def schema(name="mine", rules=None, **spec):
    given = {
        "priorityLevelConfiguration": {"name": "system"},
        "rules": rules or [{"subjects": [JANE], "resourceRules": [RULE]}],
    }
    return {"apiVersion": f"{GROUP}/v1", "kind": "FlowSchema", "metadata": {"name": name}, "spec": {**given, **spec}}


def ruled(subject=JANE, **rule):
    return schema(rules=[{"subjects": [subject], "resourceRules": [{**RULE, **rule}]}])


def visiting(*urls):
    return schema(rules=[{"subjects": [JANE], "nonResourceRules": [{"verbs": ["get"], "nonResourceURLs": list(urls)}]}])


def level(name="mine", kind="Limited", **spec):
    metadata = {"name": name}
    return {
        "apiVersion": f"{GROUP}/v1",
        "kind": "PriorityLevelConfiguration",
        "metadata": metadata,
        "spec": {"type": kind, **spec},
    }


def limited(**told):
    return level(limited={"limitResponse": QUEUE, **told})


def queuing(**told):
    return limited(limitResponse={"type": "Queue", "queuing": told})


@pytest.mark.parametrize(("resource", "obj"), flows.builtin(), ids=lambda part: str(part)[:20])
def test_what_a_cluster_begins_with_is_complete_and_valid(resource, obj):
    assert problems(obj) == []
    assert completed(obj)["spec"] == obj["spec"]


def test_defaults():
    assert completed(schema())["spec"]["matchingPrecedence"] == 1000
    assert completed(limited())["spec"]["limited"] == {
        "nominalConcurrencyShares": 30,
        "lendablePercent": 0,
        "limitResponse": {"type": "Queue", "queuing": {"queues": 64, "handSize": 8, "queueLengthLimit": 50}},
    }
    assert completed(limited(nominalConcurrencyShares=0))["spec"]["limited"]["nominalConcurrencyShares"] == 0


@pytest.mark.parametrize(
    ("obj", "expected"),
    [
        (schema(matchingPrecedence=-1), ["spec.matchingPrecedence: Invalid value: -1: must be a positive value"]),
        (schema(matchingPrecedence=10001),
         ["spec.matchingPrecedence: Invalid value: 10001: must not be greater than 10000"]),
        (schema(matchingPrecedence=1),
         ["spec.matchingPrecedence: Invalid value: 1: only the schema named 'exempt' may have matchingPrecedence 1"]),
        (schema(distinguisherMethod={"type": "ByAge"}),
         ['spec.distinguisherMethod.type: Unsupported value: {"Type":"ByAge"}: supported values: "ByNamespace", '
          '"ByUser"']),
        (schema(priorityLevelConfiguration={}),
         ["spec.priorityLevelConfiguration.name: Required value: must reference a priority level"]),
        (schema(rules=[{}]),
         ["spec.rules[0].subjects: Required value: subjects must contain at least one value",
          "spec.rules[0]: Required value: at least one of resourceRules and nonResourceRules has to be non-empty"]),
        (ruled({"kind": "Robot"}),
         ['spec.rules[0].subjects[0].kind: Unsupported value: "Robot": supported values: "Group", "ServiceAccount", '
          '"User"']),
        (ruled({"kind": "User", "group": {"name": "a"}}),
         ["spec.rules[0].subjects[0].user: Required value: user is required when subject kind is 'User'",
          "spec.rules[0].subjects[0].group: Forbidden: group is forbidden when subject kind is not 'Group'"]),
        (ruled({"kind": "ServiceAccount", "serviceAccount": {"name": "*"}}),
         ["spec.rules[0].subjects[0].serviceAccount.namespace: Required value: must specify namespace for service "
          "account"]),
        (ruled(verbs=["get", "*"]),
         ['spec.rules[0].resourceRules[0].verbs: Invalid value: ["get","*"]: if \'*\' is present, must not specify '
          "other verbs"]),
        (ruled(namespaces=[]),
         ["spec.rules[0].resourceRules[0].namespaces: Required value: resource rules that are not cluster scoped must "
          "supply at least one namespace"]),
        (visiting("/", "/healthz", "/a/*"), []),
        (visiting("a"), ['spec.rules[0].nonResourceRules[0].nonResourceURLs[0]: Invalid value: "a": must start with '
                         "slash"]),
        (visiting("/a*"), ['spec.rules[0].nonResourceRules[0].nonResourceURLs[0]: Invalid value: "/a*": wildcard can '
                           "only do suffix matching"]),
        (level("mine", "Exempt"),
         ["spec.type: Invalid value: \"Exempt\": type must be 'Exempt' if and only if name is 'exempt'"]),
        (level("exempt", "Exempt", exempt={"nominalConcurrencyShares": 7}), []),
        (level("exempt", "Exempt", exempt={"lendablePercent": 101}),
         ["spec.exempt.lendablePercent: Invalid value: 101: must be between 0 and 100, inclusive"]),
        (level(), ["spec.limited: Required value: must not be empty when type is Limited"]),
        (limited(nominalConcurrencyShares=-1),
         ["spec.limited.nominalConcurrencyShares: Invalid value: -1: must be a non-negative integer"]),
        (limited(limitResponse={"type": "Reject", "queuing": {}}),
         ["spec.limited.limitResponse.queuing: Forbidden: must be nil if limited.limitResponse.type is not Limited"]),
        (queuing(queues=4, handSize=5),
         ["spec.limited.limitResponse.queuing.handSize: Invalid value: 5: should not be greater than queues (4)"]),
        (queuing(queues=1000, handSize=8),
         ["spec.limited.limitResponse.queuing.handSize: Invalid value: 8: required entropy bits of deckSize 1000 and "
          "handSize 8 should not be greater than 60"]),
    ],
)  # fmt: skip
def test_what_is_refused(obj, expected):
    assert problems(obj) == expected


def test_rows():
    rows = {
        obj["metadata"]["name"]: KINDS.by_resource[resource].row(obj, NOW)[1:-1]
        for resource, obj in flows.builtin()
        if resource == flows.LEVELS
    }
    assert rows["exempt"] == ["Exempt", "<none>", "<none>", "<none>", "<none>"]
    assert rows["catch-all"] == ["Limited", 5, "<none>", "<none>", "<none>"]
    assert rows["system"] == ["Limited", 30, 64, 6, 50]
    kind = KINDS.by_resource[flows.SCHEMAS]
    assert kind.row(schema(), NOW)[1:] == ["system", 0, "<none>", "<unknown>", "?"]
