"""The environment of a container: plain values, fields of the pod, keys of ConfigMaps and Secrets, Services.

Source: https://kubernetes.io/docs/tasks/configure-pod-container/configure-pod-configmap/,
https://kubernetes.io/docs/tasks/inject-data-application/environment-variable-expose-pod-information/ and
https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from cluster.images.commandline import expand
from cluster.kubelet.processes import fields, links
from cluster.kubelet.volumes import config
from cluster.store import Store

_KEYED = {"configMapKeyRef": ("configmaps", "ConfigMap"), "secretKeyRef": ("secrets", "Secret")}
_WHOLE = {"configMapRef": ("configmaps", "configMap"), "secretRef": ("secrets", "secret")}


Read = Callable[[str, str], "str | None"]


class MissingConfig(LookupError):
    """Something that the container refers to is not there; the message is the kubelet's."""


class Resolved(NamedTuple):
    """`variables`: name → value, beside those that every container has; `skipped`: what is no name among the keys of
    each envFrom source, in the kubelet's words."""

    variables: dict[str, str]
    skipped: list[str]


def resolve(pod: dict, spec: dict, ip: str, store: Store, read: Read = lambda volume, path: None) -> Resolved:
    """What the container's spec and the Services make of it; `read(volume, path)`: a file in one of the pod's volumes.

    Raises MissingConfig."""
    namespace, skipped = pod["metadata"]["namespace"], []
    services = links.of(pod, store)
    env: dict[str, str] = {}
    for source in spec.get("envFrom") or ():
        found, strange = _all_of(source, namespace, store)
        env.update(found)
        skipped += strange
    for variable in spec.get("env") or ():
        text = variable.get("value")
        if text:
            env[variable["name"]] = expand(text, {**links.SERVER, **services, **env})
            continue
        origin = variable.get("valueFrom") or {}
        in_file = "fileKeyRef" in origin
        value = _in_file(origin["fileKeyRef"], read) if in_file else _value(origin, pod, spec, ip, store)
        if value is not None:
            env[variable["name"]] = value
    return Resolved({**services, **env}, skipped)


def _all_of(source: dict, namespace: str, store: Store) -> tuple[dict[str, str], list[str]]:
    prefix = source.get("prefix") or ""
    for field, (resource, word) in _WHOLE.items():
        if field not in source:
            continue
        found = _find(resource, namespace, source[field], store)
        named = {prefix + key: value for key, value in config.texts(found, binary=False).items()} if found else {}
        strange = sorted(name for name in named if not name or "=" in name or not name.isprintable())
        told = (
            f"Keys [{', '.join(strange)}] from the EnvFrom {word} {namespace}/{source[field]['name']} were skipped "
            "since they are considered invalid environment variable names."
        )
        return {name: value for name, value in named.items() if name not in strange}, [told] if strange else []
    return {}, []


def _value(origin: dict, pod: dict, spec: dict, ip: str, store: Store) -> str | None:
    """None: an optional reference to what is not there."""
    try:
        if "fieldRef" in origin:
            return fields.of_pod(origin["fieldRef"]["fieldPath"], pod, ip, _address(pod, store))
        if "resourceFieldRef" in origin:
            return fields.of_container(origin["resourceFieldRef"], all_specs(pod), spec, allocatable(pod, store))
    except fields.NoSuchField as error:
        raise MissingConfig(str(error)) from None
    for kind, (resource, word) in _KEYED.items():
        if kind in origin:
            return _key(origin[kind], resource, word, pod["metadata"]["namespace"], store)
    return ""


def _in_file(wanted: dict, read: Read) -> str | None:
    """A variable that another container wrote into a file, as `NAME='value'` or `NAME=value`. Source:
    https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-via-file/"""
    text = read(wanted["volumeName"], wanted["path"])
    for line in (text or "").splitlines():
        name, equals, value = line.strip().partition("=")
        if equals and name == wanted["key"]:
            return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"" else value
    if wanted.get("optional"):
        return None
    if text is None:
        raise MissingConfig("couldn't parse env file")
    raise MissingConfig(f'environment variable key "{wanted["key"]}" not found in file "{wanted["path"]}"')


def _key(wanted: dict, resource: str, word: str, namespace: str, store: Store) -> str | None:
    found = _find(resource, namespace, wanted, store)
    data = config.texts(found, binary=False) if found else {}
    if wanted["key"] in data:
        return data[wanted["key"]]
    if wanted.get("optional"):
        return None
    raise MissingConfig(f"couldn't find key {wanted['key']} in {word} {namespace}/{wanted['name']}")


def _find(resource: str, namespace: str, wanted: dict, store: Store) -> dict | None:
    try:
        return config.find(resource, namespace, wanted["name"], bool(wanted.get("optional")), store)
    except config.Missing as error:
        raise MissingConfig(str(error)) from None


def all_specs(pod: dict) -> list[dict]:
    return [*(pod["spec"].get("initContainers") or ()), *pod["spec"]["containers"]]


def allocatable(pod: dict, store: Store) -> dict:
    node = store.get("nodes", "", pod["spec"].get("nodeName") or "")
    return ((node or {}).get("status") or {}).get("allocatable") or {}


def _address(pod: dict, store: Store) -> str:
    node = store.get("nodes", "", pod["spec"].get("nodeName") or "")
    addresses = ((node or {}).get("status") or {}).get("addresses") or ()
    return next((each["address"] for each in addresses if each["type"] == "InternalIP"), "")
