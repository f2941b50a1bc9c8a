"""Roles and bindings: what is refused, in the server's words."""

import pytest

from cluster.kinds import KINDS
from tests.cluster.kinds.helpers import NOW, metadata, problems, update_problems

GROUP = "rbac.authorization.k8s.io"
RULE = {"verbs": ["get"], "apiGroups": [""], "resources": ["pods"]}
JANE = {"kind": "User", "name": "jane", "apiGroup": GROUP}


def role(*rules: dict, kind: str = "Role", **more) -> dict:
    place = metadata("a:b") if kind == "Role" else {"name": "a:b"}
    return {"apiVersion": f"{GROUP}/v1", "kind": kind, "metadata": place, "rules": list(rules), **more}


def binding(*subjects: dict, of: str = "RoleBinding", **reference) -> dict:
    place = metadata("a:b") if of == "RoleBinding" else {"name": "a:b"}
    named = {"kind": "ClusterRole", "name": "view", **reference}
    return {"apiVersion": f"{GROUP}/v1", "kind": of, "metadata": place, "roleRef": named, "subjects": list(subjects)}


@pytest.mark.parametrize(
    "obj, messages",
    [
        (role(RULE), []),
        (role({**RULE, "verbs": []}), ["rules[0].verbs: Required value: verbs must contain at least one value"]),
        (
            role({"verbs": ["get"]}),
            [
                "rules[0].apiGroups: Required value: resource rules must supply at least one api group",
                "rules[0].resources: Required value: resource rules must supply at least one resource",
            ],
        ),
        (
            role({**RULE, "nonResourceURLs": ["/x"]}),
            [
                'rules[0].nonResourceURLs: Invalid value: ["/x"]: namespaced rules cannot apply to non-resource URLs',
                'rules[0].nonResourceURLs: Invalid value: ["/x"]: rules cannot apply to both regular resources and '
                "non-resource URLs",
            ],
        ),
        (role({"verbs": ["get"], "nonResourceURLs": ["/x"]}, kind="ClusterRole"), []),
        (
            role(kind="ClusterRole", aggregationRule={}),
            [
                "aggregationRule.clusterRoleSelectors: Required value: at least one clusterRoleSelector required if "
                "aggregationRule is non-nil"
            ],
        ),
        (binding(JANE), []),
        (binding({**JANE, "apiGroup": ""}), []),  # the group is a default
        (
            binding(JANE, of="ClusterRoleBinding", kind="Role"),
            ['roleRef.kind: Unsupported value: "Role": supported values: "ClusterRole"'],
        ),
        (
            binding({"kind": "ServiceAccount", "name": "a"}, of="ClusterRoleBinding"),
            ["subjects[0].namespace: Required value"],
        ),
        (
            binding({"kind": "Robot", "name": "r"}),
            ['subjects[0].kind: Unsupported value: "Robot": supported values: "ServiceAccount", "User", "Group"'],
        ),
        (binding(name=""), ["roleRef.name: Required value"]),
    ],
)
def test_refusals(obj, messages):
    assert problems(obj) == messages


def test_a_binding_keeps_its_role():
    assert update_problems(binding(JANE, name="edit"), binding(JANE)) == [
        'roleRef: Invalid value: {"APIGroup":"rbac.authorization.k8s.io","Kind":"ClusterRole","Name":"edit"}: '
        "cannot change roleRef"
    ]


def test_a_row_tells_who_has_the_role():
    bot = {"kind": "ServiceAccount", "namespace": "ci", "name": "bot"}
    kind = KINDS.by_resource[f"rolebindings.{GROUP}"]
    row = kind.row(binding(JANE, bot, {"kind": "Group", "name": "g"}), NOW)
    assert row[1:] == ["ClusterRole/view", "<unknown>", "jane", "g", "ci/bot"]
