"""Objects as the server's Table, and as bare metadata. A kind gives its columns and its rows; the rest is here.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables, golden suite api,
cases "table of ...".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.api.documents.column_docs import description

if TYPE_CHECKING:
    from cluster.api.server import ApiServer
    from cluster.kinds.base import Kind

META_VERSION = "meta.k8s.io/v1"
INCLUDE = ("None", "Metadata", "Object")


def table(server: ApiServer, kind: Kind, objects: list[dict], metadata: dict, include: str, heads: bool = True) -> dict:
    """Without `heads` as later events of a watch."""
    return {
        "kind": "Table",
        "apiVersion": META_VERSION,
        "metadata": metadata,
        "columnDefinitions": columns(kind) if heads else None,
        "rows": [row(server, kind, obj, include) for obj in kind.arranged(objects)],
    }


def columns(kind: Kind) -> list[dict]:
    return [
        {
            "name": column.name,
            "type": column.type,
            "format": column.format,
            "description": column.description or description(kind, column.name),
            "priority": column.priority,
        }
        for column in kind.columns
    ]


def row(server: ApiServer, kind: Kind, obj: dict, include: str) -> dict:
    found: dict = {"cells": server.views.cells(kind, obj, server.now)}
    conditions = getattr(kind, "row_conditions", None)
    if conditions and (told := conditions(obj)):
        found["conditions"] = told
    if include == "Object":
        found["object"] = kind.from_stored(obj)
    elif include != "None":
        found["object"] = server.views.bare(kind, obj)
    else:
        found["object"] = None
    return found


def partial(kind: Kind, obj: dict) -> dict:
    """Metadata only."""
    return {"kind": "PartialObjectMetadata", "apiVersion": META_VERSION, "metadata": kind.bare_metadata(obj)}
