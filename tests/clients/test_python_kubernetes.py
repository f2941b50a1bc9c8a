"""The official Python client (PyPI: kubernetes)."""

import json
import threading
import time
from datetime import UTC, datetime

import pytest
from kubernetes import client, config, dynamic, stream, utils, watch
from kubernetes.client.rest import ApiException
from kubernetes.informer import SharedInformer
from kubernetes.leaderelection import electionconfig, leaderelection
from kubernetes.leaderelection.resourcelock.leaselock import LeaseLock

from tests.clients.things import configmap, deployment, job, pod
from tests.patience import PATIENCE


@pytest.fixture(scope="module")
def api(served):
    with config.new_client_from_config(str(served.kubeconfig)) as api:
        yield api


@pytest.fixture
def core(api):
    return client.CoreV1Api(api)


@pytest.fixture
def apps(api):
    return client.AppsV1Api(api)


def until(condition):
    end = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.05)
    return found


def test_a_deployment_from_creation_to_its_end(apps, core, namespace):
    made = apps.create_namespaced_deployment(namespace, deployment("web"))
    assert isinstance(made, client.V1Deployment) and made.spec.strategy.rolling_update.max_surge == "25%"
    until(lambda: apps.read_namespaced_deployment_status("web", namespace).status.ready_replicas == 2)
    apps.patch_namespaced_deployment_scale("web", namespace, {"spec": {"replicas": 3}})
    until(lambda: apps.read_namespaced_deployment("web", namespace).status.ready_replicas == 3)
    assert apps.read_namespaced_deployment_scale("web", namespace).status.selector == "app=web"

    def newer(found):
        found.spec.template.spec.containers[0].image = "nginx:1.27"

    replaced(apps, "namespaced_deployment", "web", namespace, newer)
    until(lambda: apps.read_namespaced_deployment("web", namespace).status.updated_replicas == 3)
    pods = core.list_namespaced_pod(namespace, label_selector="app=web").items
    assert {each.metadata.owner_references[0].kind for each in pods} == {"ReplicaSet"}
    apps.delete_namespaced_deployment("web", namespace, propagation_policy="Foreground")
    until(lambda: not core.list_namespaced_pod(namespace).items)


def replaced(verbs, kind, name, namespace, change):
    """Read, change, write; again where somebody else was faster."""
    while True:
        found = getattr(verbs, f"read_{kind}")(name, namespace)
        change(found)
        try:
            return getattr(verbs, f"replace_{kind}")(name, namespace, found)
        except ApiException as error:
            assert error.status == 409


KINDS = [
    (
        "namespaced_service",
        {"spec": {"selector": {"app": "x"}, "ports": [{"port": 80}]}},
        lambda api: client.CoreV1Api(api),
    ),
    ("namespaced_secret", {"stringData": {"password": "hunter2"}}, lambda api: client.CoreV1Api(api)),
    ("namespaced_config_map", {"data": {"a": "1"}}, lambda api: client.CoreV1Api(api)),
    ("namespaced_service_account", {}, lambda api: client.CoreV1Api(api)),
    ("namespaced_resource_quota", {"spec": {"hard": {"pods": "3"}}}, lambda api: client.CoreV1Api(api)),
    (
        "namespaced_replication_controller",
        {
            "spec": {
                "replicas": 0,
                "selector": {"a": "b"},
                "template": {"metadata": {"labels": {"a": "b"}}, "spec": pod("x")["spec"]},
            }
        },
        lambda api: client.CoreV1Api(api),
    ),
    ("namespaced_lease", {"spec": {"holderIdentity": "me"}}, lambda api: client.CoordinationV1Api(api)),
    (
        "namespaced_pod_disruption_budget",
        {"spec": {"minAvailable": 1, "selector": {"matchLabels": {"a": "b"}}}},
        lambda api: client.PolicyV1Api(api),
    ),
    ("namespaced_job", {"spec": job("x", ["true"])["spec"]}, lambda api: client.BatchV1Api(api)),
    (
        "namespaced_daemon_set",
        {"spec": {k: v for k, v in deployment("x")["spec"].items() if k != "replicas"}},
        lambda api: client.AppsV1Api(api),
    ),
    ("namespaced_replica_set", {"spec": deployment("x", 0)["spec"]}, lambda api: client.AppsV1Api(api)),
]


@pytest.mark.parametrize(("kind", "body", "group"), KINDS, ids=[kind for kind, _, _ in KINDS])
def test_create_read_list_patch_replace_delete(api, namespace, kind, body, group):
    verbs = group(api)
    body = {"metadata": {"name": "thing", "labels": {"suite": "crud"}}, **body}
    made = getattr(verbs, f"create_{kind}")(namespace, body)
    assert made.metadata.uid and made.metadata.namespace == namespace
    patched = getattr(verbs, f"patch_{kind}")("thing", namespace, {"metadata": {"annotations": {"seen": "yes"}}})
    assert patched.metadata.annotations["seen"] == "yes"
    replaced(verbs, kind, "thing", namespace, lambda found: found.metadata.labels.update(more="1"))
    listed = getattr(verbs, f"list_{kind}")(namespace, label_selector="suite=crud,more").items
    assert [each.metadata.uid for each in listed] == [made.metadata.uid]
    getattr(verbs, f"delete_{kind}")("thing", namespace, propagation_policy="Background")
    until(lambda: not getattr(verbs, f"list_{kind}")(namespace, label_selector="suite=crud").items)
    with pytest.raises(ApiException) as error:
        getattr(verbs, f"read_{kind}")("thing", namespace)
    assert error.value.status == 404 and '"reason":"NotFound"' in error.value.body


def test_patches_of_each_type(api, apps, core, namespace):
    apps.create_namespaced_deployment(namespace, deployment("web", 0))
    two = {"spec": {"template": {"spec": {"containers": [{"name": "side", "image": "redis"}]}}}}
    strategic = apps.patch_namespaced_deployment("web", namespace, two)  # a dict: strategic merge, lists by name
    assert [each.name for each in strategic.spec.template.spec.containers] == ["side", "main"]
    core.create_namespaced_config_map(namespace, configmap("c", a="1", b="2"))
    steps = [{"op": "test", "path": "/data/a", "value": "1"}, {"op": "remove", "path": "/data/b"}]
    assert core.patch_namespaced_config_map("c", namespace, steps).data == {"a": "1"}  # a list: JSON patch
    merge = core.patch_namespaced_config_map(
        "c", namespace, {"data": {"a": None, "z": "9"}}, _content_type="application/merge-patch+json"
    )
    assert merge.data == {"z": "9"}
    applied = core.patch_namespaced_config_map(
        "c",
        namespace,
        configmap("c", z="9", y="8"),
        field_manager="tests",
        _content_type="application/apply-patch+yaml",
    )
    assert applied.data == {"z": "9", "y": "8"}
    assert "tests" in {each.manager for each in applied.metadata.managed_fields}
    with pytest.raises(ApiException) as error:
        core.patch_namespaced_config_map(
            "c",
            namespace,
            configmap("c", z="0"),
            field_manager="others",
            _content_type="application/apply-patch+yaml",
        )
    assert error.value.status == 409 and "conflict" in error.value.body


def test_pages(core, namespace):
    for number in range(7):
        core.create_namespaced_config_map(namespace, configmap(f"page-{number}", n=str(number)))
    names, token = [], None
    while True:
        page = core.list_namespaced_config_map(
            namespace, limit=3, field_selector="metadata.name!=kube-root-ca.crt", _continue=token
        )
        assert len(page.items) <= 3
        names += [each.metadata.name for each in page.items]
        token = page.metadata._continue
        if not token:
            break
    assert names == [f"page-{number}" for number in range(7)]


def test_a_watch_goes_on_from_where_a_list_was(core, namespace):
    version = core.list_namespaced_config_map(namespace).metadata.resource_version
    core.create_namespaced_config_map(namespace, configmap("a", x="1"))
    core.patch_namespaced_config_map("a", namespace, {"data": {"x": "2"}})
    core.delete_namespaced_config_map("a", namespace)
    seen = []
    watching = watch.Watch()
    for event in watching.stream(
        core.list_namespaced_config_map, namespace, resource_version=version, timeout_seconds=10
    ):
        if event["object"].metadata.name == "a":
            seen.append((event["type"], event["object"].data["x"]))
        if len(seen) == 3:
            watching.stop()
    assert seen == [("ADDED", "1"), ("MODIFIED", "2"), ("DELETED", "2")]


def test_an_informer_keeps_up(core, api, namespace):
    seen = []
    informer = SharedInformer(core.list_namespaced_pod, namespace=namespace)
    for happening in ("ADDED", "MODIFIED", "DELETED"):
        informer.add_event_handler(
            happening, lambda obj, what=happening: seen.append((what, obj.metadata.name, obj.status.phase))
        )
    informer.start()
    try:
        core.create_namespaced_pod(namespace, pod("one"))
        until(lambda: ("MODIFIED", "one", "Running") in seen)
        assert informer.cache.get_by_key(f"{namespace}/one").status.phase == "Running"
        core.delete_namespaced_pod("one", namespace, grace_period_seconds=0)
        until(lambda: any(event[:2] == ("DELETED", "one") for event in seen))
        until(lambda: not informer.cache.list())
    finally:
        informer.stop()


class SteppingDown(Exception):
    """How work under a lease ends."""


def test_one_of_two_leads_and_the_other_follows_on(api, namespace):
    led, stopped, done = [], [], {"first": threading.Event(), "second": threading.Event()}

    def campaign(identity):
        lock = LeaseLock("leader", namespace, identity)
        lock.api_instance = client.CoordinationV1Api(api)

        def lead():
            led.append(identity)
            done[identity].wait(30)
            raise SteppingDown

        times = {"lease_duration": 3, "renew_deadline": 2, "retry_period": 1}
        settings = electionconfig.Config(
            lock, **times, onstarted_leading=lead, onstopped_leading=lambda: stopped.append(identity)
        )
        thread = threading.Thread(target=leaderelection.LeaderElection(settings).run)
        thread.start()
        return thread

    threads = [campaign("first")]
    until(lambda: led)
    threads.append(campaign("second"))
    leases = client.CoordinationV1Api(api)
    assert leases.read_namespaced_lease("leader", namespace).spec.holder_identity == "first"
    done["first"].set()
    until(lambda: led == ["first", "second"])
    assert leases.read_namespaced_lease("leader", namespace).spec.holder_identity == "second"
    done["second"].set()
    for thread in threads:
        thread.join(20)
    assert stopped == ["first", "second"]


def test_the_dynamic_client_finds_what_is_served(api, namespace):
    found = dynamic.DynamicClient(api)
    deployments = found.resources.get(api_version="apps/v1", kind="Deployment")
    made = deployments.create(body=deployment("web", 1), namespace=namespace)
    assert made.metadata.name == "web"
    scaled = deployments.patch(
        name="web",
        namespace=namespace,
        body={"spec": {"replicas": 2}},
        content_type="application/strategic-merge-patch+json",
    )
    assert scaled.spec.replicas == 2
    applied = deployments.server_side_apply(
        namespace=namespace, body=deployment("applied", 0), field_manager="tests", force_conflicts=True
    )
    assert applied.spec.replicas == 0
    watched = deployments.watch(namespace=namespace, timeout=PATIENCE)
    assert {next(watched)["object"].metadata.name for _ in range(2)} == {"web", "applied"}
    deployments.delete(name="web", namespace=namespace)
    pods = found.resources.get(kind="Pod", api_version="v1")
    until(lambda: not pods.get(namespace=namespace).items)


def test_create_from_yaml(api, core, apps, namespace, tmp_path):
    text = "\n---\n".join(
        [
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {colour: blue}",
            "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, ports: [{port: 80}]}",
        ]
    )
    (tmp_path / "all.yaml").write_text(text)
    utils.create_from_yaml(api, str(tmp_path / "all.yaml"), namespace=namespace)
    assert core.read_namespaced_config_map("settings", namespace).data == {"colour": "blue"}
    assert core.read_namespaced_service("web", namespace).spec.cluster_ip.startswith("10.")
    with pytest.raises(utils.FailToCreateError):
        utils.create_from_yaml(api, str(tmp_path / "all.yaml"), namespace=namespace)


def test_logs(core, namespace):
    counting = ["sh", "-c", "for i in 1 2 3; do echo line $i; sleep 1; done"]
    body = pod("talker", "busybox", counting)
    body["spec"]["restartPolicy"] = "Never"
    core.create_namespaced_pod(namespace, body)
    until(lambda: core.read_namespaced_pod("talker", namespace).status.phase in ("Running", "Succeeded"))
    followed = core.read_namespaced_pod_log("talker", namespace, follow=True, _preload_content=False)
    assert followed.data.decode() == "line 1\nline 2\nline 3\n"
    assert core.read_namespaced_pod_log("talker", namespace, tail_lines=1) == "line 3\n"


def test_commands_in_containers(core, namespace):
    core.create_namespaced_pod(namespace, pod("shell", "busybox", ["sleep", "3600"]))
    until(lambda: core.read_namespaced_pod("shell", namespace).status.phase == "Running")
    ask = core.connect_get_namespaced_pod_exec
    told = stream.stream(
        ask, "shell", namespace, command=["sh", "-c", "echo hi; echo oh >&2"], stdout=True, stderr=True
    )
    assert sorted(told.split()) == ["hi", "oh"]
    talk = stream.stream(
        ask, "shell", namespace, command=["sh"], stdin=True, stdout=True, stderr=True, _preload_content=False
    )
    talk.write_stdin("echo one\n")
    assert talk.readline_stdout(timeout=PATIENCE) == "one"
    talk.write_stdin("exit 7\n")
    talk.run_forever(timeout=PATIENCE)
    assert talk.returncode == 7


def test_a_port_is_forwarded(core, namespace):
    core.create_namespaced_pod(namespace, pod("web"))
    until(lambda: core.read_namespaced_pod("web", namespace).status.phase == "Running")
    forwarded = stream.portforward(core.connect_get_namespaced_pod_portforward, "web", namespace, ports="80")
    socket = forwarded.socket(80)
    socket.setblocking(True)
    socket.sendall(b"GET / HTTP/1.1\r\nHost: web\r\nConnection: close\r\n\r\n")
    answer = b""
    while part := socket.recv(4096):
        answer += part
    assert answer.startswith(b"HTTP/1.1 200 OK") and b"Welcome to nginx!" in answer
    assert forwarded.error(80) is None


def test_evictions_bindings_and_events(core, namespace):
    core.create_namespaced_pod(namespace, pod("guest"))
    until(lambda: core.read_namespaced_pod("guest", namespace).status.phase == "Running")
    body = client.V1Eviction(metadata=client.V1ObjectMeta(name="guest"))
    core.create_namespaced_pod_eviction("guest", namespace, body)
    until(lambda: not core.list_namespaced_pod(namespace).items)
    events = core.list_namespaced_event(namespace, field_selector="involvedObject.name=guest").items
    assert {"Scheduled", "Pulled", "Created", "Started"} <= {event.reason for event in events}
    assert all(isinstance(event.last_timestamp or event.event_time, datetime) for event in events)


def test_what_is_refused_says_why(core, api, namespace):
    with pytest.raises(ApiException) as error:
        core.create_namespaced_pod(namespace, {"metadata": {"name": "No_Good"}, "spec": {"containers": []}})
    assert error.value.status == 422
    assert {"spec.containers", "metadata.name"} <= {
        cause["field"] for cause in json.loads(error.value.body)["details"]["causes"]
    }
    assert core.create_namespaced_pod(namespace, pod("p"), dry_run="All").metadata.name == "p"
    assert not core.list_namespaced_pod(namespace).items


def test_versions_nodes_and_times(api, core):
    assert client.VersionApi(api).get_code().minor.startswith("35")
    nodes = core.list_node().items
    assert len(nodes) == 2 and all(
        condition.status == "True"
        for node in nodes
        for condition in node.status.conditions
        if condition.type == "Ready"
    )
    assert abs((datetime.now(UTC) - nodes[0].metadata.creation_timestamp).total_seconds()) < 24 * 3600
