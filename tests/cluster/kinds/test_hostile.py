"""Anything may stand anywhere: kinds answer with errors, never with an exception, and change nothing in place."""

import copy
import json

import pytest

from tests.cluster.kinds.helpers import CONTAINER, TEMPLATE, completed, kind_of, metadata, pod, service, workload

JUNK = (
    None, True, -1, 2**70, 1.5, "", "\x00\ud800<script>", "é" * 300, [None], [[]], ["x", 1], {}, {"": None},
    {"a": {"b": []}},
)  # fmt: skip

FULL_CONTAINER = {
    **CONTAINER,
    "ports": [{"name": "http", "containerPort": 80, "hostPort": 80}],
    "env": [{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
            {"name": "B", "valueFrom": {"resourceFieldRef": {"resource": "limits.cpu", "divisor": "1m"}}},
            {"name": "C", "valueFrom": {"configMapKeyRef": {"name": "c", "key": "k"}}}],
    "envFrom": [{"prefix": "P", "secretRef": {"name": "s"}}],
    "volumeMounts": [{"name": "v", "mountPath": "/v", "subPath": "a", "mountPropagation": "None"}],
    "volumeDevices": [{"name": "d", "devicePath": "/dev/d"}],
    "resources": {"limits": {"cpu": "1"}, "requests": {"cpu": "1"}, "claims": [{"name": "c"}]},
    "livenessProbe": {"httpGet": {"port": 80, "httpHeaders": [{"name": "X", "value": "y"}]}},
    "lifecycle": {"preStop": {"exec": {"command": ["x"]}}},
    "resizePolicy": [{"resourceName": "cpu", "restartPolicy": "NotRequired"}],
    "restartPolicyRules": [{"action": "Restart", "exitCodes": {"operator": "In", "values": [1]}}],
    "securityContext": {"runAsUser": 1, "capabilities": {"add": ["X"]}, "seccompProfile": {"type": "RuntimeDefault"},
                        "appArmorProfile": {"type": "RuntimeDefault"}, "procMount": "Default"},
}  # fmt: skip
TERM = {"labelSelector": {"matchExpressions": [{"key": "a", "operator": "In", "values": ["b"]}]}, "topologyKey": "z",
        "namespaces": ["n"], "matchLabelKeys": ["k"]}  # fmt: skip
RULE = {"matchExpressions": [{"key": "a", "operator": "In", "values": ["b"]}],
        "matchFields": [{"key": "metadata.name", "operator": "In", "values": ["n"]}]}  # fmt: skip
REQUIRED, PREFERRED = (
    "requiredDuringSchedulingIgnoredDuringExecution",
    "preferredDuringSchedulingIgnoredDuringExecution",
)
FULL_SPEC = {
    "containers": [FULL_CONTAINER],
    "initContainers": [{**CONTAINER, "name": "i", "restartPolicy": "Always"}],
    "ephemeralContainers": [{**CONTAINER, "name": "e", "targetContainerName": "c"}],
    "volumes": [{"name": "v", "configMap": {"name": "c", "items": [{"key": "k", "path": "p", "mode": 1}]}},
                {"name": "d", "persistentVolumeClaim": {"claimName": "d"}},
                {"name": "w", "downwardAPI": {"items": [{"path": "p", "fieldRef": {"fieldPath": "metadata.name"}}]}},
                {"name": "p", "projected": {"sources": [
                    {"serviceAccountToken": {"path": "t"}},
                    {"secret": {"name": "s", "items": [{"key": "k", "path": "q"}]}}]}},
                {"name": "h", "hostPath": {"path": "/h"}}, {"name": "n", "nfs": {"server": "s", "path": "/"}},
                {"name": "c", "csi": {"driver": "d.e", "nodePublishSecretRef": {"name": "s"}}},
                {"name": "x", "flexVolume": {"driver": "d", "options": {"a": "b"}}},
                {"name": "e", "ephemeral": {"volumeClaimTemplate": {"spec": {"accessModes": ["ReadWriteOnce"]}}}}],
    "affinity": {"nodeAffinity": {REQUIRED: {"nodeSelectorTerms": [RULE]},
                                  PREFERRED: [{"weight": 1, "preference": RULE}]},
                 "podAffinity": {REQUIRED: [TERM], PREFERRED: [{"weight": 1, "podAffinityTerm": TERM}]}},
    "tolerations": [{"key": "a", "operator": "Equal", "value": "b", "effect": "NoExecute", "tolerationSeconds": 1}],
    "topologySpreadConstraints": [
        {"maxSkew": 1, "topologyKey": "z", "whenUnsatisfiable": "DoNotSchedule", "minDomains": 1,
         "labelSelector": {"matchLabels": {"a": "b"}}, "matchLabelKeys": ["k"]}],
    "securityContext": {"fsGroup": 1, "supplementalGroups": [1], "sysctls": [{"name": "net.a", "value": "1"}]},
    "dnsConfig": {"nameservers": ["1.1.1.1"], "searches": ["a.b"], "options": [{"name": "o"}]},
    "hostAliases": [{"ip": "1.1.1.1", "hostnames": ["h"]}],
    "imagePullSecrets": [{"name": "s"}],
    "nodeSelector": {"a": "b"},
    "overhead": {"cpu": "1m"},
    "resources": {"requests": {"cpu": "1"}},
    "resourceClaims": [{"name": "c", "resourceClaimName": "r"}],
    "readinessGates": [{"conditionType": "g"}],
    "schedulingGates": [{"name": "g"}],
    "os": {"name": "linux"},
    "activeDeadlineSeconds": 5,
    "terminationGracePeriodSeconds": 5,
}  # fmt: skip
OWNER = {"apiVersion": "v1", "kind": "Pod", "name": "o", "uid": "u", "controller": True}
META = metadata(labels={"a": "b"}, annotations={"c": "d"}, ownerReferences=[OWNER], finalizers=["e.f/g"])
EXAMPLES = [
    {**pod(), "metadata": META, "spec": FULL_SPEC},
    {**workload("Deployment", {"strategy": {"rollingUpdate": {"maxSurge": 1}}}), "metadata": META},
    workload("ReplicaSet", {"template": {**TEMPLATE, "spec": FULL_SPEC}}),
    workload("ReplicationController"),
    service({"sessionAffinity": "ClientIP", "sessionAffinityConfig": {"clientIP": {"timeoutSeconds": 5}},
             "type": "LoadBalancer", "externalIPs": ["1.2.3.4"], "clusterIP": "10.96.0.9", "clusterIPs": ["10.96.0.9"],
             "ipFamilies": ["IPv4"],
             "loadBalancerSourceRanges": ["10.0.0.0/8"], "selector": {"a": "b"}, "healthCheckNodePort": 30001}),
    {"apiVersion": "v1", "kind": "ConfigMap", "metadata": META, "data": {"a": "b"}, "binaryData": {"c": "MQ=="}},
    {"apiVersion": "v1", "kind": "Secret", "metadata": META, "type": "kubernetes.io/dockercfg",
     "data": {".dockercfg": "e30="}, "stringData": {"a": "b"}},
    {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": META,
     "spec": {"hard": {"pods": "1"}, "scopes": ["BestEffort"],
              "scopeSelector": {
                  "matchExpressions": [{"scopeName": "PriorityClass", "operator": "In", "values": ["x"]}]}}},
    {"apiVersion": "v1", "kind": "Endpoints", "metadata": META,
     "subsets": [{"addresses": [{"ip": "1.1.1.1", "hostname": "h", "nodeName": "n"}],
                  "ports": [{"port": 1, "name": "p"}]}]},
    {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "metadata": META, "addressType": "IPv4",
     "endpoints": [{"addresses": ["1.1.1.1"], "nodeName": "n"}], "ports": [{"port": 1, "name": "p"}]},
    {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n"},
     "spec": {"taints": [{"key": "a", "effect": "NoSchedule"}], "podCIDRs": ["10.0.0.0/24"]},
     "status": {"capacity": {"cpu": "1"}, "nodeInfo": {"osImage": "x"}}},
    {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "n"}, "spec": {"finalizers": ["kubernetes"]}},
    {"apiVersion": "v1", "kind": "Event", "metadata": META, "involvedObject": {"namespace": "default"}, "message": "m"},
    {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": META},
    {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": META, "spec": {"leaseDurationSeconds": 1}},
]  # fmt: skip


def places(value, path=()):
    """All paths into a JSON value."""
    yield path
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in entries:
        yield from places(item, (*path, key))


def put(value, path, junk):
    if not path:
        return junk
    copied = copy.copy(value)
    copied[path[0]] = put(value[path[0]], path[1:], junk)
    return copied


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["kind"])
def test_junk_at_every_place(example):
    kind, good = kind_of(example), completed(example)
    spots = [path for path in places(example) if path and path[0] not in ("apiVersion", "kind")]
    for path, junk in ((path, junk) for start, path in enumerate(spots) for junk in JUNK[start % 3 :: 3]):
        if path == ("metadata",) and not isinstance(junk, dict):
            continue
        broken = put(example, path, junk)
        before = json.dumps(broken)
        made = kind.prepare_create(kind.defaults(broken))
        errors = [*kind.validate(made), *kind.validate_update(kind.prepare_update(kind.defaults(broken), good), good)]
        assert all(isinstance(text, str) for text in kind.warnings(made, None))
        assert all(isinstance(error.message, str) and isinstance(error.field, str) for error in errors), path
        assert json.dumps(broken) == before, path
