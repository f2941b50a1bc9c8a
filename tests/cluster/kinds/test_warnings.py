"""Warnings: what is accepted and probably not meant; a table of parts of a spec and the warnings about them."""

import pytest

from tests.cluster.kinds.helpers import CONTAINER, TEMPLATE, completed, kind_of, pod, service, workload

REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
NULL = "labelSelector: a null labelSelector results in matching no pod"


def containers(*more: dict, **first: object) -> dict:
    return {"containers": [{**CONTAINER, **first}, *({**CONTAINER, "name": f"c{i}", **m} for i, m in enumerate(more))]}


def warnings(obj: dict, old: dict | None = None) -> list[str]:
    return kind_of(obj).warnings(completed(obj), old)


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({}, []),
        (containers(env=[{"name": "A", "value": "1"}, {"name": "A", "value": "$(A)2"}]), []),
        (containers(env=[{"name": "A", "value": "1"}, {"name": "A", "value": "$(A)"}]),
         ['containers[0].env[1]: hides previous definition of "A", which may be dropped when using apply']),
        (containers(resources={"limits": {"memory": "100m"}, "requests": {"memory": "100m"}}),
         ['containers[0].resources.limits[memory]: fractional byte value "100m" is invalid, must be an integer',
          'containers[0].resources.requests[memory]: fractional byte value "100m" is invalid, must be an integer']),
        (containers({"ports": [{"containerPort": 80}]}, ports=[{"containerPort": 80}]),
         ["containers[1].ports[0]: duplicate port definition with spec.containers[0].ports[0]"]),
        (containers(ports=[{"containerPort": 80, "hostPort": 8080}, {"containerPort": 80}]),
         ["containers[0].ports[1]: overlapping port definition with spec.containers[0].ports[0]"]),
        (containers(ports=[{"containerPort": 80, "hostPort": 80, "hostIP": "1.1.1.1"},
                           {"containerPort": 80, "hostPort": 80}]),
         ["containers[0].ports[1]: dangerously ambiguous port definition with spec.containers[0].ports[0]"]),
        (containers(ports=[{"containerPort": 80, "hostIP": "1.1.1.1", "name": "a"}]),
         ["containers[0].ports[0]: hostIP set without hostPort: {Name:a HostPort:0 ContainerPort:80 Protocol:TCP "
          "HostIP:1.1.1.1}"]),
        (containers({"ports": [{"containerPort": 81, "name": "a"}]}, ports=[{"containerPort": 80, "name": "a"}]),
         ['containers[1].ports[0]: duplicate port name "a" with spec.containers[0].ports[0], services and probes that '
          "select ports by name will use spec.containers[0].ports[0]"]),
        ({"terminationGracePeriodSeconds": -1},
         ["terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1"]),
        ({"nodeSelector": {"beta.kubernetes.io/os": "linux"}},
         ['nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead']),
        ({"topologySpreadConstraints": [{"maxSkew": 1, "topologyKey": "z", "whenUnsatisfiable": "DoNotSchedule"}]},
         [f"topologySpreadConstraints[0].{NULL}"]),
        ({"affinity": {"podAffinity": {REQUIRED: [{"topologyKey": "z"}]}}},
         [f"affinity.podAffinity.{REQUIRED}[0].{NULL}"]),
        ({"imagePullSecrets": [{"name": "a"}, {"name": "a"}, {}]},
         ['imagePullSecrets[1].name: duplicate name "a"', 'imagePullSecrets[2].name: invalid empty name ""']),
        ({"hostAliases": [{"ip": "1.1.1.1", "hostnames": ["a"]}, {"ip": "1.1.1.1", "hostnames": ["b"]}]},
         ['hostAliases[1].ip: duplicate ip "1.1.1.1"']),
        ({"volumes": [{"name": "v", "gitRepo": {"repository": "r"}}]}, ["volumes[0].gitRepo: deprecated in v1.11"]),
        ({"dnsConfig": {"nameservers": ["::0:1"]}},
         ['dnsConfig.nameservers[0]: IPv6 address "::0:1" should be in RFC 5952 canonical format ("::1")']),
    ],
)  # fmt: skip
def test_of_pods(spec: dict, expected: list[str]) -> None:
    assert warnings(pod(spec)) == [f"spec.{text}" for text in expected]
    if spec.get("restartPolicy", "Always") == "Always":
        template = {**TEMPLATE, "spec": {**TEMPLATE["spec"], **spec}}
        inside = [f"spec.template.spec.{text}".replace("with spec.c", "with spec.template.spec.c") for text in expected]
        inside = [text.replace("use spec.c", "use spec.template.spec.c") for text in inside]
        assert warnings(workload("ReplicaSet", {"template": template})) == inside


def test_files_that_hide_each_other() -> None:
    items = [{"key": "a", "path": "dir"}, {"key": "b", "path": "dir/file"}]
    downward = {"items": [{"path": "dir", "fieldRef": {"fieldPath": "metadata.name"}}]}
    secret = {"secret": {"name": "s", "items": items[1:]}}
    volumes = [
        {"name": "v", "configMap": {"name": "c", "items": items}},
        {"name": "p", "projected": {"sources": [secret, {"downwardAPI": downward}]}},
    ]
    assert warnings(pod({"volumes": volumes})) == [
        'volume "v" (ConfigMap "c"): overlapping paths: "dir/file" with "dir"',
        'volume "p" (Projected): overlapping paths: "dir" (DownwardAPI) with "dir/file" (Secret "s")',
    ]


@pytest.mark.parametrize(
    ("obj", "used_in"),
    [(pod(), "the Pod's hostname"), (workload("Deployment"), "Pod names and hostnames")],
)
def test_names_that_no_host_can_have(obj: dict, used_in: str) -> None:
    dotted = {**obj, "metadata": {**obj["metadata"], "name": "a.b"}}
    advice = "which can result in surprising behavior; a DNS label is recommended: [must not contain dots]"
    assert warnings(dotted) == [f"metadata.name: this is used in {used_in}, {advice}"]
    assert warnings(dotted, completed(dotted)) == []


def test_a_changed_workload_is_looked_at_again() -> None:
    spec = {**TEMPLATE["spec"], "terminationGracePeriodSeconds": -1}
    old = completed(workload("Deployment", {"template": {**TEMPLATE, "spec": spec}}))
    new = {**old, "metadata": {**old["metadata"], "generation": 7}}
    assert len(kind_of(new).warnings(new, old)) == 1
    assert kind_of(new).warnings(old, old) == []


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({}, []),
        ({"clusterIP": "None", "sessionAffinity": "ClientIP"},
         ["spec.SessionAffinity is ignored for headless services"]),
        ({"externalName": "a.b"}, ['spec.externalName is ignored when spec.type is not "ExternalName"']),
        ({"externalIPs": ["010.1.1.1"]},
         ['spec.externalIPs[0]: non-standard IP address "010.1.1.1" will be considered invalid in a future Kubernetes '
          'release: use "10.1.1.1"']),
        ({"type": "LoadBalancer", "loadBalancerSourceRanges": ["10.1.1.1/8"]},
         ['spec.loadBalancerSourceRanges[0]: CIDR value "10.1.1.1/8" is ambiguous in this context (should be '
          '"10.0.0.0/8" or "10.1.1.1/32"?)']),
    ],
)  # fmt: skip
def test_of_services(spec: dict, expected: list[str]) -> None:
    assert warnings(service(spec)) == expected


def test_of_addresses() -> None:
    found = {"apiVersion": "v1", "kind": "Endpoints", "metadata": {"name": "a", "namespace": "default"}}
    found["subsets"] = [{"addresses": [{"ip": "::ffff:1.2.3.4"}]}]
    text = 'non-standard IP address "::ffff:1.2.3.4" will be considered invalid in a future Kubernetes release'
    assert warnings(found) == [f'subsets[0].addresses[0].ip: {text}: use "1.2.3.4"']
