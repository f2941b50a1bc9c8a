"""ClusterRoles that gather the rules of others."""

from cluster.api.request import Request
from tests.cluster.controllers.scene import Scene

PATH = "/apis/rbac.authorization.k8s.io/v1/clusterroles"
RESOURCE = "clusterroles.rbac.authorization.k8s.io"


def role(name: str, *resources: str, labels: dict | None = None, gathers: dict | None = None) -> dict:
    rules = [{"verbs": ["get"], "apiGroups": [""], "resources": [resource]} for resource in resources]
    obj = {"metadata": {"name": name, "labels": labels or {}}, "rules": rules}
    return {**obj, "aggregationRule": {"clusterRoleSelectors": [{"matchLabels": gathers}]}} if gathers else obj


def resources(scene: Scene, name: str) -> list[str]:
    found = scene.store.get(RESOURCE, "", name)
    return [rule["resources"][0] for rule in found["rules"] or ()]


def test_rules_follow_the_roles_that_the_selector_chooses():
    scene = Scene()

    def post(obj):
        assert scene.cluster.request(Request("POST", PATH, body=obj)).code == 201
        scene.wait(1)

    post(role("all", "ignored", gathers={"to": "all"}))
    assert resources(scene, "all") == []
    post(role("b", "pods", "nodes", labels={"to": "all"}))
    post(role("a", "secrets", "pods", labels={"to": "all"}))
    assert resources(scene, "all") == ["secrets", "pods", "nodes"]  # by name, each once
    scene.cluster.request(Request("PATCH", f"{PATH}/a", body={"metadata": {"labels": {"to": None}}},
                                  content_type="application/merge-patch+json"))  # fmt: skip
    scene.wait(1)
    assert resources(scene, "all") == ["pods", "nodes"]
    scene.cluster.request(Request("DELETE", f"{PATH}/b"))
    scene.wait(1)
    assert resources(scene, "all") == []


def test_the_default_roles_are_gathered_from_the_beginning():
    scene = Scene()
    own = {rule["resources"][0] for rule in scene.store.get(RESOURCE, "", "view")["rules"]}
    assert "configmaps" in own and "secrets" not in own
    edit, admin = (scene.store.get(RESOURCE, "", name)["rules"] for name in ("edit", "admin"))
    assert all(rule in admin for rule in edit)
    assert scene.cluster.verdicts["clusterrole-aggregation-controller"]["/view"][0] == "clusterrole.aggregated"
