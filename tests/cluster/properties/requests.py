"""Requests over every served path, verb, body, kind of patch and query, and the time between them.

A call is made from one number: hypothesis chooses and drops numbers, `Random` makes of each what is likely to reach
far into the server; its own draws would mostly end at the first check.
"""

from __future__ import annotations

import json
from random import Random
from typing import Any, NamedTuple

from hypothesis import strategies as st

from cluster.kinds import KINDS
from cluster.objects.schema import kind_schema
from tests.cluster.properties import bodies, words

_KINDS = [(kind.group, kind.version, kind.plural, kind.kind, kind.namespaced) for kind in KINDS.all] + [words.WIDGETS]
_BUSY = [place for place in _KINDS if place[3] in words.BUSY]
_METHODS = ("POST",) * 6 + ("PATCH",) * 6 + ("PUT",) * 4 + ("DELETE",) * 3 + ("GET",) * 4 + ("HEAD", "OPTIONS")
# What a subresource takes, where it is not the object itself.
TAKEN = {
    "scale": ("autoscaling/v1", "Scale"), "binding": ("v1", "Binding"), "eviction": ("policy/v1", "Eviction"),
    "token": ("authentication.k8s.io/v1", "TokenRequest"),
}  # fmt: skip
PATCHES = (
    "application/merge-patch+json", "application/strategic-merge-patch+json", "application/json-patch+json",
    "application/apply-patch+yaml",
)  # fmt: skip


class Call(NamedTuple):
    """A request, or (method "") so many milliseconds of virtual time."""

    method: str
    path: str = ""
    query: dict[str, str] = {}
    body: Any = None
    content_type: str = "application/json"
    accept: str = "application/json"
    words: tuple[str, ...] = ()
    upgrade: bool = False
    milliseconds: int = 0


def calls() -> st.SearchStrategy[Call]:
    return st.integers(0, 2**48).map(call)


def call(seed: int) -> Call:
    random = Random(seed)
    dice = random.random()
    if dice < 0.1:
        return Call("", milliseconds=random.choice((0, 1, 50, 1000, 10_000, 65_000, 400_000)))
    if dice < 0.15:
        path = random.choice(words.DOCUMENTS) if random.random() < 0.8 else "/" + random.choice(bodies.WORDS)
        return Call(random.choice(("GET", "GET", "POST", "HEAD", "BREW")), path, _query(random), accept=_accept(random))
    return _on_resource(random)


def _on_resource(random: Random) -> Call:
    group, version, plural, kind, namespaced = random.choice(_BUSY if random.random() < 0.5 else _KINDS)
    api_version = f"{group}/{version}" if group else version
    path = f"/apis/{api_version}" if group else f"/api/{api_version}"
    method, query = random.choice(_METHODS), _query(random)
    subresource = random.choice(_subresources(kind)) if random.random() < 0.2 else ""
    if subresource:
        method = random.choice(("GET", "PUT", "PATCH", "POST"))
    on_object = (
        bool(subresource) or method in ("PUT", "PATCH") or (method in ("GET", "DELETE") and random.random() < 0.7)
    )
    if namespaced and (on_object or method == "POST" or random.random() < 0.7):
        path += f"/namespaces/{random.choice(words.NAMESPACES) if random.random() < 0.1 else 'default'}"
    name = _name(random, api_version, kind)
    path += f"/{plural}" + (f"/{name}" if on_object else "") + (f"/{subresource}" if subresource else "")
    if random.random() < 0.02:
        path += random.choice(("/", "//", "/x/y/z", "?", "%", "/.."))
    api_version, kind = TAKEN.get(subresource, (api_version, kind))
    if method == "GET" and random.random() < 0.2:
        query = {**query, "watch": "1"}
    body, content_type = None, "application/json"
    if method in ("POST", "PUT", "PATCH", "DELETE"):
        body, content_type = _body(method, api_version, kind, name if on_object else "", random.getrandbits(40))
        if content_type == "application/apply-patch+yaml":
            query = {"fieldManager": "m", **query}
    argv = ("sh", "-c", "echo a; exit 3") if subresource in ("exec", "attach") else ()
    upgrade = bool(argv) or subresource == "portforward"
    return Call(method, path, query, body, content_type, _accept(random), argv, upgrade)


def _name(random: Random, api_version: str, kind: str) -> str:
    """Mostly of an object that is there."""
    dice = random.random()
    if dice < 0.75:
        example = bodies.examples().get((api_version, kind), {})
        return example.get("metadata", {}).get("name", "a")
    return random.choice(words.NAMES if dice < 0.95 else words.ODD_NAMES)


def _accept(random: Random) -> str:
    return random.choice(words.ACCEPTS) if random.random() < 0.15 else "application/json"


def _query(random: Random) -> dict[str, str]:
    count = random.choice((0, 0, 0, 1, 1, 2, 3))
    return {random.choice(words.PARAMETERS): random.choice(words.VALUES) for _ in range(count)}


def _subresources(kind: str) -> list[str]:
    """Those of the kind many times, and once those of others."""
    own = next((served.subresources for served in KINDS.all if served.kind == kind), ("status", "scale"))
    return [*list(own) * 8, *words.SUBRESOURCES]


def _body(method: str, api_version: str, kind: str, name: str, seed: int) -> tuple[Any, str]:
    random = Random(seed)
    if method == "DELETE":
        if random.random() < 0.5:
            return None, "application/json"
        return _encoded(random, bodies.body("v1", "DeleteOptions", seed)), "application/json"
    own = "a" if random.random() < 0.5 else random.choice(("b", "c", "web"))
    fixed = {"CustomResourceDefinition": "widgets.example.com", "IPAddress": "10.96.7.7"}.get(kind, own)
    obj = bodies.body(api_version, kind, seed, name or fixed)
    if random.random() < 0.05:
        return random.randbytes(random.choice((0, 1, 9, 300))), random.choice(
            (*words.BODY_TYPES, *PATCHES, *words.ODD_TYPES)
        )
    if method != "PATCH":
        return _encoded(random, obj), random.choice((*words.BODY_TYPES * 8, *words.ODD_TYPES))
    how = random.choice(PATCHES)
    if how == PATCHES[2]:
        return _encoded(random, _operations(random, obj)), how
    if how == PATCHES[3]:
        return _encoded(random, obj), how
    schema = kind_schema(*_parts(api_version), kind)
    top = bodies.value(random, schema)
    part = (
        obj
        if random.random() < 0.4 or not isinstance(top, dict)
        else {k: v for k, v in top.items() if k not in ("apiVersion", "kind")}
    )
    if random.random() < 0.2 and isinstance(part, dict):
        part["$patch"] = random.choice(("delete", "replace", "merge", "x", 1))
    return _encoded(random, part), how


def _parts(api_version: str) -> tuple[str, str]:
    group, _, version = api_version.rpartition("/")
    return group, version


def _operations(random: Random, obj: dict) -> list:
    pointers = ["", "/", "/metadata/labels", "/metadata/labels/a", "/spec", "/spec/replicas", "/spec/template",
                    "/data/a",
                "/metadata/finalizers", "/metadata/finalizers/0", "/spec/containers/0/image", "/spec/containers/-",
                "/metadata/ownerReferences", "/a~1b", "/status", "/metadata/name", "/spec/ports/0", "/~",
                "x"]  # fmt: skip
    found: list = []
    for _ in range(random.choice((1, 1, 2, 4))):
        operation = {
            "op": random.choice(("add", "add", "replace", "remove", "test", "copy", "move", "x")),
            "path": random.choice(pointers),
        }
        if operation["op"] in ("copy", "move"):
            operation["from"] = random.choice(pointers)
        if random.random() < 0.9:
            operation["value"] = random.choice((bodies.junk(random), 3, obj.get("spec")))
        found.append(operation)
    return found


def _encoded(random: Random, obj: Any) -> Any:
    """As bytes; now and then cut, repeated or spoiled; or as a value (from inside)."""
    dice = random.random()
    if dice < 0.3:
        return obj
    text = json.dumps(obj).encode()
    if dice < 0.33:
        return text[: random.randrange(len(text))]
    if dice < 0.36:
        at = random.randrange(len(text))
        return text[:at] + random.randbytes(2) + text[at:]
    if dice < 0.37:
        return text + text
    return text
