"""Whose turn it is after a change of a claim, a volume or a class."""

from __future__ import annotations

from collections.abc import Iterable

from cluster.objects.storage import CLAIMS, class_of
from cluster.store import DELETED, Change, Store


def claim_keys(change: Change, store: Store) -> Iterable[str]:
    """The claim, and the volume that it has (or had)."""
    yield f"{change.namespace}/{change.name}"
    volume = change.object["spec"].get("volumeName")
    if volume and (change.op == DELETED or (change.previous or {}).get("spec") != change.object["spec"]):
        yield f"/{volume}"


def volume_keys(change: Change, store: Store) -> Iterable[str]:
    """The volume, the claim that it names; once it is free, all claims that look for one."""
    yield f"/{change.name}"
    reference = change.object["spec"].get("claimRef")
    if reference:
        yield f"{reference.get('namespace', '')}/{reference.get('name', '')}"
        return
    if change.op == DELETED or (change.object.get("status") or {}).get("phase") != "Available":
        return
    wanted = class_of(change.object)
    for claim in store.list(CLAIMS):
        metadata, named = claim["metadata"], claim["spec"].get("volumeName")
        if (not named and class_of(claim) == wanted) or named == change.name:
            yield f"{metadata['namespace']}/{metadata['name']}"


def class_keys(change: Change, store: Store) -> Iterable[str]:
    """Claims that wait for a class of that name, or for any default class."""
    if change.op == DELETED:
        return
    for claim in store.list(CLAIMS):
        if not claim["spec"].get("volumeName") and class_of(claim) in ("", change.name):
            yield f"{claim['metadata']['namespace']}/{claim['metadata']['name']}"
