"""Definitions to start from."""

from __future__ import annotations

from typing import Any

from tests.cluster.api.conftest import Api

CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
GROUP = "/apis/stable.example.com"
SPEC = {
    "type": "object",
    "required": ["size"],
    "properties": {
        "size": {"type": "integer", "minimum": 1, "maximum": 10},
        "color": {"type": "string", "enum": ["red", "blue"], "default": "red"},
        "parts": {
            "type": "array",
            "x-kubernetes-list-type": "map",
            "x-kubernetes-list-map-keys": ["name"],
            "items": {
                "type": "object",
                "required": ["name"],
                "properties": {"name": {"type": "string"}, "count": {"type": "integer"}},
            },
        },
        "any": {"type": "object", "x-kubernetes-preserve-unknown-fields": True},
        "port": {"x-kubernetes-int-or-string": True},
        "note": {"type": "string", "nullable": True},
    },
}
STATUS = {"type": "object", "properties": {"ready": {"type": "integer"}, "selector": {"type": "string"}}}


def schema(spec: dict | None = None, **more: Any) -> dict:
    properties = {"spec": SPEC if spec is None else spec, "status": STATUS}
    return {"openAPIV3Schema": {"type": "object", "properties": properties, **more}}


def version(name: str = "v1", spec: dict | None = None, **more: Any) -> dict:
    return {"name": name, "served": True, "storage": name == "v1", "schema": schema(spec), **more}


def crd(*versions: dict, scope: str = "Namespaced", names: dict | None = None, **spec: Any) -> dict:
    names = {"plural": "widgets", "kind": "Widget", "shortNames": ["wd"], "categories": ["toys"], **(names or {})}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{names['plural']}.stable.example.com"},
        "spec": {
            "group": "stable.example.com", "scope": scope, "names": names,
            "versions": list(versions) or [version(subresources={"status": {}})], **spec,
        },
    }  # fmt: skip


def widget(name: str = "a", version: str = "v1", **spec: Any) -> dict:
    return {
        "apiVersion": f"stable.example.com/{version}",
        "kind": "Widget",
        "metadata": {"name": name},
        "spec": {"size": 1, **spec},
    }


def install(api: Api, definition: dict) -> None:
    """Create the definition and let it come to be served."""
    api.ok("POST", CRDS, definition)
    api.cluster.run_until(api.cluster.now + 1_000_000)


def path(version: str = "v1", name: str = "", plural: str = "widgets") -> str:
    return f"{GROUP}/{version}/namespaces/default/{plural}" + (f"/{name}" if name else "")
