"""Strategies: requests over every served path, verb, body, kind of patch and query, and the time between them."""

from __future__ import annotations

import json
from random import Random
from typing import Any, NamedTuple

from hypothesis import strategies as st

from cluster.kinds import KINDS
from cluster.objects.schema import kind_schema
from tests.cluster.properties import bodies

WIDGETS = ("example.com", "v1", "widgets", "Widget", True)
KINDS_SERVED = [(kind.group, kind.version, kind.plural, kind.kind, kind.namespaced) for kind in KINDS.all] + [WIDGETS]
_BUSY = ("Pod", "Deployment", "ReplicaSet", "StatefulSet", "Job", "Service", "ConfigMap", "Namespace", "Widget")
PLACES = st.sampled_from(KINDS_SERVED) | st.sampled_from([place for place in KINDS_SERVED if place[3] in _BUSY])
NAMES = st.sampled_from(
    ["a", "a", "web", "web", "widgets.example.com", "b", "default", "minikube", "standard", "kubernetes"]
)
ODD_NAMES = st.sampled_from(
    ["A_b", "..", ".", "x" * 300, "p%2Fq", "ü", "%00", "<script>", "a:b", "%ff", "a b"]
) | st.text(max_size=8)
NAMESPACES = st.sampled_from(["default"] * 8 + ["default"] * 8 + ["kube-system", "a", "missing", "..", "%2e"])
SUBRESOURCES = (
    "status", "scale", "binding", "eviction", "log", "nope", "finalize", "token", "approval", "exec", "attach",
    "portforward", "proxy", "proxy/x/y", "ephemeralcontainers", "resize",
)  # fmt: skip
# What a subresource takes, where it is not the object itself.
TAKEN = {
    "scale": ("autoscaling/v1", "Scale"), "binding": ("v1", "Binding"), "eviction": ("policy/v1", "Eviction"),
    "token": ("authentication.k8s.io/v1", "TokenRequest"),
}  # fmt: skip
DOCUMENTS = st.sampled_from([
    "/", "/api", "/apis", "/api/v1", "/apis/apps", "/apis/apps/v1", "/version", "/version/", "/healthz", "/livez/etcd",
    "/readyz", "/openapi/v2", "/openapi/v3", "/openapi/v3/api/v1", "/openapi/v3/apis/apps/v1", "/metrics", "/logs",
    "/apis/nope.example.com/v1/x", "/apis/apps/v9/x", "//", "/api/v1/namespaces//pods", "/api/v1/watch/pods", "/x/../y",
    "/api/v1/namespaces/default/bindings", "/apis/example.com/v1", "/apis/metrics.k8s.io/v1beta1/nodes",
])  # fmt: skip
PATCHES = (
    "application/merge-patch+json", "application/strategic-merge-patch+json", "application/json-patch+json",
    "application/apply-patch+yaml",
)  # fmt: skip
BODY_TYPES = ("application/json", "application/json; charset=utf-8", "application/yaml")
ODD_TYPES = (
    "text/plain",
    "",
    "application/vnd.kubernetes.protobuf",
    "application/cbor",
    "application/x-www-form-urlencoded",
)
_COMMON = "application/json"
ACCEPTS = st.sampled_from([*[_COMMON] * 20, "*/*", "",
    "application/yaml", "text/html", "application/cbor", "application/vnd.kubernetes.protobuf",
    "application/json;as=Table;v=v1;g=meta.k8s.io,application/json",
    "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json",
    "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io",
    "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
])  # fmt: skip
VALUES = st.sampled_from([
    "", "0", "1", "-1", "2", "true", "false", "All", "Strict", "Warn", "Ignore", "a=b", "app=web", "app in (web,a)",
    "!app", "a in (b", "metadata.name=web", "spec.nodeName=minikube", "status.phase!=Running", "Exact", "NotOlderThan",
    "Foreground", "Orphan", "Background", "None", "Object", "9" * 25, "main", "5", "abc", "\u0000", "ü", "x" * 200,
    "80",
]) | st.text(max_size=6)  # fmt: skip
QUERIES = st.dictionaries(
    st.sampled_from([
        "labelSelector", "fieldSelector", "limit", "continue", "resourceVersion", "resourceVersionMatch",
        "sendInitialEvents", "allowWatchBookmarks", "dryRun", "fieldManager", "fieldValidation", "force",
        "includeObject", "gracePeriodSeconds", "propagationPolicy", "orphanDependents", "timeoutSeconds", "container",
        "pretty", "verbose", "exclude", "tailLines", "limitBytes", "sinceSeconds", "timestamps", "previous", "watch",
        "ignoreStoreReadErrorWithClusterBreakingPotential", "stdin", "ports", "path",
    ]),
    VALUES, max_size=3,
) | st.just({})  # fmt: skip


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


@st.composite
def calls(draw: st.DrawFn) -> Call:
    dice = draw(st.integers(0, 19))
    if dice < 2:
        return Call("", milliseconds=draw(st.sampled_from([0, 1, 50, 1000, 10_000, 65_000, 400_000])))
    if dice == 2:
        return Call(draw(st.sampled_from(["GET", "POST", "HEAD", "BREW"])), draw(DOCUMENTS | st.text(max_size=12)),
                        draw(QUERIES),
                    accept=draw(ACCEPTS))  # fmt: skip
    return draw(_on_resource())


@st.composite
def _on_resource(draw: st.DrawFn) -> Call:
    group, version, plural, kind, namespaced = draw(PLACES)
    root = f"/apis/{group}/{version}" if group else f"/api/{version}"
    if namespaced and draw(st.integers(0, 9)):
        root += f"/namespaces/{draw(NAMESPACES)}"
    method = draw(
        st.sampled_from(["POST"] * 6 + ["PATCH"] * 5 + ["PUT"] * 4 + ["DELETE"] * 3 + ["GET"] * 4 + ["HEAD", "OPTIONS"])
    )
    name = draw(NAMES) if draw(st.integers(0, 14)) else draw(ODD_NAMES)
    on_object = method in ("PUT", "PATCH") or (method in ("GET", "DELETE") and draw(st.integers(0, 3)) > 0)
    subresource = draw(st.sampled_from(_subresources(kind))) if not draw(st.integers(0, 4)) else ""
    if subresource:
        on_object, method = True, draw(st.sampled_from(["GET", "PUT", "PATCH", "POST"]))
    path = f"{root}/{plural}" + (f"/{name}" if on_object else "") + (f"/{subresource}" if subresource else "")
    if not draw(st.integers(0, 40)):
        path += draw(st.sampled_from(["/", "//", "/x/y/z", "?", "%", "/.."]))
    api_version = f"{group}/{version}" if group else version
    api_version, kind = TAKEN.get(subresource, (api_version, kind))
    query = draw(QUERIES)
    if method == "GET" and draw(st.integers(0, 5)) == 0:
        query = {**query, "watch": "1"}
    seed = draw(st.integers(0, 2**32))
    body, content_type = (None, "application/json")
    if method in ("POST", "PUT", "PATCH", "DELETE"):
        body, content_type = _body(method, api_version, kind, name if on_object else "", seed)
        if content_type == "application/apply-patch+yaml":
            query = {"fieldManager": "m", **query}
    words = ("sh", "-c", "echo a; exit 3") if subresource in ("exec", "attach") else ()
    return Call(
        method, path, query, body, content_type, draw(ACCEPTS), words, bool(words) or subresource == "portforward"
    )


def _subresources(kind: str) -> list[str]:
    """Those of the kind many times, and once those of others."""
    own = next((served.subresources for served in KINDS.all if served.kind == kind), ("status", "scale"))
    return [*list(own) * 8, *SUBRESOURCES]


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
        return random.randbytes(random.choice((0, 1, 9, 300))), random.choice((*BODY_TYPES, *PATCHES, *ODD_TYPES))
    if method != "PATCH":
        return _encoded(random, obj), random.choice((*BODY_TYPES * 5, *ODD_TYPES))
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
