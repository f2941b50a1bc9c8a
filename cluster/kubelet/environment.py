"""The environment of a container: plain values, fields of the pod, keys of ConfigMaps and Secrets.

Source: https://kubernetes.io/docs/tasks/configure-pod-container/configure-pod-configmap/ and
https://kubernetes.io/docs/tasks/inject-data-application/environment-variable-expose-pod-information/.
"""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as Base64Error

from cluster.images.running import expand
from cluster.store import Store

_SOURCES = {"configMapKeyRef": ("configmaps", "ConfigMap"), "secretKeyRef": ("secrets", "Secret")}
_WHOLE = {"configMapRef": "configmaps", "secretRef": "secrets"}


class MissingConfig(LookupError):
    """Something that the container refers to is not there; the message is the kubelet's."""


def resolve(pod: dict, spec: dict, ip: str, store: Store) -> dict[str, str]:
    """Name → value. Raises MissingConfig."""
    env: dict[str, str] = {}
    for source in spec.get("envFrom") or ():
        env.update(_all_of(source, pod["metadata"]["namespace"], store))
    for variable in spec.get("env") or ():
        value = _value(variable, pod, ip, store)
        if value is not None:
            env[variable["name"]] = expand(value, env)
    return env


def _all_of(source: dict, namespace: str, store: Store) -> dict[str, str]:
    prefix = source.get("prefix") or ""
    for field, resource in _WHOLE.items():
        if field in source:
            found = _find(resource, namespace, source[field], store)
            return {prefix + key: value for key, value in _data(found).items()} if found else {}
    return {}


def _value(variable: dict, pod: dict, ip: str, store: Store) -> str | None:
    """None: an optional reference to what is not there."""
    origin = variable.get("valueFrom")
    if not origin:
        return variable.get("value") or ""
    if "fieldRef" in origin:
        return _field(origin["fieldRef"]["fieldPath"], pod, ip)
    for kind, (resource, word) in _SOURCES.items():
        if kind in origin:
            return _key(origin[kind], resource, word, pod["metadata"]["namespace"], store)
    return ""


def _key(wanted: dict, resource: str, word: str, namespace: str, store: Store) -> str | None:
    found = _find(resource, namespace, wanted, store)
    data = _data(found) if found else {}
    if wanted["key"] in data:
        return data[wanted["key"]]
    if wanted.get("optional"):
        return None
    raise MissingConfig(f"couldn't find key {wanted['key']} in {word} {namespace}/{wanted['name']}")


def _find(resource: str, namespace: str, wanted: dict, store: Store) -> dict | None:
    found = store.get(resource, namespace, wanted["name"])
    if found is None and not wanted.get("optional"):
        raise MissingConfig(f'{resource.removesuffix("s")} "{wanted["name"]}" not found')
    return found


def _data(found: dict) -> dict[str, str]:
    data = found.get("data") or {}
    return {key: _decoded(value) for key, value in data.items()} if found.get("kind") == "Secret" else data


def _decoded(value: str) -> str:
    try:
        return b64decode(value).decode(errors="replace")
    except Base64Error:
        return ""


def _field(path: str, pod: dict, ip: str) -> str:
    metadata, spec = pod["metadata"], pod["spec"]
    kind, _, key = path.partition("['")
    if key and kind in ("metadata.labels", "metadata.annotations"):
        return (metadata.get(kind.partition(".")[2]) or {}).get(key.removesuffix("']"), "")
    known = {
        "metadata.name": metadata["name"],
        "metadata.namespace": metadata["namespace"],
        "metadata.uid": metadata["uid"],
        "spec.nodeName": spec.get("nodeName", ""),
        "spec.serviceAccountName": spec.get("serviceAccountName", ""),
        "status.podIP": ip,
        "status.podIPs": ip,
        "status.hostIP": (pod.get("status") or {}).get("hostIP", ""),
    }
    return known.get(path, "")
