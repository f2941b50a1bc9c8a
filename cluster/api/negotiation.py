"""Which form an answer takes, by the Accept header: the objects, a Table, or metadata only.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables
"""

from __future__ import annotations

from typing import NamedTuple

from cluster.api.errors import not_acceptable

JSON, YAML, PROTOBUF = "application/json", "application/yaml", "application/vnd.kubernetes.protobuf"
BODY_TYPES = (JSON, YAML, PROTOBUF)
_FORMS = ("Table", "PartialObjectMetadata", "PartialObjectMetadataList")
_ANY = ("*/*", "application/*")


class Form(NamedTuple):
    """`kind` is "" for the objects themselves, Table, PartialObjectMetadata or PartialObjectMetadataList."""

    media_type: str = JSON
    kind: str = ""


def negotiate(accept: str, forms: tuple[str, ...] = _FORMS) -> Form:
    """The first form of the header that can be given; `forms`: what the object can be beside itself. Raises
    StatusError 406."""
    if not accept:
        return Form()
    for part in accept.split(","):
        media_type, *rest = (piece.strip() for piece in part.split(";"))
        parameters = dict(piece.partition("=")[::2] for piece in rest)
        media_type = JSON if media_type in _ANY else media_type
        if media_type not in (JSON, YAML):
            continue
        kind = parameters.get("as", "")
        if not kind:
            return Form(media_type)
        if kind in forms and parameters.get("g") == "meta.k8s.io" and parameters.get("v") in ("v1", "v1beta1"):
            return Form(media_type, kind)
    raise not_acceptable()


def media_type(content_type: str) -> str:
    """`application/json; charset=utf-8` → `application/json`."""
    return content_type.split(";")[0].strip().lower()
