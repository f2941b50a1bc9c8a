"""What containers and volumes of a pod share: image references, references to fields and resources of the pod.

Source: https://kubernetes.io/docs/concepts/containers/images/#imagepullpolicy-defaulting,
https://kubernetes.io/docs/concepts/workloads/pods/downward-api/, golden defaults.
"""

from __future__ import annotations

import re

from cluster.kinds.rules.reading import optional, text
from cluster.objects.quantities import QuantityError, read, rounded_to_milli

# https://pkg.go.dev/github.com/distribution/reference#hdr-Grammar
_PART = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?"
_WORD = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_IMAGE = re.compile(
    rf"(?P<name>(?:(?:{_PART}(?:\.{_PART})*(?::\d+)?|\[[0-9a-fA-F:]+\](?::\d+)?)/)?{_WORD}(?:/{_WORD})*)"
    r"(?::(?P<tag>\w[\w.-]{0,127}))?(?P<digest>@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?"
)
_LONGEST_NAME = 255


def pull_policy(image: str) -> str:
    """Always for `latest`, whether written or meant; an image that cannot be read has no tag."""
    found = _IMAGE.fullmatch(image)
    if not found or len(found["name"]) > _LONGEST_NAME or found["digest"] and not found["tag"]:
        return "IfNotPresent"
    return "Always" if (found["tag"] or "latest") == "latest" else "IfNotPresent"


def default_field_sources(source: dict) -> dict:
    """`fieldRef` and `resourceFieldRef`, of a variable or of a file."""
    source = dict(source)
    field = optional(source, "fieldRef")
    if field is not None:
        source["fieldRef"] = {**field, "apiVersion": text(field, "apiVersion") or "v1"}
    resource = optional(source, "resourceFieldRef")
    if resource is not None:
        source["resourceFieldRef"] = {**resource, "divisor": canonical_amount(resource.get("divisor") or "0")}
    file = optional(source, "fileKeyRef")
    if file is not None and file.get("optional") is None:
        source["fileKeyRef"] = {**file, "optional": False}
    return source


def canonical_amount(value: object) -> object:
    try:
        return str(rounded_to_milli(read(value)))
    except QuantityError:
        return value  # validation says what is wrong with it
