"""`--raw`: a request to a path as it was typed, and the answer as the server writes it."""

from __future__ import annotations

import re
from urllib.parse import unquote_plus

from cluster.kubectl.command import Call
from cluster.kubectl.errors import KubectlError, ServerError
from cluster.kubectl.printers import json
from cluster.kubectl.printers.govalues import quote

_UNKNOWN = "the server could not find the requested resource"


def send(call: Call, method: str) -> int:
    """Send the one file of -f, or nothing without it. KubectlError where there are several."""
    flags, body = call.flags, None
    if method in ("POST", "PUT"):
        if len(flags["filename"]) != 1:
            raise KubectlError("--raw can only use a single local file or stdin")
        if flags["output"]:
            raise KubectlError("--raw and --output are mutually exclusive")
        name = flags["filename"][0]
        try:
            body = ((call.host.stdin or "") if name == "-" else call.host.files.read(name)).encode()
        except FileNotFoundError:
            raise KubectlError(f"open {name}: no such file or directory") from None
    if not re.match("/|[a-z][a-z0-9+.-]*://", flags["raw"]):
        raise KubectlError(f"--raw must be a valid URL path: parse {quote(flags['raw'])}: invalid URI for request")
    path, asked = split(re.sub("^[a-z][a-z0-9+.-]*://[^/]*", "", flags["raw"]))
    try:
        answer = call.api.send(method, path, asked, body).body
    except ServerError as wrong:
        if wrong.message.startswith(f"{_UNKNOWN} ("):  # to this client no path is a resource
            raise ServerError({**wrong.status, "message": _UNKNOWN}) from None
        raise
    call.out(answer if isinstance(answer, str) else as_sent(answer))
    return 0


def split(address: str) -> tuple[str, dict[str, str]]:
    """(path, query)"""
    path, _, query = address.partition("?")
    pairs = (pair if "=" in pair else f"{pair}=true" for pair in query.split("&") if pair)
    return path, {name: unquote_plus(value) for name, value in (pair.split("=", 1) for pair in pairs)}


def as_sent(body: dict) -> str:
    """As the server writes it: objects end with a newline, `/` and `/version` are indented."""
    if "gitVersion" in body or isinstance(body.get("paths"), list):
        return json.pretty(body, indent=2, in_order=True)
    return json.compact(body, in_order=True) + ("\n" if "kind" in body else "")
