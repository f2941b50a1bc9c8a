"""What kubectl leaves to the server since the server checks fields itself.

These rules come after those of the server's own words (modules are read in the order of their names).
"""

from __future__ import annotations

import re

from tests.golden.cases import Case
from tests.golden.rewriting import Rule

SERVER_SIDE = (
    "https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation "
    "(kubectl 1.27: --validate asks the server, the OpenAPI check of the client is only for servers that cannot)"
)
UNCHECKED = " --validate=false"
FOUND = re.compile(
    (
        r'^error: error validating "(?P<file>[^"]*)": error validating data: '
        r"(?P<text>\[?ValidationError\(.*); if you choose"
    ),
    re.DOTALL,
)
UNKNOWN = re.compile(r'ValidationError\((?P<kind>\w+)(?P<path>[^)]*)\): unknown field "(?P<field>[^"]*)" in')
VERSION = re.compile(r"^apiVersion: *[\"']?(?:[\w.-]+/)?(\w+)", re.MULTILINE)


def _by_server(expect: dict, case: Case) -> dict:
    """Unknown fields are strict decoding errors; all else is what the server says of the same object unchecked."""
    if "kubectl" not in expect:
        return expect
    versions = {version: _commands(commands, case) for version, commands in expect["kubectl"].items()}
    return {**expect, "kubectl": versions}


def _commands(commands: dict, case: Case) -> dict:
    return {command: _command(commands, command, case) for command in commands}


def _command(commands: dict, command: str, case: Case) -> dict:
    answer = commands[command]
    found = FOUND.search(answer["stderr"])
    if not found:
        return answer
    unknown = list(UNKNOWN.finditer(found["text"]))
    if not unknown:
        return commands.get(command + UNCHECKED, answer)
    kind = unknown[0]["kind"]
    content = next((step["content"] for step in case.given if "content" in step), "")
    version = next(iter(VERSION.findall(content)), "v1")
    fields = ", ".join(f'unknown field "{_place(match)}"' for match in unknown)
    words = f'{kind} in version "{version}" cannot be handled as a {kind}: strict decoding error: {fields}'
    told = f'Error from server (BadRequest): error when creating "{found["file"]}": {words}\n'
    return {**answer, "stderr": told}


def _place(match: re.Match) -> str:
    return f"{match['path']}.{match['field']}".removeprefix(".")


RULES = [Rule("kubectl leaves fields to the server", SERVER_SIDE, _by_server, ("validation",))]
