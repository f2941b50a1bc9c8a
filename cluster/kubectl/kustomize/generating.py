"""configMapGenerator and secretGenerator, and the hash that ends the names of what they make.

Source: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/configmapgenerator/
"""

from __future__ import annotations

import base64
import json
from hashlib import sha256

from cluster.kubectl.errors import KubectlError
from cluster.kubectl.kustomize.layers import Folder, Item

# Letters that could spell something, and digits, give way.
_LETTERS = str.maketrans({"0": "g", "1": "h", "3": "k", "a": "m", "e": "t"})


def generate(folder: Folder, kustomization: dict, items: list[Item]) -> None:
    """Adds what is generated to `items`, or changes what is there (behavior merge, replace)."""
    options = kustomization.get("generatorOptions") or {}
    for kind, key in (("ConfigMap", "configMapGenerator"), ("Secret", "secretGenerator")):
        for entry in kustomization.get(key) or ():
            _one(folder, kind, entry, options, items)


def hash_of(obj: dict) -> str:
    """Ten letters that follow the content."""
    content: dict = {"kind": obj["kind"], "name": "", "data": obj.get("data") or ""}
    if obj["kind"] == "Secret":
        content["type"] = obj.get("type", "")
    if obj["kind"] == "ConfigMap" and obj.get("binaryData"):
        content["binaryData"] = obj["binaryData"]
    if obj["kind"] == "Secret" and obj.get("stringData"):
        content["stringData"] = obj["stringData"]
    text = json.dumps(content, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    for char in "<>&":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return sha256(text.encode()).hexdigest()[:10].translate(_LETTERS)


def _one(folder: Folder, kind: str, entry: dict, common: dict, items: list[Item]) -> None:
    options = {**common, **(entry.get("options") or {})}
    metadata: dict = {"name": entry.get("name", "")}
    if entry.get("namespace"):
        metadata["namespace"] = entry["namespace"]
    for field in ("labels", "annotations"):
        told = {**(common.get(field) or {}), **((entry.get("options") or {}).get(field) or {})}
        if told:
            metadata[field] = told
    made: dict = {"apiVersion": "v1", "kind": kind, "metadata": metadata}
    data = _data(folder, entry)
    if kind == "Secret":
        made |= {"type": entry.get("type") or "Opaque"}
        data = {key: base64.b64encode(value.encode("utf-8", "surrogateescape")).decode() for key, value in data.items()}
    if data:
        made["data"] = dict(sorted(data.items()))
    if options.get("immutable"):
        made["immutable"] = True
    _place(made, entry.get("behavior", "create"), not options.get("disableNameSuffixHash"), items)


def _place(made: dict, behavior: str, hashed: bool, items: list[Item]) -> None:
    new = Item(made, hashed=hashed)
    same = [item for item in items if item.kind == new.kind and new.name in item.called]
    same = [item for item in same if not new.namespace or item.namespace == new.namespace] or same
    if behavior in ("create", "", "unspecified"):
        if same:
            raise KubectlError(
                f"merging from generator &{{{new.name}}}: id {new.id} exists; behavior must be merge or replace"
            )
        items.append(new)
        return
    if not same:
        raise KubectlError(f"merging from generator: id {new.id} does not exist; cannot merge or replace")
    old = same[0]
    if behavior == "merge":
        metadata = dict(old.object["metadata"])
        for field in ("labels", "annotations"):
            if made["metadata"].get(field):
                metadata[field] = {**(metadata.get(field) or {}), **made["metadata"][field]}
        merged = {**old.object, "metadata": metadata}
        for field in ("data", "binaryData"):
            if made.get(field) or merged.get(field):
                merged[field] = dict(sorted({**(old.object.get(field) or {}), **(made.get(field) or {})}.items()))
        old.object = merged
    else:
        metadata = {**made["metadata"], "name": old.name}
        for field in ("labels", "annotations"):
            kept = {**(old.object["metadata"].get(field) or {}), **(made["metadata"].get(field) or {})}
            if kept:
                metadata[field] = kept
        old.object = {**made, "metadata": metadata}
    old.hashed = old.hashed or hashed


def _data(folder: Folder, entry: dict) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in [*(entry.get("envs") or ()), *([entry["env"]] if entry.get("env") else ())]:
        for line in _read(folder, name, f"env source files: {_shown([name])}").split("\n"):
            text = line.strip()
            if text and not text.startswith("#"):
                key, _, value = text.partition("=")
                found[key] = value
    for source in entry.get("files") or ():
        key, equals, name = source.partition("=")
        path = name if equals else source
        found[key if equals else path.rsplit("/", 1)[-1]] = _read(
            folder, path, f"file sources: {_shown(entry['files'])}"
        )
    for literal in entry.get("literals") or ():
        key, equals, value = literal.partition("=")
        if not equals or not key:
            told = f"literal sources {_shown(entry['literals'])}"
            raise KubectlError(f"loading KV pairs: {told}: invalid literal source {literal}, expected key=value")
        quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "'\""
        found[key] = value[1:-1] if quoted else value
    return found


def _read(folder: Folder, name: str, what: str) -> str:
    try:
        return folder.read(name)
    except KubectlError as wrong:
        raise KubectlError(f"loading KV pairs: {what}: {wrong.text}") from None


def _shown(names: list[str]) -> str:
    return f"[{' '.join(names)}]"
