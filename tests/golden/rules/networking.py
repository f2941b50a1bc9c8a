"""What networking.k8s.io/v1 has gained since 1.20."""

from __future__ import annotations

from tests.golden.rewriting import Rule, each_object

_VERBS = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]
_SERVED = {"namespaced": False, "storageVersionHash": "<id>", "verbs": _VERBS}
_ADDRESSES = {
    "kind": "IPAddress", "name": "ipaddresses", "singularName": "ipaddress", "shortNames": ["ip"], **_SERVED,
}  # fmt: skip
_RANGES = {"kind": "ServiceCIDR", "name": "servicecidrs", "singularName": "servicecidr", **_SERVED}
_RANGES_STATUS = {
    "kind": "ServiceCIDR", "name": "servicecidrs/status", "singularName": "", "namespaced": False,
    "verbs": ["get", "patch", "update"],
}  # fmt: skip


def _allocation(document: dict) -> dict:
    """Addresses of Services and their ranges are kinds."""
    if document.get("kind") != "APIResourceList" or document.get("groupVersion") != "networking.k8s.io/v1":
        return document
    listed = [*document["resources"], _ADDRESSES, _RANGES, _RANGES_STATUS]
    return {**document, "resources": sorted(listed, key=lambda each: each["name"])}


RULES = [
    Rule(
        "addresses of services are kinds",
        "https://kubernetes.io/docs/reference/networking/virtual-ips/#ip-address-objects (1.33)",
        each_object(_allocation),
        ("api",),
    ),
]
