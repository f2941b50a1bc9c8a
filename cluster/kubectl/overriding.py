"""`--overrides`: what a command would create, changed by a patch of the chosen type, as `run` and `expose` take it.

Source: words of kubectl 1.35.2 (tests/differential/scenes/waits.sh).
"""

from __future__ import annotations

from cluster.api.decoding.fieldvalidation import DecodeError, decode
from cluster.api.patches import json as patch_json
from cluster.api.patches import strategic as patch_strategic
from cluster.kubectl.client.decoding import word_of
from cluster.kubectl.command import Call
from cluster.kubectl.errors import KubectlError
from cluster.objects import schema
from cluster.objects.go.json import GoJSONError, loads


def overridden(call: Call, obj: dict) -> dict:
    """With what `--overrides` changes."""
    text = call.flags.get("overrides")
    if not text:
        return obj
    way = call.flags["override-type"]
    if way not in _OVERRIDES:
        raise KubectlError(f"invalid override type: {way}")
    new = _OVERRIDES[way](obj, text)
    new = _with_what_go_writes(new)
    group, _, version = obj["apiVersion"].rpartition("/")
    known = schema.kind_schema(group, version, obj["kind"])
    if known:
        try:
            decode(new, known, strict=False)
        except DecodeError as wrong:
            raise KubectlError(str(wrong)) from None
    return new


def _with_what_go_writes(obj: dict) -> dict:
    """A container's resources are written even when they are empty."""
    spec = obj.get("spec") if obj.get("kind") == "Pod" else None
    if not isinstance(spec, dict) or not isinstance(spec.get("containers"), list):
        return obj
    each = [{"resources": {}, **c} if isinstance(c, dict) else c for c in spec["containers"]]
    return {**obj, "spec": {**spec, "containers": each}}


def _merged(obj: dict, text: str) -> dict:
    try:
        patch = loads(text)
    except GoJSONError:
        raise KubectlError("Invalid JSON Patch") from None
    if isinstance(patch, list):
        raise KubectlError(
            "couldn't get version/kind; json parse error: json: cannot unmarshal array into Go value of type "
            'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'
        )
    if not isinstance(patch, dict):
        raise KubectlError("Invalid JSON Patch")
    return patch_json.merge(obj, patch)


def _strategically(obj: dict, text: str) -> dict:
    try:
        patch = loads(text)
    except GoJSONError:
        patch = None
    if not isinstance(patch, dict):
        raise KubectlError("invalid JSON document")
    group, _, version = obj["apiVersion"].rpartition("/")
    known = schema.kind_schema(group, version, obj["kind"])
    return patch_strategic.apply(obj, patch, known) if known else obj


def _by_operations(obj: dict, text: str) -> dict:
    try:
        patch = loads(text)
    except GoJSONError as wrong:
        raise KubectlError(str(wrong)) from None
    wrong_one = patch if not isinstance(patch, list) else next((op for op in patch if not isinstance(op, dict)), None)
    if wrong_one is not None:
        what = "Patch" if wrong_one is patch else "Operation"
        raise KubectlError(f"json: cannot unmarshal {word_of(wrong_one)} into Go value of type jsonpatch.{what}")
    try:
        return patch_json.apply(obj, patch)
    except patch_json.JSONPatchError as wrong:
        raise KubectlError(str(wrong)) from None


_OVERRIDES = {"merge": _merged, "strategic": _strategically, "json": _by_operations}
