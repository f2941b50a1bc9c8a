"""Node, Namespace, Event, ConfigMap, Secret, ResourceQuota, Endpoints, EndpointSlice, Lease: what is theirs."""

import pytest

from cluster.kinds import KINDS
from tests.cluster.kinds.helpers import NOW, completed, kind_of, metadata, problems, update_problems


def make(kind, version="v1", name="x", **fields):
    return {"apiVersion": version, "kind": kind, "metadata": metadata(name), **fields}


def cluster_scoped(kind, name="x", **fields):
    return {"apiVersion": "v1", "kind": kind, "metadata": {"name": name}, **fields}


# -- Node ------------------------------------------------------------------------------------------------------------


def node(labels=None, conditions=(), **spec):
    made = cluster_scoped("Node", "minikube", spec=spec, status={"conditions": list(conditions)})
    return {**made, "metadata": {"name": "minikube", "labels": labels or {}}}


READY = {"type": "Ready", "status": "True"}


@pytest.mark.parametrize(
    ("obj", "status", "roles"),
    [
        (node(), "Unknown", "<none>"),
        (node(conditions=[READY]), "Ready", "<none>"),
        (node(conditions=[{"type": "Ready", "status": "Unknown"}]), "NotReady", "<none>"),
        (node({"node-role.kubernetes.io/control-plane": "", "kubernetes.io/role": "a"}, [READY], unschedulable=True),
         "Ready,SchedulingDisabled", "a,control-plane"),
    ],
)  # fmt: skip
def test_rows_of_nodes(obj, status, roles):
    assert kind_of(obj).row(obj, NOW)[1:3] == [status, roles]


def test_taints():
    taint = {"key": "a", "value": "b", "effect": "NoSchedule"}
    assert problems(node(taints=[taint, taint])) == [
        'metadata.taints[1]: Duplicate value: {"Key":"a","Value":"b","Effect":"NoSchedule","TimeAdded":null}: taints '
        "must be unique by key and effect pair"
    ]
    assert problems(node(taints=[{"key": "a"}])) == ["metadata.taints[0].effect: Required value"]
    assert problems(node(taints=[{"key": "a", "effect": "Never"}])) == [
        'metadata.taints[0].effect: Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", '
        '"NoExecute"'
    ]


def test_the_network_of_a_node_stays():
    old, new = node(podCIDRs=["10.244.0.0/24"]), node(podCIDRs=["10.244.1.0/24"])
    assert update_problems(new, old) == [
        'spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid'
    ]


# -- Namespace -------------------------------------------------------------------------------------------------------


def test_a_namespace_is_complete():
    made = completed(cluster_scoped("Namespace", "team-a"))
    assert made["metadata"]["labels"] == {"kubernetes.io/metadata.name": "team-a"}
    assert made["spec"] == {"finalizers": ["kubernetes"]}
    assert made["status"] == {"phase": "Active"}


def test_names_of_namespaces_have_no_dots():
    found = problems(cluster_scoped("Namespace", "team.a"))
    assert found == ['metadata.name: Invalid value: "team.a": must not contain dots']


def test_the_phase_follows_deletion():
    old = completed(cluster_scoped("Namespace"))
    errors = kind_of(old).validate_status_update({**old, "status": {"phase": "Terminating"}}, old)
    assert [e.message for e in errors] == [
        "Invalid value: \"Terminating\": may only be 'Active' if `deletionTimestamp` is empty"
    ]


# -- Event -----------------------------------------------------------------------------------------------------------


def event(**fields):
    about = {"kind": "Pod", "name": "p", "namespace": "default", "fieldPath": "spec.containers{c}"}
    return make("Event", involvedObject=about, type="Normal", reason="Pulled", message=" done\n", **fields)


def test_rows_of_events():
    old = event(firstTimestamp="2020-09-13T12:26:00Z", lastTimestamp="2020-09-13T12:26:30Z", count=3,
                source={"component": "kubelet", "host": "minikube"})  # fmt: skip
    assert kind_of(old).row(old, NOW) == [
        "10s", "Normal", "Pulled", "pod/p", "spec.containers{c}", "kubelet, minikube", "done", "40s", 3, "x",
    ]  # fmt: skip
    new = event(eventTime="2020-09-13T12:26:00.000000Z", reportingComponent="default-scheduler",
                series={"count": 5, "lastObservedTime": "2020-09-13T12:26:39.000000Z"})  # fmt: skip
    row = kind_of(new).row(new, NOW)
    assert (row[0], row[5], row[7], row[8]) == ("1s", "default-scheduler", "40s", 5)


def test_an_event_lies_beside_its_object():
    assert problems(event()) == []
    elsewhere = event()
    elsewhere["involvedObject"]["namespace"] = "other"
    assert problems(elsewhere) == ['involvedObject.namespace: Invalid value: "other": does not match event.namespace']


def test_what_field_selectors_ask_of_events():
    labels = kind_of(event()).field_labels(event(source={"component": "kubelet"}))
    assert labels["involvedObject.name"] == "p"
    assert labels["source"] == "kubelet"


# -- ConfigMap, Secret -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"data": {"a": "1"}, "binaryData": {"a": "MQ=="}},
         ['data[a]: Invalid value: "a": duplicate of key present in binaryData']),
        ({"data": {"a": "x" * (1024 * 1024 + 1)}}, [": Too long: may not be more than 1048576 bytes"]),
        ({"data": {"a": "é" * (512 * 1024)}}, []),
    ],
)  # fmt: skip
def test_config_maps(fields, expected):
    assert problems(make("ConfigMap", **fields)) == expected


def test_what_is_immutable_stays():
    old = make("ConfigMap", data={"a": "1"}, immutable=True)
    assert update_problems(make("ConfigMap", data={"a": "2"}), old) == [
        "immutable: Forbidden: field is immutable when `immutable` is set",
        "data: Forbidden: field is immutable when `immutable` is set",
    ]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"type": "kubernetes.io/tls"}, ["data[tls.crt]: Required value", "data[tls.key]: Required value"]),
        ({"type": "kubernetes.io/basic-auth"}, ["data[username]: Required value", "data[password]: Required value"]),
        ({"type": "kubernetes.io/service-account-token"},
         ["metadata.annotations[kubernetes.io/service-account.name]: Required value"]),
        ({"type": "example.com/any"}, []),
        *(
            ({"type": "kubernetes.io/dockerconfigjson", "data": {".dockerconfigjson": data}},
             [f'data[.dockerconfigjson]: Invalid value: "<secret contents redacted>": {why}'])
            for data, why in (
                ("YQ==", "invalid character 'a' looking for beginning of value"),
                ("eyJhIjo=", "unexpected end of JSON input"),
                ("W10=", "json: cannot unmarshal array into Go value of type map[string]interface {}"),
            )
        ),
    ],
)  # fmt: skip
def test_secrets(fields, expected):
    assert problems(make("Secret", **fields)) == expected


def test_plain_text_of_secrets_is_encoded():
    made = completed(make("Secret", data={"pass": "eA=="}, stringData={"user": "admin"}))
    assert (made["data"], made["type"]) == ({"pass": "eA==", "user": "YWRtaW4="}, "Opaque")
    assert "stringData" not in made


# -- ResourceQuota ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({"hard": {"pods": "1.5"}}, ['hard[pods]: Invalid value: "1500m": must be an integer']),
        ({"hard": {"pods": "-1"}}, ['hard[pods]: Invalid value: "-1": must be greater than or equal to 0']),
        ({"hard": {"storage": "1Gi"}},
         ['hard[storage]: Invalid value: "storage": must be a standard resource for quota']),
        ({"hard": {"gpu": "1"}},
         ['hard[gpu]: Invalid value: "gpu": must be a standard resource type or fully qualified',
          'hard[gpu]: Invalid value: "gpu": must be a standard resource for quota']),
        ({"hard": {"count/deployments.apps": "2", "requests.example.com/gpu": "2"}}, []),
        ({"scopes": ["Best"]}, ['scopes: Invalid value: ["Best"]: unsupported scope']),
        ({"hard": {"cpu": "1"}, "scopes": ["BestEffort"]},
         ['scopes: Invalid value: ["BestEffort"]: unsupported scope applied to resource']),
        ({"scopes": ["Terminating", "NotTerminating"]},
         ['scopes: Invalid value: ["Terminating","NotTerminating"]: conflicting scopes']),
    ],
)  # fmt: skip
def test_quotas(spec, expected):
    assert problems(make("ResourceQuota", spec=spec)) == [f"spec.{line}" for line in expected]


def test_rows_of_quotas():
    status = {"hard": {"pods": "3", "limits.cpu": "2", "cpu": "1"}, "used": {"pods": "1", "limits.cpu": "500m"}}
    obj = {**make("ResourceQuota"), "status": status}
    assert kind_of(obj).row(obj, NOW) == ["x", "cpu: 0/1, pods: 1/3", "limits.cpu: 500m/2", "<unknown>"]


def test_amounts_are_canonical():
    made = completed(make("ResourceQuota", spec={"hard": {"memory": "1024Mi", "cpu": "1000m"}}))
    assert made["spec"]["hard"] == {"memory": "1Gi", "cpu": "1"}


# -- Endpoints, EndpointSlice, Lease ---------------------------------------------------------------------------------


def test_endpoints():
    subset = {"addresses": [{"ip": f"10.0.0.{i}"} for i in range(1, 6)], "ports": [{"port": 80}]}
    obj = make("Endpoints", subsets=[subset])
    assert kind_of(obj).row(completed(obj), NOW)[1] == "10.0.0.1:80,10.0.0.2:80,10.0.0.3:80 + 2 more..."
    assert kind_of(obj).row(make("Endpoints"), NOW)[1] == "<none>"
    assert problems(make("Endpoints", subsets=[{"ports": [{"port": 80}]}])) == [
        "subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`"
    ]
    assert problems(make("Endpoints", subsets=[{"addresses": [{"ip": "169.254.1.1"}]}])) == [
        'subsets[0].addresses[0].ip: Invalid value: "169.254.1.1": may not be in the link-local range (169.254.0.0/16, '
        "fe80::/10)"
    ]


def test_endpoint_slices():
    endpoint = {"addresses": ["10.0.0.1"]}
    obj = make("EndpointSlice", "discovery.k8s.io/v1", addressType="IPv4", endpoints=[endpoint], ports=[{"port": 80}])
    assert problems(obj) == []
    assert kind_of(obj).row(obj, NOW)[1:4] == ["IPv4", "80", "10.0.0.1"]
    empty = make("EndpointSlice", "discovery.k8s.io/v1", addressType="IPv4", endpoints=[])
    assert kind_of(empty).row(empty, NOW)[2:4] == ["<unset>", "<unset>"]
    assert problems({**empty, "addressType": "IPX"}) == [
        'addressType: Unsupported value: "IPX": supported values: "FQDN", "IPv4", "IPv6"'
    ]


def test_leases():
    obj = make("Lease", "coordination.k8s.io/v1", spec={"holderIdentity": "minikube", "leaseDurationSeconds": 0})
    assert problems(obj) == ["spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0"]
    assert kind_of(obj).row(obj, NOW)[1] == "minikube"


def test_component_statuses_are_made_when_read():
    kind = KINDS.by_resource["componentstatuses"]
    rows = [kind.row(obj, NOW) for obj in kind.computed(NOW)]
    assert ["scheduler", "Healthy", "ok", ""] in rows
    assert kind.verbs == ("get", "list")
