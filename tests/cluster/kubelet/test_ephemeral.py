"""Ephemeral containers: added to a pod that runs, started beside the others, never restarted."""

import pytest

from tests.cluster.kubelet.scenes import Scene, container, shell

MERGE = "application/merge-patch+json"


@pytest.fixture
def scene() -> Scene:
    found = Scene(nodes=1)
    found.pod("web", container())
    found.wait(10)
    return found


def added(scene, *debuggers: dict):
    return scene.part("web", "ephemeralcontainers", {"spec": {"ephemeralContainers": list(debuggers)}})


def test_an_ephemeral_container_starts_in_a_pod_that_runs(scene):
    before = scene.get("web")["metadata"]["generation"]
    response = added(scene, shell("echo here; sleep 1000", name="debugger"))
    assert response.code == 200
    assert response.body["metadata"]["generation"] == before + 1
    assert response.body["spec"]["ephemeralContainers"][0]["terminationMessagePath"] == "/dev/termination-log"
    scene.wait(10)
    (status,) = scene.status("web")["ephemeralContainerStatuses"]
    assert list(status["state"]) == ["running"]
    assert (status["name"], status["ready"], status["restartCount"]) == ("debugger", False, 0)
    assert "started" not in status
    assert scene.log("web", "debugger") == "here\n"
    assert scene.shown("web") == ["1/1", "Running", "0"]
    assert [word for word, _ in scene.told("web")[-4:]] == ["Pulling", "Pulled", "Created", "Started"]
    events = [e for e in scene.events("Started") if e["involvedObject"]["name"] == "web"]
    assert events[-1]["involvedObject"]["fieldPath"] == "spec.ephemeralContainers{debugger}"


def test_it_is_not_restarted_whatever_the_pods_policy_says(scene):
    added(scene, shell("exit 3", name="debugger"))
    scene.wait(120)
    assert scene.container("web", "debugger")["state"]["terminated"]["exitCode"] == 3
    assert scene.container("web", "debugger")["restartCount"] == 0
    assert scene.shown("web") == ["1/1", "Running", "0"]


def test_commands_run_in_it_and_see_the_processes_of_its_target(scene):
    added(scene, shell("sleep 1000", name="debugger", targetContainerName="c"))
    scene.wait(10)
    seen = scene.exec("web", "ps", container="debugger")
    assert "nginx" in seen
    assert "sleep 1000" in seen
    assert sum(line.endswith(" ps") for line in seen.splitlines()) == 1
    assert scene.exec("web", "wget", "-q", "-O-", "localhost", container="debugger").startswith("<!DOCTYPE html>")


def test_what_is_there_may_be_added_to_but_not_changed_or_taken_away(scene):
    added(scene, shell("sleep 1", name="one"))
    assert added(scene, shell("sleep 1", name="two")).code == 200
    assert {each["name"] for each in scene.get("web")["spec"]["ephemeralContainers"]} == {"one", "two"}
    changed = added(scene, shell("sleep 2", name="one"))
    assert changed.code == 422
    assert 'existing ephemeral containers "one" may not be changed' in changed.body["message"]
    gone = scene.part("web", "ephemeralcontainers", {"spec": {"ephemeralContainers": []}}, MERGE)
    assert gone.code == 422
    assert 'existing ephemeral containers "one" may not be removed' in gone.body["message"]


def test_nothing_else_changes_by_this_way(scene):
    response = scene.part("web", "ephemeralcontainers", {"metadata": {"labels": {"a": "b"}}, "spec": {"priority": 7}})
    assert response.code == 200
    assert "ephemeralContainers" not in response.body["spec"]
    assert response.body["spec"].get("priority") != 7


@pytest.mark.parametrize(
    ("field", "value"), [("ports", [{"containerPort": 80}]), ("resources", {"limits": {"cpu": "1"}})]
)
def test_some_fields_may_not_be_set(scene, field, value):
    response = added(scene, {**shell("true", name="debugger"), field: value})
    assert response.code == 422
    assert (
        f"spec.ephemeralContainers[0].{field}: Forbidden: cannot be set for an Ephemeral Container"
        in (response.body["message"])
    )


def test_the_plain_pod_cannot_get_one(scene):
    response = scene.part("web", "", {"spec": {"ephemeralContainers": [shell("true", name="debugger")]}})
    assert response.code == 422
