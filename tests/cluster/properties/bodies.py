"""Bodies of requests out of our own schemas: whole objects, changed at random places, by a seed.

`Random(seed)` rather than a draw for each field: an object has hundreds of places, and a seed is one draw. What is
generated is the same for the same seed, so a failing example names it.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from cluster.objects.schema import Schema, kind_schema

WORDS = (
    "a", "b", "web", "default", "kube-system", "minikube", "app", "main", "standard", "v", "d", "http", "TCP", "UDP",
    "Always", "Never", "OnFailure", "Recreate", "RollingUpdate", "OnDelete", "Parallel", "NoExecute", "NoSchedule",
    "Exists", "In", "NotIn", "DoesNotExist", "Equal", "Retain", "Delete", "Immediate", "ReadWriteOnce", "ClusterIP",
    "NodePort", "LoadBalancer", "ExternalName", "None", "IPv4", "IPv6", "Foreground", "kubernetes.io/hostname",
    "Pod", "Deployment", "ReplicaSet", "Node", "Service", "apps/v1", "v1", "apps", "pods", "deployments", "*", "get",
    "nginx", "nginx:none", "busybox", "sh", "-c", "exit 1", "sleep 5; exit 0", "metadata.name", "status.podIP",
    "10.0.0.9", "10.96.0.10", "10.96.0.0/16", "::1", "/", "/x", "../x", "*/1 * * * *", "@every 1m",
    "TZ=Asia/Seoul * * * * *",
    "2026-01-01T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01T00:00:00.000001Z", "", " ", "..", "A_b", "x" * 64,
    "x" * 300,
    "ü", "\u0000", "\ud800", "%", "a=b", "true", "null", "-1", "1e9", "0x10", "object.spec.replicas > 1",
    "{.spec.size}",
    "kubernetes.io/tls", "kubernetes.io/dockerconfigjson", "MQ==", "not base64!", "foregroundDeletion", "orphan",
    "example.com/hold", "example.com/v1", "Widget", "cpu", "memory", "limits.cpu", "\u00b2", "\u0663", "9" * 30,
    "deployment.kubernetes.io/revision", "deployment.kubernetes.io/desired-replicas",
    "controller.kubernetes.io/pod-deletion-cost", "batch.kubernetes.io/job-completion-index",
    "kubernetes.io/change-cause", "kubernetes.io/config.mirror", "kubectl.kubernetes.io/last-applied-configuration",
    "kubernetes.io/service-account.name", "deprecated.daemonset.template.generation", "pod-template-hash",
    "volume.kubernetes.io/storage-class", "apps.kubernetes.io/pod-index", "controller-revision-hash",
)  # fmt: skip
QUANTITIES = (
    "1",
    "0",
    "100m",
    "1Gi",
    "-1",
    "1.5",
    "10Ei",
    "1e3",
    "abc",
    "",
    "9" * 30,
    "0.0000000001",
    "50%",
    1,
    0,
    -3,
    1.5,
)
INTEGERS = (
    0,
    1,
    2,
    3,
    5,
    -1,
    80,
    443,
    65535,
    65536,
    2**31 - 1,
    2**31,
    2**63 - 1,
    2**63,
    -(2**63),
    2**70,
    1.0,
    1.5,
    "1",
)
JUNK: tuple[Any, ...] = (None, True, [], {}, "", [None], [[]], {"": None}, {"a": {"b": []}}, 0.1, [1, "a"], "é" * 40)
MOST_DEPTH = 9


@cache
def examples() -> dict[tuple[str, str], dict]:
    """(apiVersion, kind) → an object. Shared: not to be changed."""
    text = (Path(__file__).parent / "examples.yaml").read_text()
    return {(obj["apiVersion"], obj["kind"]): obj for obj in yaml.safe_load_all(text)}


def body(api_version: str, kind: str, seed: int, name: str = "", known: tuple[dict, ...] = ()) -> dict:
    """An object of the kind: as in the examples, changed at up to six places. `known`: owners to refer to."""
    random = Random(seed)
    found = json.loads(json.dumps(examples().get((api_version, kind), {"apiVersion": api_version, "kind": kind})))
    if name:
        found.setdefault("metadata", {})["name"] = name
    if known and random.random() < 0.2:
        found.setdefault("metadata", {})["ownerReferences"] = [_reference(random, random.choice(known))]
    if random.random() < 0.1:
        found.setdefault("metadata", {})["finalizers"] = [random.choice(("example.com/hold", "foregroundDeletion"))]
    group, _, version = api_version.rpartition("/")
    schema = kind_schema(group, version, kind)
    for _ in range(random.choice((0, 0, 0, 1, 1, 2, 3, 6))):
        _change(random, found, schema)
    return found


def value(random: Random, schema: Schema | None, depth: int = 0) -> Any:
    """Something for a field; mostly of its type."""
    if random.random() < 0.04 or schema is None:
        return junk(random)
    if schema.enum and random.random() < 0.9:
        return random.choice(schema.enum)
    if schema.type == "array":
        return [value(random, schema.items, depth + 1) for _ in range(random.choice((0, 1, 1, 2)))]
    if schema.type == "object":
        return _structure(random, schema, depth)
    return {
        "string": lambda: random.choice(WORDS),
        "integer": lambda: random.choice(INTEGERS),
        "number": lambda: random.choice((*INTEGERS, 0.5)),
        "boolean": lambda: random.random() < 0.5,
        "quantity": lambda: random.choice(QUANTITIES),
        "int-or-string": lambda: random.choice((0, 1, 80, -1, "25%", "http", "101%", "", 2**40)),
    }.get(schema.type, lambda: junk(random))()


def junk(random: Random) -> Any:
    """A value of no type in particular; a new one each time."""
    return json.loads(json.dumps(random.choice((*JUNK, *WORDS))))


def _structure(random: Random, schema: Schema, depth: int) -> dict:
    if schema.values is not None:
        return {random.choice(WORDS): value(random, schema.values, depth + 1) for _ in range(random.choice((0, 1, 2)))}
    if depth > MOST_DEPTH or not schema.properties:
        return {}
    names = [
        name for name in schema.properties if name in schema.required or random.random() < 2 / len(schema.properties)
    ]
    return {name: value(random, schema.properties[name], depth + 1) for name in names}


def _change(random: Random, obj: Any, schema: Schema | None) -> None:
    """One place of the object: another value, a value more, one less, or a field that nobody knows."""
    while True:
        if isinstance(obj, dict):
            if obj and random.random() < 0.75:
                key = random.choice(sorted(obj, key=str))
                below = _below(schema, key)
                if isinstance(obj[key], (dict, list)) and obj[key] and random.random() < 0.8:
                    obj, schema = obj[key], below
                    continue
                if random.random() < 0.2:
                    del obj[key]
                else:
                    obj[key] = value(random, below)
            elif schema is not None and schema.properties and random.random() < 0.95:
                key = random.choice(sorted(schema.properties))
                obj[key] = value(random, schema.properties[key])
            else:
                obj[random.choice(WORDS)] = junk(random)
            return
        items = schema.items if schema is not None and schema.type == "array" else None
        if obj and isinstance(obj[0], (dict, list)) and random.random() < 0.8:
            obj, schema = random.choice(obj), items
            if not isinstance(obj, (dict, list)):
                return
            continue
        obj.append(value(random, items) if not obj or random.random() < 0.6 else obj[0])
        return


def _below(schema: Schema | None, key: str) -> Schema | None:
    if schema is None or schema.type != "object":
        return None
    return schema.properties.get(key) or schema.values


def _reference(random: Random, owner: dict) -> dict:
    metadata = owner["metadata"]
    found = {"apiVersion": owner["apiVersion"], "kind": owner["kind"], "name": metadata["name"], "uid": metadata["uid"]}
    if random.random() < 0.3:
        found["uid"] = "00000000-0000-0000-0000-000000000000"
    if random.random() < 0.5:
        found["controller"] = True
    if random.random() < 0.5:
        found["blockOwnerDeletion"] = True
    return found
