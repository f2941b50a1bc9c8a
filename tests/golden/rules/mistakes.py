"""Mistakes of a client that the real server calls its own: here they are the client's."""

from __future__ import annotations

import re

from tests.golden.rewriting import Rule, exchanges

CLIENTS = (
    "https://www.rfc-editor.org/rfc/rfc9110#section-15.6 (5xx: the server is aware that it has erred);"
    " this server never answers 500 to a request that is wrong: cluster.api.errors.mistake"
)
_FOUND_BY_VALIDATION = re.compile(r"[\w.]+: Required value")


def _clients(request: dict, response: dict) -> dict:
    """500 without a reason is the nearest 4xx, with the same message and again no reason: clients print the same."""
    body = response.get("body")
    if response.get("code") != 500 or not isinstance(body, dict) or "reason" in body:
        return response
    code = 422 if _FOUND_BY_VALIDATION.fullmatch(body["message"]) else 400
    return {**response, "code": code, "body": {**body, "code": code}}


RULES = [Rule("a wrong request is the client's mistake", CLIENTS, exchanges(_clients), ("api",))]
