"""Changing objects that the server has: the patch between before and after, and commands that do one change to many.

Source: words of kubectl 1.35.2.
"""

from __future__ import annotations

from collections.abc import Callable

from cluster.kubectl.client.api import MERGE
from cluster.kubectl.client.resources import Info, Query, Result
from cluster.kubectl.command import Call
from cluster.kubectl.errors import KubectlError, ServerError


def difference(before: dict, after: dict) -> dict:
    """The JSON merge patch that makes `after` of `before`; {} where they are the same."""
    patch: dict = {key: None for key in before if key not in after}
    for key, value in after.items():
        old = before.get(key)
        if key in before and old == value:
            continue
        patch[key] = difference(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return patch


def patched(call: Call, info: Info, patch: dict, content_type: str = MERGE, validate: bool = False) -> dict:
    """Send the patch; returns what the server made of it."""
    return call.api.send("PATCH", info.path, call.writing(validate), patch, content_type).body


def workloads(
    call: Call, args: list[str], everything: bool = False, everything_of_kind: bool = False
) -> tuple[list[Info], list[KubectlError]]:
    """The objects that `set` and `rollout` work on. `everything`: --all; `everything_of_kind`: a kind alone is
    enough."""
    query = Query(
        args,
        selector=call.flags.get("selector") or None,
        all=everything,
        everything=everything_of_kind,
        latest=True,
        local=bool(call.flags.get("local")),
        fetch=not call.flags.get("local"),
    )
    return Result(call, query).infos()


def change_each(
    call: Call, infos: list[Info], change: Callable[[dict], dict], show, failure: str, unchanged: bool = False
) -> list[KubectlError]:
    """Apply `change` (object → object) to each; prints those that changed. Returns what went wrong.

    unchanged: also those that did not. failure: words before the server's refusal, as in `failed to patch: ...`.
    """
    errors: list[KubectlError] = []
    for info in infos:
        before = info.object or {}
        try:
            after = change(before)
        except KubectlError as wrong:
            errors.append(wrong)
            continue
        patch = difference(before, call.recorded(after) if after != before else after)
        if not patch:
            if unchanged:
                show(before, info.label)
            continue
        if call.dry_run == "client" or call.flags.get("local"):
            show(after, info.label)
            continue
        try:
            show(patched(call, info, patch), info.label)
        except ServerError as wrong:
            errors.append(KubectlError(f"{failure} {_full(wrong)}"))
    return errors


def _full(wrong: ServerError) -> str:
    return wrong.message
