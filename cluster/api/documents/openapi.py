"""The OpenAPI documents: v3 (an index, and one document a group and version) and v2, made from the published schemas.

Source: https://kubernetes.io/docs/concepts/overview/kubernetes-api/#openapi-interface-definition. Clients read from
them the fields of every kind (`kubectl explain`), the merge keys (`kubectl apply`, `diff`) and whether the server
checks fields itself (the parameter `fieldValidation`).
"""

from __future__ import annotations

import json
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from cluster.kinds.customresource.kind import Custom
from cluster.kinds.customresource.published import LIST_META, name_of, schemas
from cluster.objects.schema import DELETE_OPTIONS, OBJECT_META, definition_name, definitions

if TYPE_CHECKING:
    from cluster.kinds.base import Kind, Registry

_DEFS, V3_REFERENCE, V2_REFERENCE = "#/$defs/", "#/components/schemas/", "#/definitions/"
INFO = {"title": "Kubernetes", "version": "v1.35.0"}
_PATCHES = (
    "application/apply-patch+yaml", "application/json-patch+json", "application/merge-patch+json",
    "application/strategic-merge-patch+json",
)  # fmt: skip
_WRITES = ("dryRun", "fieldManager", "fieldValidation")
_VERBS = {
    "create": ("post", True, _WRITES),
    "list": ("get", True, ("allowWatchBookmarks", "continue", "fieldSelector", "labelSelector", "limit",
                           "resourceVersion", "resourceVersionMatch", "sendInitialEvents", "timeoutSeconds", "watch")),
    "deletecollection": ("delete", True, ("dryRun", "gracePeriodSeconds", "propagationPolicy", "labelSelector")),
    "get": ("get", False, ()),
    "update": ("put", False, _WRITES),
    "patch": ("patch", False, (*_WRITES, "force")),
    "delete": ("delete", False, ("dryRun", "gracePeriodSeconds", "orphanDependents", "propagationPolicy")),
}  # fmt: skip
_ACTIONS = {"create": "post", "update": "put"}
_STATUS = "io.k8s.apimachinery.pkg.apis.meta.v1.Status"
_INTEGERS = ("limit", "timeoutSeconds", "gracePeriodSeconds")
_BOOLEANS = ("allowWatchBookmarks", "sendInitialEvents", "watch", "force", "orphanDependents")


def document(kinds: Registry, path: list[str]) -> dict | None:
    """`["v3"]` the index, `["v3", "apis", "apps", "v1"]` one of its documents, `["v2"]`; None for anything else."""
    if path == ["v2"]:
        return v2(kinds)
    if path == ["v3"]:
        return index(kinds)
    if path[:1] == ["v3"] and "/".join(path[1:]) in _places(kinds):
        return v3(kinds, "/".join(path[1:]))
    return None


def index(kinds: Registry) -> dict:
    """A client that knows a document by its hash does not ask again: it tells what the document holds."""
    return {
        "paths": {
            place: {"serverRelativeURL": f"/openapi/v3/{place}?hash={_hash(place, tuple(own))}"}
            for place, own in _places(kinds).items()
        }
    }


def hash_of(kinds: Registry, path: list[str]) -> str:
    """What a document of v3 is known by; "" for the others. Who asks by an older one is sent to this.

    Source: k8s.io/kube-openapi/pkg/handler3 (HandleGroupVersion)"""
    place = "/".join(path[1:])
    own = _places(kinds).get(place) if path[:1] == ["v3"] else None
    return _hash(place, tuple(own)) if own else ""


def v3(kinds: Registry, place: str) -> dict:
    """The document of one group and version (`apis/apps/v1`). Shared: not to be changed."""
    return _v3(place, tuple(_places(kinds)[place]))


@lru_cache(maxsize=256)
def _v3(place: str, own: tuple[Kind, ...]) -> dict:
    schemas: dict[str, Any] = {}
    for kind in own:
        _add(kind, schemas, V3_REFERENCE)
    return {
        "openapi": "3.0.0",
        "info": INFO,
        "paths": _paths(list(own), place, _v3_operation),
        "components": {"schemas": schemas},
    }


def v2(kinds: Registry) -> dict:
    """Shared: not to be changed."""
    return _whole_v2(tuple((place, tuple(own)) for place, own in _places(kinds).items()))


@lru_cache(maxsize=8)
def _whole_v2(places: tuple[tuple[str, tuple[Kind, ...]], ...]) -> dict:
    paths: dict[str, Any] = {}
    found: dict[str, Any] = {}
    for place, own in places:
        part = _v2(place, own)
        paths.update(part["paths"])
        found.update(part["definitions"])
    return {"swagger": "2.0", "info": INFO, "paths": paths, "definitions": found}


@lru_cache(maxsize=256)
def _v2(place: str, own: tuple[Kind, ...]) -> dict:
    found: dict[str, Any] = {}
    for kind in own:
        _add(kind, found, V2_REFERENCE)
    return {"paths": _paths(list(own), place, _v2_operation), "definitions": found}


def _places(kinds: Registry) -> dict[str, list[Kind]]:
    found: dict[str, list[Kind]] = {}
    for kind in kinds.all:
        place = f"apis/{kind.group}/{kind.version}" if kind.group else f"api/{kind.version}"
        found.setdefault(place, []).append(kind)
    return dict(sorted(found.items()))


def _paths(own: list[Kind], place: str, operation) -> dict:
    found: dict[str, Any] = {}
    for kind in own:
        base = f"/{place}/namespaces/{{namespace}}/{kind.plural}" if kind.namespaced else f"/{place}/{kind.plural}"
        collection = {_VERBS[v][0]: operation(kind, v) for v in kind.verbs if v in _VERBS and _VERBS[v][1]}
        single = {_VERBS[v][0]: operation(kind, v) for v in kind.verbs if v in _VERBS and not _VERBS[v][1]}
        found[base] = collection
        found[f"{base}/{{name}}"] = single
        if kind.namespaced and "list" in kind.verbs:
            found[f"/{place}/{kind.plural}"] = {"get": operation(kind, "list")}
    return dict(sorted(found.items()))


def _common(kind: Kind, verb: str) -> dict:
    return {
        "operationId": f"{verb}{kind.group.title().replace('.', '') or 'Core'}{kind.version.title()}{kind.kind}",
        "x-kubernetes-action": _ACTIONS.get(verb, verb),
        "x-kubernetes-group-version-kind": {"group": kind.group, "version": kind.version, "kind": kind.kind},
    }


def _v3_operation(kind: Kind, verb: str) -> dict:
    parameters = [{"name": name, "in": "query", "schema": {"type": _type(name)}} for name in _VERBS[verb][2]]
    name = _name(kind)
    schema = {"$ref": V3_REFERENCE + name} if name else {"type": "object"}
    found = {**_common(kind, verb), "parameters": parameters}
    if verb in ("create", "update"):
        found["requestBody"] = {"required": True, "content": {"*/*": {"schema": schema}}}
    elif verb == "patch":
        patch = {"$ref": V3_REFERENCE + "io.k8s.apimachinery.pkg.apis.meta.v1.Patch"}
        found["requestBody"] = {"required": True, "content": {media: {"schema": patch} for media in _patches(kind)}}
    found["responses"] = {"200": {"description": "OK", "content": {"application/json": {"schema": schema}}}}
    return found


def _v2_operation(kind: Kind, verb: str) -> dict:
    parameters: list[dict] = [{"name": name, "in": "query", "type": _type(name)} for name in _VERBS[verb][2]]
    name = _name(kind)
    schema = {"$ref": V2_REFERENCE + name} if name else {"type": "object"}
    if verb in ("create", "update", "patch"):
        parameters.append({"name": "body", "in": "body", "required": True, "schema": schema})
    found = {
        **_common(kind, verb),
        "parameters": parameters,
        "responses": {"200": {"description": "OK", "schema": schema}},
    }
    return {**found, "consumes": list(_patches(kind))} if verb == "patch" else found


def _type(parameter: str) -> str:
    return "integer" if parameter in _INTEGERS else "boolean" if parameter in _BOOLEANS else "string"


def _name(kind: Kind) -> str | None:
    return name_of(kind) if isinstance(kind, Custom) else definition_name(kind.group, kind.version, kind.kind)


def _patches(kind: Kind) -> tuple[str, ...]:
    return tuple(media for media in _PATCHES if "strategic" not in media) if kind.custom else _PATCHES


def _add(kind: Kind, found: dict, reference: str) -> None:
    """All definitions that a kind needs."""
    if not isinstance(kind, Custom):
        _collect(definition_name(kind.group, kind.version, kind.kind), found, reference)
        return
    found.update(schemas(kind, reference, reference == V2_REFERENCE))
    for name in (OBJECT_META, LIST_META, _STATUS, DELETE_OPTIONS):
        _collect(name, found, reference)


def _collect(name: str | None, found: dict, reference: str) -> None:
    """The definition and all that it refers to, in the dialect of `reference`."""
    waiting = [name] if name else []
    waiting.append("io.k8s.apimachinery.pkg.apis.meta.v1.Patch")
    while waiting:
        current = waiting.pop()
        if current in found:
            continue
        found[current] = _converted(definitions()[current], reference, waiting)


def _converted(raw: Any, reference: str, waiting: list[str]) -> Any:
    """The package's JSON schema as the server publishes it: no "null" types, references of the other dialect."""
    if isinstance(raw, list):
        return [_converted(item, reference, waiting) for item in raw]
    if not isinstance(raw, dict):
        return raw
    found = {}
    for key, value in raw.items():
        if key == "type" and isinstance(value, list):
            found[key] = value[0]
        elif key == "enum" and raw.get("type") in (["string", "null"], "string") and len(value) == 1:
            continue  # the package pins apiVersion and kind; the server's documents do not
        elif key == "$ref" and isinstance(value, str):
            target = value.removeprefix(_DEFS)
            waiting.append(target)
            if reference == V3_REFERENCE and len(raw) > 1:
                found["allOf"] = [{"$ref": reference + target}]
            else:
                found["$ref"] = reference + target
        else:
            found[key] = _converted(value, reference, waiting)
    return found


@lru_cache(maxsize=1024)
def _hash(place: str, own: tuple[Kind, ...]) -> str:
    text = place
    for kind in own:
        text += f" {kind.kind}"
        if isinstance(kind, Custom):
            text += json.dumps([kind.raw, kind.selectable, kind.subresources, kind.list_kind, kind.namespaced])
    return sha256(text.encode()).hexdigest().upper()
