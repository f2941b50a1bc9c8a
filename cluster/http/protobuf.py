"""Bodies of `application/vnd.kubernetes.protobuf` as the JSON objects that they stand for.

A body is four magic bytes, then a runtime.Unknown with the object's type and its bytes. Clients send it and accept JSON
answers. Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding; field numbers:
protobuf_fields.json.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from cluster.http.wire import LEN, VARINT, Malformed, fields, signed
from cluster.objects.times import SECOND, rfc3339, rfc3339_micro

MEDIA_TYPE = "application/vnd.kubernetes.protobuf"
MAGIC = b"k8s\0"
MAX_DEPTH = 100
_META = "k8s.io.apimachinery.pkg.apis.meta.v1"

# Go embeds these structs: their fields stand in the JSON of the object around them.
_EMBEDDED = {
    "volumeSource", "persistentVolumeSource", "handler", "lifecycleHandler", "localObjectReference",
    "ephemeralContainerCommon", "ingressRuleValue", "rule", "ruleWithOperations",
}  # fmt: skip

# Go writes a number or a boolean that is no pointer even when it is zero, and leaves it out of JSON; a zero behind a
# pointer means zero. These are the pointers; with the message where the name is one there only.
_POINTERS = {
    "activeDeadlineSeconds", "allocateLoadBalancerNodePorts", "allowPrivilegeEscalation",
    "automountServiceAccountToken", "averageUtilization", "backoffLimit", "blockOwnerDeletion", "completions",
    "controller", "defaultMode", "deletionGracePeriodSeconds", "enableServiceLinks", "expirationSeconds",
    "failedJobsHistoryLimit", "fsGroup", "gracePeriodSeconds", "hostUsers", "immutable", "minReplicas", "mode",
    "optional", "orphanDependents", "parallelism", "partition", "priority", "privileged", "progressDeadlineSeconds",
    "readOnlyRootFilesystem", "ready", "replicas", "revisionHistoryLimit", "runAsGroup", "runAsNonRoot",
    "runAsUser", "serving", "setHostnameAsFQDN", "shareProcessNamespace", "stabilizationWindowSeconds",
    "startingDeadlineSeconds", "successfulJobsHistoryLimit", "suspend", "terminating",
    "terminationGracePeriodSeconds", "tolerationSeconds", "ttlSecondsAfterFinished", "value", "allowVolumeExpansion",
    "attachRequired", "podInfoOnMount", "requiresRepublish", "storageCapacity", "seLinuxMount", "collisionCount",
    "leaseDurationSeconds", "leaseTransitions", "holderIdentity", "manualSelector", "started", "backoffLimitPerIndex",
    "maxFailedIndexes", "succeededCount", "nominalConcurrencyShares", "lendablePercent", "borrowingLimitPercent",
    "PersistentVolumeClaimSpec.storageClassName",
}  # fmt: skip


def decode(body: bytes) -> dict:
    """The object, with apiVersion and kind. Raises Malformed, also for a type that is not known."""
    if not body.startswith(MAGIC):
        raise Malformed(f"provided data does not appear to be a protobuf message, expected prefix {list(MAGIC)}")
    unknown = _message("k8s.io.apimachinery.pkg.runtime.Unknown", body[len(MAGIC) :], 0, raw=True)
    kind = unknown.get("typeMeta", {})
    name = _message_name(kind.get("apiVersion", ""), kind.get("kind", ""))
    return {**kind, **_message(name, unknown.get("raw", b""), 0)}


@cache
def _messages() -> dict[str, dict[str, list[str]]]:
    return json.loads((Path(__file__).parent / "protobuf_fields.json").read_text())["messages"]


@cache
def _message_name(api_version: str, kind: str) -> str:
    """`apps/v1`, `Deployment` → `k8s.io.api.apps.v1.Deployment`; options of requests are meta/v1's in every group."""
    group, _, version = api_version.rpartition("/")
    for name in (f"k8s.io.api.{group.split('.')[0] or 'core'}.{version}.{kind}", f"{_META}.{kind}"):
        if name in _messages():
            return name
    raise Malformed(f'no kind "{kind}" is registered for version "{api_version}"')


def _message(name: str, data: bytes, depth: int, raw: bool = False) -> Any:
    if name in _SPECIAL and not raw:
        return _SPECIAL[name](_plain(data))
    if name.endswith(".ExtraValue"):
        return [_text(value) for number, _, value in fields(data) if number == 1]
    if depth > MAX_DEPTH:
        raise Malformed("exceeded max depth")
    known, package = _messages()[name], name.rpartition(".")[0]
    obj: dict[str, Any] = {}
    for number, wire_type, value in fields(data):
        field = known.get(str(number))
        if field is None:
            continue  # of a newer version: skipped, as protocol buffers ask for
        key, cardinality, type_name = field
        if cardinality == "map":
            entry_key, entry = _entry(type_name, package, value, depth)
            obj.setdefault(key, {})[entry_key] = entry
            continue
        read: Any = value if raw and type_name == "bytes" else _value(type_name, package, wire_type, value, depth)
        if cardinality == "repeated":
            obj.setdefault(key, []).append(read)
        elif key in _EMBEDDED and isinstance(read, dict):
            obj.update(read)
        elif read is not None and (not _is_zero(read) or _is_pointer(name, key)):
            obj[key] = read
    return obj


def _value(type_name: str, package: str, wire_type: int, value: int | bytes, depth: int) -> Any:
    scalar = _SCALARS.get(type_name)
    if scalar:
        wanted, convert = scalar
        if wire_type != wanted:
            raise Malformed(f"wrong wireType = {wire_type} for a field of type {type_name}")
        return convert(value)
    if wire_type != LEN or not isinstance(value, bytes):
        raise Malformed(f"wrong wireType = {wire_type} for a field of type {type_name}")
    own = f"{package}.{type_name}"
    return _message(own if own in _messages() else type_name.lstrip("."), value, depth + 1)


def _entry(type_name: str, package: str, value: int | bytes, depth: int) -> tuple[str, Any]:
    """`map<string, X>`: a message of key (1) and value (2)."""
    if not isinstance(value, bytes):
        raise Malformed("wrong wireType for a map")
    inner = type_name[len("map<string, ") : -1]
    key, read = "", _value(inner, package, LEN, b"", depth) if inner not in ("int64", "bool") else 0
    for number, wire_type, part in fields(value):
        if number == 1:
            key = _value("string", package, wire_type, part, depth)
        elif number == 2:
            read = _value(inner, package, wire_type, part, depth)
    return key, read


def _is_pointer(message: str, key: str) -> bool:
    return key in _POINTERS or f"{message.rpartition('.')[2]}.{key}" in _POINTERS


def _is_zero(value: Any) -> bool:
    return value is False or value == "" or (value == 0 and not isinstance(value, bool))


def _text(value: int | bytes) -> str:
    assert isinstance(value, bytes)
    return value.decode("utf-8", "replace")


def _base64(value: int | bytes) -> str:
    assert isinstance(value, bytes)
    return base64.b64encode(value).decode()


def _integer(value: int | bytes) -> int:
    assert isinstance(value, int)
    return signed(value)


def _plain(data: bytes) -> dict[int, Any]:
    """The fields of a small message that JSON writes as something else."""
    return {n: signed(v) if isinstance(v, int) else v for n, _, v in fields(data)}


def _time(read: dict[int, Any], write: Callable[[int], str]) -> str | None:
    """A zero time is written as an empty message and is null in JSON."""
    return write(read.get(1, 0) * SECOND + read.get(2, 0) // 1000) if read else None


def _int_or_string(read: dict[int, Any]) -> int | str:
    return read.get(3, b"").decode("utf-8", "replace") if read.get(1) else read.get(2, 0)


def _raw_json(read: dict[int, Any]) -> Any:
    try:
        return json.loads(read.get(1, b"null") or b"null")
    except ValueError as error:
        raise Malformed(f"a raw extension is no JSON: {error}") from None


def _duration(read: dict[int, Any]) -> str:
    return f"{read.get(1, 0) / 1_000_000_000:g}s"


_SCALARS: dict[str, tuple[int, Callable[[int | bytes], Any]]] = {
    "string": (LEN, _text),
    "bytes": (LEN, _base64),
    "int32": (VARINT, _integer),
    "int64": (VARINT, _integer),
    "bool": (VARINT, bool),
}
_SPECIAL: dict[str, Callable[[dict[int, Any]], Any]] = {
    f"{_META}.Time": lambda read: _time(read, rfc3339),
    f"{_META}.MicroTime": lambda read: _time(read, rfc3339_micro),
    f"{_META}.Duration": _duration,
    f"{_META}.FieldsV1": _raw_json,
    "k8s.io.apimachinery.pkg.api.resource.Quantity": lambda read: read.get(1, b"").decode("utf-8", "replace"),
    "k8s.io.apimachinery.pkg.util.intstr.IntOrString": _int_or_string,
    "k8s.io.apimachinery.pkg.runtime.RawExtension": _raw_json,
}
