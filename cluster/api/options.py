"""Query parameters of requests: read, checked, and refused in the server's words.

Source: https://kubernetes.io/docs/reference/kubernetes-api/common-parameters/common-parameters/ and
https://kubernetes.io/docs/reference/using-api/api-concepts/.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from cluster.api.decoding.fieldvalidation import MODES
from cluster.api.errors import bad_request, invalid_object, mistake
from cluster.api.selector_text import SelectorError, parse_fields, parse_labels
from cluster.kinds.rules import errors as field_errors
from cluster.objects.selectors import EVERYTHING, Selector

META = "meta.k8s.io"
POLICIES = ("Foreground", "Background", "Orphan")
TRUE = ("1", "t", "T", "TRUE", "true", "True")  # of what Go's ParseBool reads


@dataclass(frozen=True)
class ListOptions:
    """What a list or a watch asks for."""

    labels: Selector = EVERYTHING
    fields: tuple[tuple[str, str, bool], ...] = ()
    watch: bool = False
    bookmarks: bool = False
    initial_events: bool | None = None
    revision: str = ""
    match: str = ""
    limit: int = 0
    token: str = ""
    timeout: int | None = None  # seconds


@dataclass(frozen=True)
class WriteOptions:
    """What a create, update or patch asks for."""

    dry_run: bool = False
    manager: str = ""
    validation: str = "Warn"
    force: bool | None = None


def list_options(query: dict[str, str]) -> ListOptions:
    """Raises StatusError 400 for what cannot be read, 422 for what contradicts itself."""
    try:
        labels, fields = parse_labels(query.get("labelSelector", "")), parse_fields(query.get("fieldSelector", ""))
    except SelectorError as error:
        raise bad_request(str(error)) from None
    initial = flag(query["sendInitialEvents"]) if "sendInitialEvents" in query else None
    options = ListOptions(
        labels,
        tuple(fields),
        flag(query.get("watch")),
        flag(query.get("allowWatchBookmarks")),
        initial,
        query.get("resourceVersion", ""),
        query.get("resourceVersionMatch", ""),
        integer(query.get("limit")) or 0,
        query.get("continue", ""),
        integer(query.get("timeoutSeconds")),
    )
    wrong = list(_contradictions(options))
    if wrong:
        raise invalid_object(META, "ListOptions", "", wrong)
    return options


def write_options(query: dict[str, str], kind: str, apply: bool = False) -> WriteOptions:
    """`kind` is CreateOptions, UpdateOptions or PatchOptions. Raises StatusError 422."""
    dry, manager, validation = query.get("dryRun"), query.get("fieldManager", ""), query.get("fieldValidation", "")
    force = flag(query["force"]) if "force" in query else None
    wrong = list(_dry_run_errors(dry))
    if kind == "PatchOptions":
        if apply and not manager:
            wrong.append(field_errors.required("fieldManager", "is required for apply patch"))
        if not apply and force is not None:
            wrong.append(field_errors.forbidden("force", "may not be specified for non-apply patch"))
    if len(manager.encode("utf-8", "replace")) > 128:
        wrong.append(field_errors.too_long("fieldManager", 128))
    elif not manager.isprintable():
        index = next(index for index, c in enumerate(manager) if not c.isprintable())
        detail = f"should only contain printable characters: invalid character at index {index}"
        wrong.append(field_errors.invalid("fieldManager", manager, detail))
    if validation and validation not in MODES:
        wrong.append(field_errors.unsupported("fieldValidation", validation, sorted(MODES)))
    if wrong:
        raise invalid_object(META, kind, "", wrong)
    return WriteOptions(dry == "All", manager, validation or "Warn", force)


def delete_options(query: dict[str, str], body: Any) -> dict:
    """DeleteOptions out of the body, or out of the query where there is none. Raises StatusError."""
    options = dict(body) if isinstance(body, dict) and body else _options_of_query(query)
    dry = options.get("dryRun") or ([query["dryRun"]] if "dryRun" in query else [])
    wrong = [error for word in dry for error in _dry_run_errors(word)]
    policy, orphan = options.get("propagationPolicy"), options.get("orphanDependents")
    if policy is not None and policy not in POLICIES:
        wrong.append(field_errors.unsupported("propagationPolicy", policy, (*POLICIES, "nil")))
    elif policy is not None and orphan is not None:
        detail = "orphanDependents and deletionPropagation cannot be both set"
        wrong.append(field_errors.invalid("propagationPolicy", policy, detail))
    if wrong:
        raise invalid_object(META, "DeleteOptions", "", wrong)
    if orphan is not None:
        options["propagationPolicy"] = "Orphan" if orphan else "Background"
    options["dryRun"] = bool(dry)
    return options


def _options_of_query(query: dict[str, str]) -> dict:
    options: dict[str, Any] = {}
    if "gracePeriodSeconds" in query:
        options["gracePeriodSeconds"] = integer(query["gracePeriodSeconds"])
    if "propagationPolicy" in query:
        options["propagationPolicy"] = query["propagationPolicy"]
    if "orphanDependents" in query:
        options["orphanDependents"] = flag(query["orphanDependents"])
    return options


def flag(text: str | None) -> bool:
    """Of a query: anything but `0` and `false` is true, even nothing (`?watch=`); None where it is not there.

    Source: k8s.io/apimachinery/pkg/runtime (Convert_Slice_string_To_bool)"""
    return text is not None and text != "0" and text.lower() != "false"


def integer(text: str | None) -> int | None:
    """None where it is not there; 400 for what is no number."""
    if text is None:
        return None
    if not re.fullmatch(r"[-+]?[0-9]+", text):
        raise bad_request(f"strconv.ParseInt: parsing {field_errors.quoted(text)}: invalid syntax")
    if len(text) > 19 or not -(1 << 63) <= int(text) < 1 << 63:
        raise bad_request(f"strconv.ParseInt: parsing {field_errors.quoted(text)}: value out of range")
    return int(text)


def revision(text: str, listing: bool = False) -> int:
    """A resourceVersion as a number; "" is 0. Raises StatusError 400, when `listing` as etcd's side of the real server
    words it, the only one that calls it the client's mistake."""
    if not text:
        return 0
    wrong = unread_number(text)
    if not wrong:
        return int(text)
    told = f"resourceVersion: Invalid value: {field_errors.quoted(text)}: {wrong}"
    raise bad_request(f"invalid resource version: {told}") if listing else mistake(told)


def unread_number(text: str) -> str:
    """Why Go cannot read an unsigned number of 64 bits; "" where it can, and for no text."""
    digits = re.fullmatch("[0-9]*", text) is not None
    if digits and len(text) <= 20 and int(text or "0") < 1 << 64:
        return ""
    why = "value out of range" if digits else "invalid syntax"
    return f"strconv.ParseUint: parsing {field_errors.quoted(text)}: {why}"


def _dry_run_errors(word: str | None) -> list:
    return [] if word in (None, "All") else [field_errors.unsupported("dryRun", [word], ["All"])]


def _contradictions(options: ListOptions):
    forbidden, match, path = field_errors.forbidden, options.match, "resourceVersionMatch"
    if options.watch:
        yield from _watch_contradictions(options)
        return
    if match:
        if not options.revision:
            yield forbidden(path, "resourceVersionMatch is forbidden unless resourceVersion is provided")
        if options.token:
            yield forbidden(path, "resourceVersionMatch is forbidden when continue is provided")
        if match not in ("Exact", "NotOlderThan"):
            yield field_errors.unsupported(path, match, ["Exact", "NotOlderThan", ""])
        if match == "Exact" and options.revision == "0":
            yield forbidden(path, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"')
    if options.initial_events is not None:
        yield forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list")


def _watch_contradictions(options: ListOptions):
    forbidden, match, path = field_errors.forbidden, options.match, "resourceVersionMatch"
    if options.initial_events is not None and match != "NotOlderThan":
        yield forbidden(path, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan")
    if match:
        if options.initial_events is None:
            yield forbidden(path, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided")
        if match != "NotOlderThan":
            yield field_errors.unsupported(path, match, ["NotOlderThan"])
        if options.token:
            yield forbidden(path, "resourceVersionMatch is forbidden when continue is provided")
