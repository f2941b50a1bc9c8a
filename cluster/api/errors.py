"""Errors as the API's Status objects: one builder for each reason.

Source: https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.35/#status-v1-meta and golden suites api and
validation.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class StatusError(Exception):
    """`code` is the HTTP status, `reason` the machine word, `details` the Status's details (None: left out)."""

    def __init__(self, code: int, reason: str, message: str, details: dict[str, Any] | None = None):
        super().__init__(message)
        self.code, self.reason, self.message, self.details = code, reason, message, details

    def status(self) -> dict:
        body = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": self.message}
        if self.reason:
            body["reason"] = self.reason
        if self.details is not None:
            body["details"] = self.details
        return {**body, "code": self.code}


class Expired(StatusError):
    """410: the revision is no longer kept. `metadata` may carry a token to go on with."""

    def __init__(self, message: str, continue_token: str = ""):
        super().__init__(410, "Expired", message)
        self.continue_token = continue_token

    def status(self) -> dict:
        body = super().status()
        return {**body, "metadata": {"continue": self.continue_token}} if self.continue_token else body


def not_found(kind, name: str, subresource: str = "", group: str | None = None) -> StatusError:
    resource, details = _resource(kind, name, subresource, group)
    return StatusError(404, "NotFound", f'{resource} "{name}" not found', details)


def not_computed(kind, namespace: str, name: str) -> StatusError:
    """Of a kind that is made when read: an aggregated server calls it by its kind, and its objects with namespace."""
    if kind.group != "metrics.k8s.io":
        return not_found(kind, name)
    plural, place = kind.kind.lower(), f"{namespace}/{name}" if namespace else name
    details = {"name": place, "group": kind.group, "kind": plural}
    return StatusError(404, "NotFound", f'{plural}.{kind.group} "{place}" not found', details)


def already_exists(kind, name: str) -> StatusError:
    return StatusError(409, "AlreadyExists", f'{kind.resource} "{name}" already exists', _details(kind, name))


def being_deleted(kind, name: str) -> StatusError:
    """A name that is taken by an object on its way out."""
    message = f'object is being deleted: {kind.resource} "{name}" already exists'
    return StatusError(409, "AlreadyExists", message, _details(kind, name))


def conflict(kind, name: str, why: str, subresource: str = "") -> StatusError:
    resource, details = _resource(kind, name, subresource)
    return StatusError(409, "Conflict", f'Operation cannot be fulfilled on {resource} "{name}": {why}', details)


def forbidden(kind, name: str, why: str, causes: list[dict] | None = None) -> StatusError:
    details = {**_details(kind, name), **({"causes": causes} if causes else {})}
    return StatusError(403, "Forbidden", f'{kind.resource} "{name}" is forbidden: {why}', details)


def bad_request(message: str) -> StatusError:
    return StatusError(400, "BadRequest", message)


def mistake(message: str, code: int = 400) -> StatusError:
    """A request that is wrong in a way for which the real server has no Status: it answers 500, without a reason.

    Here such a request gets the nearest 4xx with the same message and no reason, so that clients print the same words
    (`Error from server: ...`): by RFC 9110, 15.6 a 5xx says that the server has failed, and this one never does. What
    stays 500 is the failure of a remote party that must be asked: an admission or conversion webhook, the container
    runtime; and a mistake of ours (`http/pacing.py`), which no request should bring about.
    """
    return StatusError(code, "", message)


def invalid(kind, name: str, errors: list) -> StatusError:
    """422 with one cause for each FieldError."""
    group = kind.group if kind.invalid_group is None else kind.invalid_group
    return invalid_object(group, kind.kind, name, errors)


def invalid_object(group: str, kind: str, name: str, errors: list) -> StatusError:
    """422 for what is no served kind: options, a Scale, a patch (kind "")."""
    causes = [{"reason": e.reason, "message": e.message, "field": e.field} for e in errors]
    texts = list(dict.fromkeys(f"{e.field}: {e.message}" for e in errors))  # repeated ones are said once
    joined = texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"
    details: dict = {"name": name} if name else {}
    details.update({"group": group} if group else {}, **({"kind": kind} if kind else {}), causes=causes)
    qualified = f"{kind}.{group}" if group else kind
    return StatusError(422, "Invalid", f'{qualified} "{name}" is invalid: {joined}', details)


def no_such_resource() -> StatusError:
    return StatusError(404, "NotFound", "the server could not find the requested resource", {})


def method_not_allowed() -> StatusError:
    message = "the server does not allow this method on the requested resource"
    return StatusError(405, "MethodNotAllowed", message, {})


def not_acceptable(why: str = "") -> StatusError:
    if why:
        return StatusError(406, "NotAcceptable", why)
    return StatusError(406, "NotAcceptable", "406: Not Acceptable", {})


def unsupported_media_type(accepted: Iterable[str] | None = None) -> StatusError:
    """Of a body; without `accepted` as the router says it, before anything was read."""
    if accepted is None:
        return StatusError(415, "UnsupportedMediaType", "415: Unsupported Media Type", {})
    listed = ", ".join(accepted)
    message = f"the body of the request was in an unknown format - accepted media types include: {listed}"
    return StatusError(415, "UnsupportedMediaType", message)


def rejected(code: int = 422) -> StatusError:
    """What a failed JSON patch earns."""
    message = "the server rejected our request due to an error in our request"
    return StatusError(code, "Invalid", message, {})


def too_large(limit: int) -> StatusError:
    return StatusError(413, "RequestEntityTooLarge", f"Request entity too large: limit is {limit}")


def future_revision(asked: int, current: int) -> StatusError:
    """A list of a state that is not there yet; the real server waits three seconds before it says so."""
    message = f"Too large resource version: {asked}, current: {current}"
    cause = {"reason": "ResourceVersionTooLarge", "message": "Too large resource version"}
    return StatusError(504, "Timeout", f"Timeout: {message}", {"causes": [cause], "retryAfterSeconds": 1})


def _resource(kind, name: str, subresource: str, group: str | None = None) -> tuple[str, dict]:
    if not subresource:
        return kind.resource, _details(kind, name)
    group = kind.group if group is None else group
    plural = f"{kind.plural}/{subresource}"
    details = {"name": name, **({"group": group} if group else {}), "kind": plural}
    return (f"{plural}.{group}" if group else plural), details


def _details(kind, name: str) -> dict:
    return {**({"name": name} if name else {}), **({"group": kind.group} if kind.group else {}), "kind": kind.plural}
