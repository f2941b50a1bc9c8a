"""nginx's configuration as small sites use it: server, listen, location, root, alias, index, return, proxy_pass.

Source: https://nginx.org/en/docs/http/ngx_http_core_module.html. Directives that are not known are passed over.
"""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache
from typing import NamedTuple

from cluster.images.filesystem.files import FileError, Files
from cluster.images.sh.patterns import matches

MAIN = "/etc/nginx/nginx.conf"
_TOKEN = re.compile(r'\s*(?:#[^\n]*|("(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|[{};]|[^\s{};]+))')


class Location(NamedTuple):
    """`kind`: "" (prefix), "=" or "~"."""

    kind: str
    path: str
    rules: dict[str, list[str]]


class Host(NamedTuple):
    ports: tuple[int, ...]
    names: tuple[str, ...]
    rules: dict[str, list[str]]
    locations: tuple[Location, ...]


class BadConfig(ValueError):
    """nginx would not start; the message is its own."""


@lru_cache(maxsize=256)
def _parsed(text: str) -> tuple:
    """Nested (words, block or None)."""
    words: list[str] = []
    stack: list[list] = [[]]
    heads: list[list[str]] = []
    for found in _TOKEN.finditer(text):
        token = found[1]
        if token is None:
            continue
        if token == ";":
            stack[-1].append((tuple(words), None))
            words = []
        elif token == "{":
            heads.append(words)
            words = []
            stack.append([])
        elif token == "}":
            if not heads:
                raise BadConfig('unexpected "}"')
            block = tuple(stack.pop())
            stack[-1].append((tuple(heads.pop()), block))
        else:
            words.append(token[1:-1] if token[0] in "\"'" and len(token) > 1 else token)
    if heads:
        raise BadConfig('unexpected end of file, expecting "}"')
    if words:
        raise BadConfig('unexpected end of file, expecting ";" or "}"')
    return tuple(stack[0])


def hosts(files: Files) -> list[Host]:
    """The servers of the configuration. Raises BadConfig."""
    try:
        text = files.read(MAIN)
    except FileError as error:
        raise BadConfig(f'open() "{MAIN}" failed (2: {error.text})') from None
    found: list[Host] = []
    _collect(files, _parsed(text), found, {}, 0)
    return found


def _collect(files: Files, block: tuple, found: list[Host], rules: dict[str, list[str]], depth: int) -> None:
    for words, inner in block:
        if not words or depth > 6:
            continue
        if words[0] == "include":
            for path in _included(files, words[1]) if len(words) > 1 else ():
                _collect(files, _parsed(files.read(path)), found, rules, depth + 1)
        elif words[0] == "server" and inner is not None:
            found.append(_host(files, inner, rules))
        elif words[0] == "http" and inner is not None:
            _collect(files, inner, found, rules, depth + 1)
        elif inner is None:
            rules = {**rules, words[0]: list(words[1:])}


def _included(files: Files, name: str) -> list[str]:
    path = name if name.startswith("/") else f"/etc/nginx/{name}"
    folder, pattern = posixpath.split(path)
    try:
        return [f"{folder}/{each}" for each in files.list(folder) if matches(pattern, each)]
    except FileError:
        return []


def _host(files: Files, block: tuple, rules: dict[str, list[str]]) -> Host:
    own, ports, names, locations = dict(rules), [], [], []
    for words, inner in block:
        if not words:
            continue
        if words[0] == "listen" and len(words) > 1:
            number = words[1].rpartition(":")[2] if not words[1].endswith("]") else "80"
            ports += [int(number)] if number.isdecimal() else [80]
        elif words[0] == "server_name":
            names += words[1:]
        elif words[0] == "location" and inner is not None:
            kind, path = (words[1], words[2]) if len(words) > 2 else ("", words[1] if len(words) > 1 else "/")
            inside = {w[0]: list(w[1:]) for w, block_ in inner if w and block_ is None}
            locations.append(Location({"~*": "~", "^~": ""}.get(kind, kind), path, {**own, **inside}))
        elif inner is None:
            own[words[0]] = list(words[1:])
    settled = tuple(location._replace(rules={**own, **location.rules}) for location in locations)
    return Host(tuple(dict.fromkeys(ports or [80])), tuple(names), own, settled)


def location_of(host: Host, path: str) -> dict[str, list[str]]:
    """The rules for a path: an exact location, else a regular expression's, else the longest prefix."""
    for location in host.locations:
        if location.kind == "=" and location.path == path:
            return location.rules
    for location in host.locations:
        if location.kind == "~":
            from cluster.texttools.regular import BadPattern, Regular

            try:
                if Regular(location.path, extended=True).search(path):
                    return location.rules
            except BadPattern:
                continue
    fits = [each for each in host.locations if not each.kind and path.startswith(each.path)]
    if not fits:
        return host.rules
    best = max(fits, key=lambda each: len(each.path))
    return {**best.rules, " prefix": [best.path]}
