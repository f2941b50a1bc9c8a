"""What goes wrong, as the API says it: a Status object.

Source: https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.35/#status-v1-meta and golden suites api, validation.
"""

from __future__ import annotations

from typing import Any


class StatusError(Exception):
    """`code` is the HTTP status, `reason` the machine word, `details` the Status's details (or None)."""

    def __init__(self, code: int, reason: str, message: str, details: dict[str, Any] | None = None):
        super().__init__(message)
        self.code, self.reason, self.message, self.details = code, reason, message, details

    def status(self) -> dict:
        body = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": self.message}
        if self.reason:
            body["reason"] = self.reason
        if self.details:
            body["details"] = self.details
        return {**body, "code": self.code}


def not_found(kind, name: str) -> StatusError:
    return StatusError(404, "NotFound", f'{kind.resource} "{name}" not found', _details(kind, name))


def already_exists(kind, name: str) -> StatusError:
    return StatusError(409, "AlreadyExists", f'{kind.resource} "{name}" already exists', _details(kind, name))


def conflict(kind, name: str, why: str) -> StatusError:
    message = f'Operation cannot be fulfilled on {kind.resource} "{name}": {why}'
    return StatusError(409, "Conflict", message, _details(kind, name))


def bad_request(message: str) -> StatusError:
    return StatusError(400, "BadRequest", message)


def invalid(kind, name: str, errors: list) -> StatusError:
    """422 with one cause for each FieldError."""
    causes = [{"reason": e.reason, "message": e.message, "field": e.field} for e in errors]
    texts = [f"{e.field}: {e.message}" for e in errors]
    joined = texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"
    details = {"name": name, **({"group": kind.group} if kind.group else {}), "kind": kind.kind, "causes": causes}
    qualified = f"{kind.kind}.{kind.group}" if kind.group else kind.kind
    return StatusError(422, "Invalid", f'{qualified} "{name}" is invalid: {joined}', details)


def _details(kind, name: str) -> dict:
    return {"name": name, **({"group": kind.group} if kind.group else {}), "kind": kind.plural}
