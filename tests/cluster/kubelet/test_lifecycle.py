"""Hooks, termination messages, restart rules, sidecars, deadlines: how containers begin and end.

After upstream's test/e2e/common/node: lifecycle_hook, runtime, init_container, container_restart, pods.
"""

import pytest

from cluster.objects.times import parse
from tests.cluster.kubelet.scenes import Scene, container, shell

FOREVER = "sleep 100000"
AS_USER = {"securityContext": {"runAsUser": 1000}}


@pytest.fixture
def scene() -> Scene:
    return Scene(nodes=1)


def hook(name: str, **handler) -> dict:
    return {"lifecycle": {name: handler}}


def words(*command: str) -> dict:
    return {"command": list(command)}


# -- hooks -------------------------------------------------------------------------------------------------------------


def test_a_container_does_not_count_as_running_before_its_post_start_hook_is_through(scene):
    first = shell(FOREVER, name="first", **hook("postStart", exec=words("sh", "-c", "sleep 8; echo done > /tmp/mark")))
    scene.pod("p", first, shell(FOREVER, name="second"))
    scene.wait(6)
    assert scene.state("p", "first") == {"waiting": {"reason": "ContainerCreating"}}
    assert scene.state("p", "second") == {"waiting": {"reason": "ContainerCreating"}}
    assert scene.condition("p", "Ready")["status"] == "False"
    scene.wait(10)
    assert list(scene.state("p", "first")) == ["running"]
    assert scene.exec("p", "cat", "/tmp/mark", container="first") == "done\n"
    started = [parse(scene.state("p", name)["running"]["startedAt"]) for name in ("first", "second")]
    assert started[1] - started[0] >= 8_000_000


def test_a_post_start_hook_that_fails_ends_its_container(scene):
    scene.pod("p", container(**hook("postStart", exec=words("sh", "-c", "exit 7"))))
    scene.wait(8)
    assert {"Created", "Started", "FailedPostStartHook", "Killing"} <= {word for word, _ in scene.told("p")}
    assert ("FailedPostStartHook", "PostStartHook failed") in scene.told("p")
    assert ("Killing", "FailedPostStartHook") in scene.told("p")
    scene.wait(20)
    assert scene.container("p")["restartCount"] >= 1
    assert scene.shown("p")[1] == "CrashLoopBackOff"


@pytest.mark.parametrize(
    ("handler", "fails"),
    [
        ({"httpGet": {"port": 80, "path": "/"}}, False),
        ({"httpGet": {"port": 80, "path": "/missing"}}, False),  # any answer will do
        ({"httpGet": {"port": 81, "path": "/"}}, True),
        ({"httpGet": {"port": "web", "path": "/"}}, False),
        ({"tcpSocket": {"port": 80}}, True),  # never was supported
        ({"sleep": {"seconds": 1}}, False),
        ({"exec": words("no-such-program")}, True),
    ],
)
def test_hooks_by_kind(scene, handler, fails):
    server = container("nginx", "server")
    slow = {"preStop": handler}
    scene.pod("p", {**server, "ports": [{"name": "web", "containerPort": 80}], "lifecycle": slow})
    scene.wait(10)
    scene.delete("Pod", "p")
    scene.wait(5)
    found = [word for word, _ in scene.told("p")]
    assert ("FailedPreStopHook" in found) == fails
    assert scene.shown("p") == ["gone"]


def test_a_pre_stop_hook_asks_another_pod_for_real(scene):
    scene.pod("server", container())
    scene.wait(10)
    address = scene.status("server")["podIP"]
    asks = hook("preStop", httpGet={"host": address, "port": 80, "path": "/goodbye"})
    scene.pod("p", shell(FOREVER, **asks))
    scene.wait(10)
    scene.delete("Pod", "p", gracePeriodSeconds=3)
    scene.wait(10)
    assert '"GET /goodbye HTTP/1.1" 404' in scene.log("server")
    assert "kube-lifecycle/1.35" in scene.log("server")


def test_a_pre_stop_hook_writes_what_the_container_sees_before_it_is_stopped(scene):
    script = 'trap "cat /tmp/mark; exit 0" TERM; while true; do sleep 1; done'
    scene.pod(
        "p", shell(script, **hook("preStop", exec=words("sh", "-c", "echo bye > /tmp/mark"))), restartPolicy="Never"
    )
    scene.wait(10)
    keep(scene, "p")
    scene.delete("Pod", "p")
    scene.wait(10)
    assert scene.state("p")["terminated"]["exitCode"] == 0


# -- termination messages ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "fields", "message"),
    [
        ("echo -n DONE > /dev/termination-log", {}, "DONE"),
        ("echo -n DONE > /dev/custom", {"terminationMessagePath": "/dev/custom"}, "DONE"),
        ("echo -n DONE > /dev/custom", {"terminationMessagePath": "/dev/custom", **AS_USER}, "DONE"),
        ("echo -n DONE; exit 1", {"terminationMessagePolicy": "FallbackToLogsOnError"}, "DONE"),
        ("echo DONE", {"terminationMessagePolicy": "FallbackToLogsOnError"}, None),
        ("echo -n OK > /dev/termination-log; exit 1", {"terminationMessagePolicy": "FallbackToLogsOnError"}, "OK"),
        ("echo DONE; exit 1", {}, None),
    ],
)  # fmt: skip
def test_what_a_container_leaves_to_be_told(scene, script, fields, message):
    scene.pod("p", shell(script, **fields), restartPolicy="Never")
    scene.wait(10)
    assert scene.state("p")["terminated"].get("message") == message


def test_a_message_is_cut_at_its_share(scene):
    long = shell("head -c 9000 /etc/services > /dev/null; printf '%09000d' 7 > /dev/termination-log")
    scene.pod("p", long, restartPolicy="Never")
    scene.wait(10)
    found = scene.state("p")["terminated"]["message"]
    assert len(found) == 4096
    assert found.endswith("07")


def test_the_log_that_stands_in_is_its_last_80_lines_or_2048_bytes(scene):
    policy = {"terminationMessagePolicy": "FallbackToLogsOnError"}
    scene.pod("many", shell("for i in $(seq 1 100); do echo $i; done; exit 1", **policy), restartPolicy="Never")
    scene.pod("long", shell("for i in 1 2 3; do printf '%01000d\\n' $i; done; exit 1", **policy), restartPolicy="Never")
    scene.wait(15)
    assert scene.state("many")["terminated"]["message"].splitlines()[0] == "21"
    assert len(scene.state("long")["terminated"]["message"]) == 2048


# -- restarts ----------------------------------------------------------------------------------------------------------


def rule(operator: str, *values: int) -> dict:
    return {"action": "Restart", "exitCodes": {"operator": operator, "values": list(values)}}


@pytest.mark.parametrize(
    ("pod", "own", "code", "restarts"),
    [
        ("Never", {}, 3, False),
        ("Never", {"restartPolicy": "Always"}, 0, True),
        ("Never", {"restartPolicy": "OnFailure"}, 3, True),
        ("Always", {"restartPolicy": "Never"}, 3, False),
        ("Always", {"restartPolicy": "OnFailure"}, 0, False),
        ("Never", {"restartPolicy": "Never", "restartPolicyRules": [rule("In", 3, 4)]}, 3, True),
        ("Never", {"restartPolicy": "Never", "restartPolicyRules": [rule("In", 3, 4)]}, 5, False),
        ("Never", {"restartPolicy": "Never", "restartPolicyRules": [rule("NotIn", 0)]}, 5, True),
    ],
)
def test_a_containers_own_policy_and_rules_come_before_the_pods(scene, pod, own, code, restarts):
    scene.pod("p", shell(f"exit {code}", **own), restartPolicy=pod)
    scene.wait(20)
    assert (scene.container("p")["restartCount"] > 0) == restarts
    phase = "Running" if restarts else "Succeeded" if code == 0 else "Failed"
    assert scene.status("p")["phase"] == phase


# -- sidecars ----------------------------------------------------------------------------------------------------------

SIDECAR = {"restartPolicy": "Always"}


def keep(scene, name: str) -> None:
    """The pod stays to be looked at when it is deleted."""
    scene.patch("Pod", name, {"metadata": {"finalizers": ["example.com/keep"]}})


def ended(scene, name: str, which: str) -> int:
    return parse(scene.state(name, which)["terminated"]["finishedAt"])


def test_sidecars_stop_after_the_others_in_reverse_order(scene):
    script = 'trap "sleep 2; exit 0" TERM; while true; do sleep 1; done'
    inits = [{**shell(script, name=name), **SIDECAR} for name in ("one", "two")]
    scene.pod("p", shell(script, name="main"), initContainers=inits)
    scene.wait(15)
    assert scene.shown("p") == ["3/3", "Running", "0"]
    keep(scene, "p")
    scene.delete("Pod", "p")
    scene.wait(25)
    order = [ended(scene, "p", name) for name in ("main", "two", "one")]
    assert order == sorted(set(order))


def test_a_pod_whose_own_containers_are_done_is_done_although_it_has_sidecars(scene):
    proxy = {**shell(FOREVER, name="proxy"), **SIDECAR}
    scene.pod(
        "p",
        shell("sleep 5", name="main"),
        initContainers=[proxy],
        restartPolicy="Never",
        terminationGracePeriodSeconds=4,
    )
    scene.wait(9)
    assert scene.status("p")["phase"] == "Running"  # the sidecar is still being stopped
    scene.wait(8)
    assert scene.status("p")["phase"] == "Succeeded"
    assert scene.state("p", "proxy")["terminated"]["exitCode"] == 137
    assert scene.shown("p")[1] == "Completed"


def test_a_sidecar_that_ends_is_started_again_while_the_others_run_on(scene):
    proxy = {**shell("sleep 6; exit 1", name="proxy"), **SIDECAR}
    scene.pod(
        "p", shell("for i in $(seq 1 40); do sleep 1; done", name="main"), initContainers=[proxy], restartPolicy="Never"
    )
    scene.wait(30)
    assert scene.container("p", "proxy")["restartCount"] >= 1
    assert list(scene.state("p", "main")) == ["running"]
    scene.wait(25)
    assert scene.status("p")["phase"] == "Succeeded"


def test_what_comes_after_a_sidecar_waits_for_its_startup_probe(scene):
    probe = {"exec": words("sh", "-c", "test -f /tmp/up"), "periodSeconds": 1, "failureThreshold": 60}
    proxy = {**shell("sleep 10; touch /tmp/up; sleep 100000", name="proxy"), **SIDECAR, "startupProbe": probe}
    scene.pod("p", container(), initContainers=[proxy])
    scene.wait(8)
    assert scene.shown("p")[:2] == ["0/2", "Init:0/1"]
    assert scene.state("p", "c") == {"waiting": {"reason": "PodInitializing"}}
    scene.wait(15)
    assert scene.shown("p")[:2] == ["2/2", "Running"]


# -- deadlines ---------------------------------------------------------------------------------------------------------


def test_a_pod_that_is_active_for_too_long_fails(scene):
    scene.pod("p", container(), activeDeadlineSeconds=8)
    scene.wait(15)
    status = scene.status("p")
    assert (status["phase"], status["reason"]) == ("Failed", "DeadlineExceeded")
    assert status["message"] == "Pod was active on the node longer than the specified deadline"
    assert scene.state("p")["terminated"]["exitCode"] == 0
    assert scene.shown("p") == ["0/1", "Completed", "0"]
    assert ("DeadlineExceeded", status["message"]) in scene.told("p")
    assert scene.container("p")["restartCount"] == 0
