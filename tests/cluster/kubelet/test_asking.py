"""Main processes that ask the network in loops: what they find follows the network, and costs what changes.

Source: https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#init-containers-in-use; the long script is
the one of upstream's DNS specs (test/e2e/network/dns_common.go, createProbeCommand).
"""

from __future__ import annotations

import pytest

from cluster.api.request import Request
from cluster.images.wire import Source
from cluster.kubelet.processes import inside
from cluster.kubelet.processes import logs as logs_of
from cluster.simulation import Simulation
from tests.cluster.network.scene import Scene

_WAITING = "until nslookup mydb.default.svc.cluster.local; do echo waiting for mydb; sleep 2; done"
_CHECK = 'check="$(dig +notcp +noall +answer +search {} A)" && test -n "$check" && echo OK > /results/{};'


def waiting(scene: Scene) -> None:
    first = {"name": "wait", "image": "busybox:1.28", "command": ["sh", "-c", _WAITING]}
    scene.pod("myapp", initContainers=[first])


def asking(scene: Scene, rounds: int, *names: str) -> None:
    checks = "".join(_CHECK.format(name, name) for name in names)
    script = f"for i in `seq 1 {rounds}`; do {checks} sleep 1; done"
    container = {
        "image": "registry.k8s.io/e2e-test-images/agnhost:2.57",
        "command": ["sh", "-c", script],
        "volumeMounts": [{"name": "results", "mountPath": "/results"}],
    }
    scene.pod("dns", container=container, volumes=[{"name": "results", "emptyDir": {}}], restartPolicy="Never")


def phase(scene: Scene, name: str) -> str:
    return scene.store.get("pods", "default", name)["status"]["phase"]


def files(scene: Scene, name: str) -> set[str]:
    runtime = scene.cluster.runtime
    place = inside.place_of(runtime, scene.store.get("pods", "default", name), "c", scene.cluster.now)
    assert place is not None
    return set(place.files.list("/results"))


def test_an_init_container_goes_on_once_its_service_is_there() -> None:
    scene = Scene(nodes=1)
    waiting(scene)
    scene.wait(200)
    assert phase(scene, "myapp") == "Pending"
    scene.service("mydb")
    scene.wait(3)
    (first,) = scene.store.get("pods", "default", "myapp")["status"]["initContainerStatuses"]
    assert first["state"]["terminated"]["exitCode"] == 0


def test_a_waiting_cluster_looks_seldom() -> None:
    """At moments that lie farther and farther apart: never more than a logarithm of the time."""
    scene = Scene(nodes=1)
    waiting(scene)
    scene.wait(60)
    looked = set()
    for _ in range(120):
        scene.wait(30)
        looked.add(_run(scene, "myapp", "wait").get("looked"))
    assert 2 <= len(looked - {None}) <= 8  # of about ten


def test_what_a_long_script_will_be_told_is_not_worked_out_beyond_a_minute() -> None:
    scene = Scene(nodes=1)
    scene.service("web")
    asking(scene, 600, "web.default", "kubernetes.default")
    scene.wait(30)
    run = _run(scene, "dns", "c")
    ran = inside.main(scene.cluster.runtime, _held(scene, "dns", "c"), None)
    assert ran.ends is None and ran.known == run["known"] and scene.cluster.now < ran.known < 60_000_000
    assert max(write.change[0] for write in ran.writes) <= ran.known
    assert files(scene, "dns") == {"web.default", "kubernetes.default"}


def test_a_long_script_ends_at_its_time() -> None:
    scene = Scene(nodes=1)
    asking(scene, 600, "kubernetes.default")
    scene.wait(590)
    assert phase(scene, "dns") == "Running"
    scene.wait(40)
    assert phase(scene, "dns") == "Succeeded"


def test_the_same_question_is_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from cluster.network import lookups

    scene = Scene(nodes=1)
    scene.service("web")
    scene.wait(5)
    scene.client()
    scene.wait(5)
    worked, resolve = [], lookups.resolve
    monkeypatch.setattr(lookups, "resolve", lambda *given: worked.append(given) or resolve(*given))
    asker = scene.network.asker(Source("pod", "default", "client"))
    found = {asker.later(moment * 1_000_000).resolve("web").addresses for moment in range(500)}
    assert len(found) == 1 and len(worked) == 1
    scene.delete("Service", "web")
    assert scene.network.asker(Source("pod", "default", "client")).resolve("web").error == "nxdomain"


def test_remembered_answers_are_those_of_asking_anew() -> None:
    """With several name servers each question is a draw: the same one, remembered or not."""
    scene = Scene(nodes=1)
    scene.client()
    scene._ask("PATCH", "/apis/apps/v1/namespaces/kube-system/deployments/coredns", {"spec": {"replicas": 3}},
               "application/merge-patch+json")  # fmt: skip
    scene.wait(40)
    source = Source("pod", "default", "client")
    asker = scene.network.asker(source, 0)
    moments = range(0, 200_000_000, 5_000_000)
    remembered = [asker.later(moment).resolve("kubernetes") for moment in moments]
    assert remembered == [scene.network.asker(source, moment).resolve("kubernetes") for moment in moments]
    assert len({found.trace[0]["ref"]["name"] for found in remembered}) == 3


def test_only_what_is_answered_otherwise_is_looked_at_again() -> None:
    scene = Scene(nodes=1)
    waiting(scene)
    scene.wait(100)
    turn = _held(scene, "myapp", "wait").record.get("turn", 0)
    scene.service("other")
    scene.wait(2)
    assert _held(scene, "myapp", "wait").record.get("turn", 0) == turn
    scene.service("mydb")
    scene.wait(2)
    assert _held(scene, "myapp", "wait").record["turn"] > turn


def test_what_was_printed_stays_when_the_network_changes() -> None:
    scene = Scene(nodes=1)
    waiting(scene)
    scene.wait(100)
    before = printed(scene)
    assert before.count("waiting for mydb\n") > 40 and before.count("nslookup: can't resolve") > 40
    scene.service("mydb")
    scene.wait(10)
    after = printed(scene)
    assert after.startswith(before) and after.endswith("mydb.default.svc.cluster.local\n")
    scene.delete("Service", "mydb")
    scene.service("other")
    scene.wait(200)
    assert printed(scene) == after
    run = _run(scene, "myapp", "wait")
    assert run["ends"] - run["started"] > 90_000_000 and len(run["heard"]) == 2


def test_what_was_written_stays_when_the_network_changes() -> None:
    scene = Scene(nodes=1)
    scene.service("web")
    asking(scene, 600, "web.default", "gone.default")
    scene.wait(90)
    assert files(scene, "dns") == {"web.default"}
    scene.delete("Service", "web")
    scene.service("gone")
    scene.wait(5)
    assert files(scene, "dns") == {"web.default", "gone.default"}
    twin = Simulation.restore(scene.cluster.snapshot())
    at = inside.held(twin.runtime, twin.store.get("pods", "default", "dns"), "c")
    assert at is not None
    now = scene.cluster.now
    here, there = (inside.main(runtime, at, now) for runtime in (scene.cluster.runtime, twin.runtime))
    past = [[write for write in ran.writes if write.change[0] <= now] for ran in (here, there)]
    assert past[0] == past[1]


def test_a_server_that_did_not_answer_then_did_not() -> None:
    scene = Scene(nodes=1)
    scene.service("web")
    script = "until wget -q -T 1 -O- http://web; do echo none; sleep 5; done"
    scene.pod("client", "busybox", container={"command": ["sh", "-c", script]}, restartPolicy="Never")
    scene.wait(100)
    before = printed(scene, "client", "c")
    assert before.count("none\n") > 10
    scene.web(1)
    scene.wait(60)
    assert printed(scene, "client", "c").startswith(before) and phase(scene, "client") == "Succeeded"


def test_a_restored_cluster_goes_on_as_the_first() -> None:
    scene = Scene(nodes=1)
    waiting(scene)
    scene.wait(100)
    twin = Simulation.restore(scene.cluster.snapshot())
    for cluster in (scene.cluster, twin):
        cluster.run_until(cluster.now + 400_000_000)
    assert twin.snapshot() == scene.cluster.snapshot()


_LOOP = "while true; do wget -q -T 2 -O- http://web || echo none; sleep 1; done"


def endless(scene: Scene, **spec) -> None:
    scene.pod("client", "busybox", container={"command": ["sh", "-c", _LOOP]}, **spec)


def page(scene: Scene, text: str, *pods: str) -> None:
    for name in pods or [pod["metadata"]["name"] for pod in scene.pods_of("web")]:
        words = ("sh", "-c", f"echo {text} > /usr/share/nginx/html/index.html")
        path = f"/api/v1/namespaces/default/pods/{name}/exec"
        scene.cluster.request(Request("POST", path, {"stdout": "true"}, words=words, upgrade=True))


def test_what_an_endless_loop_was_answered_stays_when_the_answer_changes() -> None:
    """By exec, by another Service, by none: and the log goes on with the new answers, restored or not."""
    scene = Scene(nodes=1)
    scene.web(2)
    scene.service("web")
    scene.wait(20)
    page(scene, "one")
    endless(scene)
    scene.wait(30)
    logs = [printed(scene, "client", "c")]
    assert logs[0].count("one\n") > 20 and set(logs[0].splitlines()) == {"one"}
    page(scene, "two")
    scene.wait(30)
    logs.append(printed(scene, "client", "c"))
    scene.delete("Service", "web")
    scene.wait(30)
    logs.append(printed(scene, "client", "c"))
    scene.service("web")
    scene.wait(30)
    logs.append(printed(scene, "client", "c"))
    for before, after in zip(logs, logs[1:], strict=False):
        assert after.startswith(before) and len(after) > len(before)
    said = [line for line in logs[-1].splitlines() if line in ("one", "two", "none")]
    assert [line for n, line in enumerate(said) if said[n - 1 : n] != [line]] == ["one", "two", "none", "two"]
    twin = Simulation.restore(scene.cluster.snapshot())
    pod = twin.store.get("pods", "default", "client")
    told = logs_of.read(twin.runtime, pod, "c", twin.now, twin.epoch)
    assert "".join(line.text for line in told) == logs[-1]


def test_each_endpoint_answers_in_the_past_as_it_did() -> None:
    scene = Scene(nodes=1)
    scene.web(3)
    scene.service("web")
    scene.wait(20)
    for index, pod in enumerate(scene.pods_of("web")):
        page(scene, f"page{index}", pod["metadata"]["name"])
    endless(scene)
    scene.wait(60)
    before = printed(scene, "client", "c")
    assert set(before.splitlines()) == {"page0", "page1", "page2"}
    scene.delete("Service", "web")
    scene.wait(5)
    assert printed(scene, "client", "c").startswith(before)


def test_a_loop_that_is_answered_the_same_is_not_looked_at_again() -> None:
    scene = Scene(nodes=1)
    scene.web(2)
    scene.service("web")
    scene.wait(20)
    endless(scene)
    scene.wait(10)
    run = _run(scene, "client", "c")
    assert run["known"] is None and len(run["heard"]) == 1
    scene.service("other")
    scene.wait(3600)
    assert _run(scene, "client", "c")["heard"] == run["heard"]
    course = scene.cluster.runtime.cache[(run["id"], "course")]
    assert course.walked < 100


def test_a_client_named_only_in_a_script_from_a_config_map_hears_of_changes() -> None:
    scene = Scene(nodes=1)
    script = "until nslookup mydb.default.svc.cluster.local; do sleep 2; done"
    scene.create({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "s"}, "data": {"run.sh": script}})
    mounts = {"volumeMounts": [{"name": "s", "mountPath": "/s"}]}
    scene.pod("client", "busybox", container={"command": ["sh", "/s/run.sh"], **mounts}, restartPolicy="Never",
              volumes=[{"name": "s", "configMap": {"name": "s"}}])  # fmt: skip
    scene.wait(3000)
    scene.service("mydb")
    scene.wait(4)
    assert phase(scene, "client") == "Succeeded"


def printed(scene: Scene, pod: str = "myapp", container: str = "wait") -> str:
    found = scene.store.get("pods", "default", pod)
    return logs_of.answer(scene.cluster.runtime, found, container, {}, scene.cluster.now, scene.cluster.epoch)


def _held(scene: Scene, pod: str, container: str) -> inside.Held:
    found = inside.held(scene.cluster.runtime, scene.store.get("pods", "default", pod), container)
    assert found is not None
    return found


def _run(scene: Scene, pod: str, container: str) -> dict:
    return _held(scene, pod, container).container


def test_two_that_ask_for_ten_minutes_and_one_that_serves_cost_what_has_happened() -> None:
    """The pod of upstream's DNS specs: rounds that were worked out are counted, by steps of the shells."""
    scene = Scene(nodes=1)
    scene.service("web")
    names = ("web.default", "kubernetes.default", "gone.default")
    checks = "".join(_CHECK.format(name, "$who@" + name) for name in names) + _CHECK.format(names[0], "both")
    mounts = {"volumeMounts": [{"name": "results", "mountPath": "/results"}]}
    agnhost = {"image": "registry.k8s.io/e2e-test-images/agnhost:2.57", **mounts}
    askers = [
        {**agnhost, "name": who, "command": ["sh", "-c", f"who={who}; for i in `seq 1 600`; do {checks} sleep 1; done"]}
        for who in ("wheezy", "jessie")
    ]
    scene.pod(
        "dns",
        containers=[{**agnhost, "name": "c", "args": ["test-webserver"]}, *askers],
        volumes=[{"name": "results", "emptyDir": {}}],
    )
    scene.wait(15)
    for _ in range(60):
        scene.wait(1)
        found = files(scene, "dns")
    assert found == {"both", *(f"{who}@{name}" for who in ("wheezy", "jessie") for name in names[:2])}
    cache = scene.cluster.runtime.cache
    walked = [course.walked for key, course in cache.items() if key[1:] == ("course",)]
    a_round = 4 * 6
    assert len(walked) == 3 and sum(walked) < 3 * 2 * 75 * a_round  # of two times 600 rounds
