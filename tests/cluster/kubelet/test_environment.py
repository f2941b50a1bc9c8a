"""The environment of containers. Cases named `e2e` are those of
https://github.com/kubernetes/kubernetes/tree/master/test/e2e/common/node."""

import pytest

from tests.cluster.kubelet.volumes.scene import BUSYBOX, Volumes, container


@pytest.fixture
def scene() -> Volumes:
    made = Volumes(nodes=1)
    made.config("game", {"data-1": "value-1", "data_2": "value-2"})
    made.secret("key", {"token": "abc"})
    return made


def env_of(scene: Volumes, *env: dict, **more) -> dict[str, str]:
    scene.pod("p", container(BUSYBOX, command=["sleep", "9999"], env=list(env), **more))
    scene.wait(10)
    return dict(line.split("=", 1) for line in scene.run("p", "env").splitlines())


def field(name: str, path: str) -> dict:
    return {"name": name, "valueFrom": {"fieldRef": {"fieldPath": path}}}


def test_e2e_pod_name_namespace_addresses_and_uid(scene):
    paths = {
        "NAME": "metadata.name", "SPACE": "metadata.namespace", "IP": "status.podIP", "IPS": "status.podIPs",
        "HOST": "status.hostIP", "HOSTS": "status.hostIPs", "UID": "metadata.uid", "NODE": "spec.nodeName",
        "ACCOUNT": "spec.serviceAccountName",
    }  # fmt: skip
    env = env_of(scene, *(field(name, path) for name, path in paths.items()))
    pod = scene.store.get("pods", "default", "p")
    status = pod["status"]
    assert {name: env[name] for name in paths} == {
        "NAME": "p", "SPACE": "default", "IP": status["podIP"], "IPS": status["podIP"], "HOST": status["hostIP"],
        "HOSTS": status["hostIP"], "UID": pod["metadata"]["uid"], "NODE": "minikube", "ACCOUNT": "default",
    }  # fmt: skip


def test_e2e_limits_and_requests(scene):
    def resource(name: str, which: str, divisor: str = "0") -> dict:
        return {"name": name, "valueFrom": {"resourceFieldRef": {"resource": which, "divisor": divisor}}}

    resources = {"requests": {"cpu": "250m", "memory": "32Mi"}, "limits": {"cpu": "1250m", "memory": "64Mi"}}
    env = env_of(
        scene, resource("CPU", "limits.cpu"), resource("MEMORY", "limits.memory"), resource("ASK", "requests.cpu"),
        resource("ASK_M", "requests.cpu", "1m"), resource("MI", "requests.memory", "1Mi"), resources=resources,
    )  # fmt: skip
    assert [env[name] for name in ("CPU", "MEMORY", "ASK", "ASK_M", "MI")] == ["2", "67108864", "1", "250", "32"]


def test_e2e_without_limits_those_of_the_node_are_told(scene):
    env = env_of(scene, {"name": "CPU", "valueFrom": {"resourceFieldRef": {"resource": "limits.cpu"}}})
    assert env["CPU"] == scene.store.list("nodes")[0]["status"]["allocatable"]["cpu"]


def test_all_keys_of_an_object_with_a_prefix(scene):
    env = env_of(scene, envFrom=[{"configMapRef": {"name": "game"}}, {"prefix": "S_", "secretRef": {"name": "key"}},
                                 {"configMapRef": {"name": "nope", "optional": True}}])  # fmt: skip
    assert {name: env.get(name) for name in ("data-1", "data_2", "S_token")} == {
        "data-1": "value-1", "data_2": "value-2", "S_token": "abc",
    }  # fmt: skip


def test_e2e_composing_and_escaping(scene):
    env = env_of(scene, {"name": "FOO", "value": "foo"}, {"name": "BAR", "value": "$(FOO);;$$(FOO);;$(NOPE)"},
                 {"name": "HOST", "value": "$(KUBERNETES_SERVICE_HOST)"})  # fmt: skip
    assert (env["BAR"], env["HOST"]) == ("foo;;$(FOO);;$(NOPE)", "10.96.0.1")


def test_services_that_are_there_are_told(scene):
    ports = [{"name": "web", "port": 80}, {"name": "dns", "port": 53, "protocol": "UDP"}]
    made = scene.create({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "my-app"},
                         "spec": {"selector": {"a": "b"}, "ports": ports}})  # fmt: skip
    address = made["spec"]["clusterIP"]
    env = env_of(scene)
    assert {name: value for name, value in env.items() if name.startswith("MY_APP")} == {
        "MY_APP_SERVICE_HOST": address, "MY_APP_SERVICE_PORT": "80", "MY_APP_SERVICE_PORT_WEB": "80",
        "MY_APP_SERVICE_PORT_DNS": "53", "MY_APP_PORT": f"tcp://{address}:80",
        "MY_APP_PORT_80_TCP": f"tcp://{address}:80", "MY_APP_PORT_80_TCP_PROTO": "tcp",
        "MY_APP_PORT_80_TCP_PORT": "80", "MY_APP_PORT_80_TCP_ADDR": address,
        "MY_APP_PORT_53_UDP": f"udp://{address}:53", "MY_APP_PORT_53_UDP_PROTO": "udp",
        "MY_APP_PORT_53_UDP_PORT": "53", "MY_APP_PORT_53_UDP_ADDR": address,
    }  # fmt: skip
    scene.pod("q", container(BUSYBOX, command=["sleep", "9999"]), enableServiceLinks=False)
    scene.wait(10)
    names = scene.run("q", "env | cut -d= -f1").split()
    assert "KUBERNETES_SERVICE_HOST" in names
    assert "MY_APP_SERVICE_HOST" not in names


@pytest.mark.parametrize(
    ("origin", "text"),
    [({"configMapKeyRef": {"name": "nope", "key": "x"}}, 'configmap "nope" not found'),
     ({"configMapKeyRef": {"name": "game", "key": "x"}}, "couldn't find key x in ConfigMap default/game"),
     ({"secretKeyRef": {"name": "key", "key": "x"}}, "couldn't find key x in Secret default/key")],
)  # fmt: skip
def test_a_missing_reference_is_the_containers_trouble(scene, origin, text):
    scene.pod("p", container(BUSYBOX, env=[{"name": "A", "valueFrom": origin}]))
    scene.wait(10)
    assert scene.shown("p")[1] == "CreateContainerConfigError"
    assert ("Failed", f"Error: {text}") in scene.told("p")


def test_variables_come_from_a_file_that_an_init_container_wrote(scene):
    """https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-via-file/"""
    write = "echo \"DB_ADDRESS='address'\" > /data/config.env; echo REST=endpoint >> /data/config.env"
    mounts = [{"name": "config", "mountPath": "/data"}]
    init = container(BUSYBOX, "setup", command=["sh", "-c", write], volumeMounts=mounts)

    def key(name: str, **more) -> dict:
        return {"fileKeyRef": {"path": "config.env", "volumeName": "config", "key": name, **more}}

    env = [{"name": "DB", "valueFrom": key("DB_ADDRESS")}, {"name": "REST", "valueFrom": key("REST")},
           {"name": "NONE", "valueFrom": key("NOPE", optional=True)}]  # fmt: skip
    volumes = [{"name": "config", "emptyDir": {}}]
    scene.pod("p", container(BUSYBOX, command=["sleep", "9999"], env=env), initContainers=[init], volumes=volumes)
    scene.wait(15)
    assert scene.run("p", "echo $DB $REST ${NONE-unset}") == "address endpoint unset\n"
    wrong = container(BUSYBOX, command=["sleep", "9999"], env=[{"name": "A", "valueFrom": key("NOPE")}])
    scene.pod("q", wrong, initContainers=[init], volumes=volumes)
    scene.wait(15)
    assert ("Failed", 'Error: environment variable key "NOPE" not found in file "config.env"') in scene.told("q")
