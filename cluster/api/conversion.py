"""Custom resources that a webhook converts between their versions.

Source: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/#webhook-conversion
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from cluster.api.admission import calling
from cluster.api.admission.calling import CallFailed
from cluster.api.errors import StatusError
from cluster.randomness import uid

if TYPE_CHECKING:
    from cluster.api.routes import Route
    from cluster.api.server import ApiServer

SECONDS = 30
_VERSIONS = ("v1", "v1beta1")
_CHANGEABLE = ("labels", "annotations")


def prepare(server: ApiServer, route: Route) -> None:
    """The kind of the request, and its other versions, learn how their objects are converted."""
    webhook = route.kind.custom and route.kind.webhook  # type: ignore[attr-defined]
    if webhook:
        for kind in (route.kind, *route.kind.stored.versions):
            if kind.converter is None:  # type: ignore[attr-defined]
                kind.converter = partial(_converted, server, webhook)  # type: ignore[attr-defined]
        if route.verb == "delete":  # what goes is read in the version of the request, too
            route.kind.from_stored(server.existing(route.kind, route.namespace or "", route.name))


def _converted(server: ApiServer, webhook: dict, obj: dict, wanted: str) -> dict:
    """`wanted`: an apiVersion. Nothing is changed by asking. Raises StatusError 500."""
    failed = f"conversion webhook for {obj['apiVersion']}, Kind={obj['kind']} failed: "
    version = next((each for each in webhook.get("conversionReviewVersions") or () if each in _VERSIONS), _VERSIONS[0])
    review = uid(server.seed, "conversion review", obj["metadata"].get("uid", ""), wanted, server.clock.now)
    body = {"kind": "ConversionReview", "apiVersion": f"apiextensions.k8s.io/{version}"}
    request = {"uid": review, "desiredAPIVersion": wanted, "objects": [obj]}
    try:
        said = calling.post(server, webhook["clientConfig"], {**body, "request": request}, SECONDS, dry_run=True)
    except CallFailed as error:
        raise StatusError(500, "", f"{failed}{error}") from None
    response: Any = said.get("response") if isinstance(said, dict) else None
    if not isinstance(response, dict) or response.get("uid") != review:
        raise StatusError(500, "", f"{failed}invalid response: response.uid does not match")
    result, made = response.get("result") or {}, response.get("convertedObjects") or []
    if result.get("status") != "Success":
        raise StatusError(500, "", failed + (result.get("message") or "no message"))
    if len(made) != 1 or made[0].get("apiVersion") != wanted or made[0].get("kind") != obj["kind"]:
        raise StatusError(500, "", f"{failed}invalid converted object at index 0")
    return {**made[0], "metadata": _metadata(obj["metadata"], made[0].get("metadata") or {})}


def _metadata(before: dict, after: dict) -> dict:
    """Only labels and annotations are a converter's to change."""
    kept = {name: value for name, value in before.items() if name not in _CHANGEABLE}
    return {**kept, **{name: after[name] for name in _CHANGEABLE if name in after}}
