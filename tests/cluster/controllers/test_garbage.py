"""Owners that go, beyond golden suite replicasets (delete-*, gc-*)."""

import pytest

from tests.cluster.controllers.scene import Scene, deployment


def config_map(name, *owners, **metadata):
    references = [
        {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "name": o["metadata"]["name"],
            "uid": o["metadata"]["uid"],
            "blockOwnerDeletion": True,
        }
        for o in owners
    ]
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name, "ownerReferences": references, **metadata},
    }


def test_an_object_lives_as_long_as_one_of_its_owners():
    scene = Scene()
    one, two = scene.create(config_map("one")), scene.create(config_map("two"))
    scene.create(config_map("child", one, two))
    scene.delete("ConfigMap", "one")
    scene.wait(1)
    references = scene.store.get("configmaps", "default", "child")["metadata"]["ownerReferences"]
    assert [r["name"] for r in references] == ["two"]
    scene.delete("ConfigMap", "two")
    scene.wait(1)
    assert "child" not in scene.names("configmaps")


def test_foreground_deletion_goes_from_the_leaves_to_the_root():
    scene = Scene()
    root = scene.create(config_map("root"))
    middle = scene.create(config_map("middle", root))
    scene.create(config_map("leaf", middle, finalizers=["example.org/held"]))
    scene.delete("ConfigMap", "root", propagationPolicy="Foreground")
    scene.wait(5)
    assert {"root", "middle", "leaf"} <= set(scene.names("configmaps"))
    assert scene.verdict("garbage-collector", "configmaps/default/root") == ("garbage.waiting", {"dependents": 1})
    scene.patch("ConfigMap", "leaf", {"metadata": {"$deleteFromPrimitiveList/finalizers": ["example.org/held"]}})
    scene.wait(5)
    assert not {"root", "middle", "leaf"} & set(scene.names("configmaps"))
    order = [c.name for c in scene.store.history if c.op == "DELETED" and c.resource == "configmaps"]
    assert order == ["leaf", "middle", "root"]


def test_a_circle_of_owners_goes_as_a_whole():
    """Upstream's e2e "should not be blocked by dependency circle"."""
    scene = Scene()
    made = {name: scene.create(config_map(name)) for name in ("one", "two", "three")}
    for name, owner in (("one", "three"), ("two", "one"), ("three", "two")):
        references = config_map(name, made[owner])["metadata"]["ownerReferences"]
        scene.patch("ConfigMap", name, {"metadata": {"ownerReferences": references}})
    scene.delete("ConfigMap", "one", propagationPolicy="Foreground")
    scene.wait(10)
    assert not set(made) & set(scene.names("configmaps"))


@pytest.mark.parametrize(("policy", "left"), [("Background", 0), ("Foreground", 0), ("Orphan", 2)])
def test_what_is_left_of_a_deployment(policy, left):
    scene = Scene()
    scene.create(deployment(replicas=2))
    scene.wait(15)
    scene.delete("Deployment", "web", propagationPolicy=policy)
    scene.wait(60)
    assert scene.names("deployments.apps") == []
    assert len(scene.names("pods")) == left
    assert len(scene.names("replicasets.apps")) == (1 if left else 0)


def test_causes_lead_from_the_pods_end_to_the_typed_command():
    scene = Scene()
    scene.create(deployment(replicas=1))
    scene.wait(15)
    scene.delete("Deployment", "web")
    scene.wait(60)
    history = {c.revision: c for c in scene.store.history}
    change = next(c for c in history.values() if c.resource == "pods" and "deletionTimestamp" in c.object["metadata"])
    seen = []
    while change:
        seen.append(change.actor)
        cause = change.causes[-1] if change.causes else None
        change = history.get(cause) if isinstance(cause, int) else None
    assert seen[0] == "garbage-collector"
    assert str(cause).startswith("i")
