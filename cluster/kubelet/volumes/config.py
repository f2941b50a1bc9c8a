"""ConfigMaps and Secrets as containers get them: as texts, and as the files of a volume.

Source: https://kubernetes.io/docs/concepts/configuration/configmap/, https://kubernetes.io/docs/concepts/configuration/secret/;
the words are the kubelet's (k8s.io/kubernetes, pkg/volume/configmap and pkg/volume/secret).
"""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NotBase64

from cluster.store import Store

Files = dict[str, list]  # path → [text, mode]

_NO_KEY = {
    "configmaps": "configmap references non-existent config key: ",
    "secrets": "references non-existent secret key: ",
}


class Missing(LookupError):
    """What a container or a volume refers to is not there; the message is the kubelet's."""


def find(resource: str, namespace: str, name: str, optional: bool, store: Store) -> dict | None:
    """The object; None when it is not there but optional. Raises Missing."""
    found = store.get(resource, namespace, name)
    if found is None and not optional:
        raise Missing(f'{resource.removesuffix("s")} "{name}" not found')
    return found


def texts(found: dict, binary: bool = True) -> dict[str, str]:
    """Key → text; bytes that are no UTF-8 stand in it as surrogates. `binary`: with `binaryData`."""
    plain = found.get("data") or {}
    if found.get("kind") == "Secret":
        return {key: _decoded(value) for key, value in plain.items()}
    coded = found.get("binaryData") if binary else None
    return {**plain, **{key: _decoded(value) for key, value in coded.items()}} if coded else plain


def files(resource: str, source: dict, name: str, mode: int, namespace: str, store: Store) -> Files:
    """The files of a volume's source: all keys, or its `items`. Raises Missing."""
    optional = bool(source.get("optional"))
    found = find(resource, namespace, name, optional, store)
    data = texts(found) if found else {}
    if not source.get("items"):
        return {key: [data[key], mode] for key in sorted(data)}
    made: Files = {}
    for item in source["items"]:
        if item["key"] in data:
            made[item["path"]] = [data[item["key"]], item.get("mode", mode)]
        elif not optional:
            raise Missing(_NO_KEY[resource] + item["key"])
    return made


def _decoded(value: str) -> str:
    try:
        return b64decode(value).decode(errors="surrogateescape")
    except NotBase64:
        return ""
