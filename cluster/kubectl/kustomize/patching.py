"""patches, patchesStrategicMerge and patchesJson6902.

Source: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/patches/
"""

from __future__ import annotations

import json
import re
from typing import Any

from cluster.api.patches import json as patch_json
from cluster.api.patches import strategic as patch_strategic
from cluster.api.selector_text import SelectorError, parse_labels
from cluster.kubectl.errors import KubectlError
from cluster.kubectl.kustomize.layers import Folder, Item, resource_id
from cluster.kubectl.printers.govalues import quote
from cluster.objects import schema, yaml


def patch(folder: Folder, kustomization: dict, items: list[Item]) -> None:
    """Changes `items`; KubectlError where a patch has no target."""
    for text in kustomization.get("patchesStrategicMerge") or ():
        inline = "\n" in text.strip() or ":" in text
        _strategic(yaml.load_all(text if inline else folder.read(text)), None, {}, items)
    for entry in [*(kustomization.get("patches") or ()), *(kustomization.get("patchesJson6902") or ())]:
        if not entry.get("patch") and not entry.get("path"):
            raise KubectlError("must specify one of patch and path in\n" + yaml.dump(entry))
        text = entry.get("patch") or _read(folder, entry)
        if text.lstrip().startswith("[") and not _is_json(text):
            raise KubectlError(
                f"trouble configuring builtin PatchTransformer with config: `\n{yaml.dump(entry)}`: "
                f"unable to parse SM or JSON patch from [patch: {quote(text)}]"
            )
        documents = yaml.load_all(text)
        if len(documents) == 1 and isinstance(documents[0].value, list):
            _operations(documents[0].value, entry.get("target"), items)
        else:
            _strategic(documents, entry.get("target"), entry.get("options") or {}, items)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _read(folder: Folder, entry: dict) -> str:
    try:
        return folder.read(entry["path"])
    except KubectlError as wrong:
        raise KubectlError(
            f"trouble configuring builtin PatchTransformer with config: `\n{yaml.dump(entry)}`: "
            f"failed to get the patch file from path({entry['path']}): {wrong.text}"
        ) from None


def _operations(operations: list, target: dict | None, items: list[Item]) -> None:
    if not target:
        raise KubectlError("must specify a target for JSON patch")
    for item in _targets(target, items):
        try:
            item.object = patch_json.apply(item.object, operations)
        except patch_json.JSONPatchError as wrong:
            raise KubectlError(str(wrong)) from None


def _strategic(documents: list, target: dict | None, options: dict, items: list[Item]) -> None:
    for document in documents:
        wanted = document.value
        if not isinstance(wanted, dict):
            continue
        if target:
            for item in _targets(target, items):
                _apply(item, wanted, options, items)
            continue
        found = [item for item in items if _same(item, wanted)]
        if len(found) != 1:
            what = resource_id(wanted)
            why = f"no matches for Id {what}" if not found else f"multiple matches for Id {what}"
            raise KubectlError(
                f'no resource matches strategic merge patch "{what}": {why}; '
                f"failed to find unique target for patch {what}"
            )
        _apply(found[0], wanted, options, items)


def _same(item: Item, wanted: dict) -> bool:
    metadata = wanted.get("metadata") or {}
    same = item.kind == wanted.get("kind") and item.object.get("apiVersion") == wanted.get("apiVersion")
    in_namespace = not metadata.get("namespace") or metadata["namespace"] == item.namespace
    return same and in_namespace and metadata.get("name") in item.called


def _apply(item: Item, wanted: dict, options: dict, items: list[Item]) -> None:
    if wanted.get("$patch") == "delete":
        items.remove(item)
        return
    before = item.object
    kept = {"apiVersion": before["apiVersion"], "kind": before["kind"]}
    named = {**(wanted.get("metadata") or {}), "name": item.name}
    if options.get("allowNameChange") and (wanted.get("metadata") or {}).get("name"):
        named["name"] = wanted["metadata"]["name"]
    if "namespace" in before["metadata"]:
        named["namespace"] = before["metadata"]["namespace"]
    changed: dict = {**wanted, **(kept if not options.get("allowKindChange") else {}), "metadata": named}
    known = schema.kind_schema(item.group, item.version, item.kind)
    item.object = patch_strategic.apply(before, changed, known) if known else patch_json.merge(before, changed)


def _targets(target: dict, items: list[Item]) -> list[Item]:
    """The items that a target means; names, kinds and so on are patterns that must match as a whole."""
    try:
        labels = parse_labels(target.get("labelSelector", ""))
        notes = parse_labels(target.get("annotationSelector", ""))
    except SelectorError as wrong:
        raise KubectlError(str(wrong)) from None
    found = []
    for item in items:
        metadata = item.object.get("metadata") or {}
        pairs: list[tuple[str, set[str]]] = [
            ("group", {item.group}), ("version", {item.version}), ("kind", {item.kind}),
            ("name", item.called), ("namespace", {item.namespace}),
        ]  # fmt: skip
        if (
            all(_matches(target.get(key), values) for key, values in pairs)
            and labels.matches(metadata.get("labels"))
            and notes.matches(metadata.get("annotations"))
        ):
            found.append(item)
    return found


def _matches(pattern: Any, values: set[str]) -> bool:
    return not pattern or any(re.fullmatch(str(pattern), value) for value in values)
