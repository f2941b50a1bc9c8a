"""Objects to start from, and changes of them."""

from __future__ import annotations

from typing import Any

from cluster.kinds import KINDS, FieldError, Kind

CONTAINER = {"name": "c", "image": "nginx"}
TEMPLATE = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [CONTAINER]}}
SELECTOR = {"matchLabels": {"app": "web"}}
NOW = 1_600_000_000_000_000  # 2020-09-13T12:26:40Z


def metadata(name: str = "x", **more: Any) -> dict:
    return {"name": name, "namespace": "default", **more}


def pod(spec: dict | None = None, container: dict | None = None, **more: Any) -> dict:
    containers = [{**CONTAINER, **(container or {})}]
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": metadata(**more),
        "spec": {"containers": containers, **(spec or {})},
    }


def workload(kind: str, spec: dict | None = None) -> dict:
    selector = {"app": "web"} if kind == "ReplicationController" else SELECTOR
    version = "v1" if kind == "ReplicationController" else "apps/v1"
    given = {"replicas": 1, "selector": selector, "template": TEMPLATE, **(spec or {})}
    return {
        "apiVersion": version,
        "kind": kind,
        "metadata": metadata(),
        "spec": {key: value for key, value in given.items() if value is not None},
    }


def service(spec: dict | None = None) -> dict:
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": metadata("web"),
        "spec": {"ports": [{"port": 80}], **(spec or {})},
    }


def kind_of(obj: dict) -> Kind:
    group, _, version = obj["apiVersion"].rpartition("/")
    return KINDS.by_kind[group, version, obj["kind"]]


def completed(obj: dict) -> dict:
    """As the server has it before validation."""
    kind = kind_of(obj)
    return kind.prepare_create(kind.defaults(obj))


def problems(obj: dict) -> list[str]:
    """`FIELD: MESSAGE` of each error of a create."""
    return said(kind_of(obj).validate(completed(obj)))


def update_problems(new: dict, old: dict) -> list[str]:
    kind, old = kind_of(old), completed(old)
    return said(kind.validate_update(kind.prepare_update(kind.defaults(new), old), old))


def said(errors: list[FieldError]) -> list[str]:
    return [f"{error.field}: {error.message}" for error in errors]
