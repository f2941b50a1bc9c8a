"""Paths of files inside volumes."""

from __future__ import annotations

from cluster.kinds.base import FieldError
from cluster.kinds.rules.errors import invalid


def relative_path(path: str, at: str) -> list[FieldError]:
    errors = [invalid(at, path, "must be a relative path")] if path.startswith("/") else []
    return errors + no_steps_back(path, at)


def no_steps_back(path: str, at: str) -> list[FieldError]:
    return [invalid(at, path, "must not contain '..'")] if ".." in path.split("/") else []


def unreserved_path(path: str, at: str) -> list[FieldError]:
    """Names that start with `..` are the kubelet's own."""
    errors = relative_path(path, at)
    if path.startswith("..") and not path.startswith("../"):
        errors.append(invalid(at, path, "must not start with '..'"))
    return errors
