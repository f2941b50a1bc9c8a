"""Decode errors: 1.20 printed those of json-iterator, since 1.22 they are those of sigs.k8s.io/json.

Source: https://github.com/kubernetes/enhancements/tree/master/keps/sig-api-machinery/2885-server-side-unknown-field-validation
and FORMAT.md ("decode errors").
"""

from __future__ import annotations

import re

from cluster.objects.gotypes import named
from tests.golden.rewriting import Rule, in_text

SOURCE = "KEP-2885 (strict, standard JSON decoding in the server); FORMAT.md, row decode errors"
_ERROR = re.compile(
    r"cannot be handled as a (?P<kind>\w+): (?P<chain>(?:[\[\]\w.]+: )+)"
    r"(?P<reader>ReadString|decode slice|readUint32|unmarshalerDecoder|decode base64): (?P<why>.*?), "
    r"error found in #\d+ byte of \.\.\.\|.*?\|(?:\.\.\.)?, bigger context \.\.\.\|.*?\|(?:\.\.\.)?(?=\s*$|\n)",
    re.DOTALL,
)


def _standard(match: re.Match) -> str:
    head = f"cannot be handled as a {match['kind']}: "
    if match["reader"] in ("unmarshalerDecoder", "decode base64"):
        return head + match["why"]
    links = match["chain"].removesuffix(": ").split(": ")
    fields = _fields(links)
    struct = fields[-1][0]
    path = ".".join(_path([field for _, field in fields]))
    wanted = {"ReadString": _text_type(*fields[-1]), "readUint32": "int32"}.get(match["reader"]) or links[-1]
    return f"{head}json: cannot unmarshal {_found(match['why'])} into Go struct field {struct}.{path} of type {wanted}"


def _fields(links: list[str]) -> list[list[str]]:
    """[structure, field] on the way to the mistake. Fields read before in the same structure stand there too, by their
    bare names (`v1.Container.Name: Image: Env: `): the last one counts."""
    found: list[list[str]] = []
    for link in links:
        if link.count(".") == 2:
            found.append(link.split(".")[1:])
        elif found and re.fullmatch(r"[A-Z]\w*", link):
            found[-1] = [found[-1][0], link]
    return found


def _text_type(struct: str, name: str) -> str:
    """The Go type of a text field, by its name where it has one."""
    field = name[0].lower() + name[1:]
    found = (fields[field] for key, fields in named().items() if key.endswith(f".{struct}") and field in fields)
    return next(found, "string")


def _path(names: list[str]) -> list[str]:
    """Go's names of fields as JSON has them; metadata is embedded, so json-iterator tells its way there wrongly."""
    if "ObjectMeta" in names and names.index("ObjectMeta") == len(names) - 2:
        names = names[-2:]
    return ["metadata" if name == "ObjectMeta" else name[0].lower() + name[1:] for name in names]


def _found(why: str) -> str:
    character = re.search(r"(?:but found|unexpected character:) (.)", why, re.DOTALL)
    shown = character[1] if character else ""
    if shown.isdigit() or shown == "-":
        return "number"
    return {"{": "object", "[": "array", "t": "bool", "f": "bool"}.get(shown, "string")


RULES = [Rule("decode errors are the standard library's", SOURCE, in_text(_ERROR.pattern, _standard, re.DOTALL))]
