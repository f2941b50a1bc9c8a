"""Decode errors: 1.20 printed those of json-iterator, since 1.22 they are those of sigs.k8s.io/json.

Source: https://github.com/kubernetes/enhancements/tree/master/keps/sig-api-machinery/2885-server-side-unknown-field-validation
and FORMAT.md ("decode errors").
"""

from __future__ import annotations

import re

from cluster.api.decoding.gowords import go_type_of
from cluster.objects.go.types import named, short_name
from cluster.objects.schema import Schema, kind_schema, kinds
from tests.golden.rewriting import Rule, in_text

SOURCE = "KEP-2885 (strict, standard JSON decoding in the server); FORMAT.md, row decode errors"
# json-iterator's readers (iter_*.go and reflect_*.go of github.com/json-iterator/go), by what they could not read
_OWN_WORDS = ("unmarshalerDecoder", "decode base64")
_TOO_LARGE = ("overflow", "can not decode float as int")
_READERS = (
    "ReadString", "ReadBool", "ReadInt32", "ReadInt64", "readUint32", "readUint64", "readFloat64SlowPath", "ReadMapCB",
    "readObjectStart", "decode slice", "assertInteger", *_OWN_WORDS,
)  # fmt: skip
_ERROR = re.compile(
    r"(?P<version>\w+)\" cannot be handled as a (?P<kind>\w+): (?P<chain>(?:[\[\]\w.]+: )+)"
    rf"(?P<reader>{'|'.join(_READERS)}): (?P<why>.*?), "
    r"error found in #(?P<at>\d+) byte of \.\.\.\|(?P<near>.*?)\|(?:\.\.\.)?, bigger context "
    r"\.\.\.\|.*?\|(?:\.\.\.)?(?=\s*$|\n)",
    re.DOTALL,
)
_IN_TYPE = re.compile(r"(json: cannot unmarshal .* into )Go value( of type \w+)")


def _standard(match: re.Match) -> str:
    head = f'{match["version"]}" cannot be handled as a {match["kind"]}: '
    own = _IN_TYPE.fullmatch(match["why"])
    if match["reader"] in _OWN_WORDS and not own:
        return head + match["why"]
    places = _places(match["chain"], _schema_of(match["kind"], match["version"]))
    if not places:
        return match[0]
    struct, name, field = places[-1]
    where = f"Go struct field {struct.definition.split('.')[-1]}.{'.'.join(name for _, name, _ in places)}"
    if own:
        return f"{head}{own[1]}{where}{own[2]}"
    wanted = _type(struct, name, field, match)
    return f"{head}json: cannot unmarshal {_found(match)} into {where} of type {wanted}"


def _schema_of(kind: str, version: str) -> Schema:
    """Kinds that can be sent have different names, whatever their group."""
    groups = [group for group, served, name in kinds() if (served, name) == (version, kind)]
    return next(schema for group in groups if (schema := kind_schema(group, version, kind)))


def _places(chain: str, root: Schema) -> list[tuple[Schema, str, Schema]]:
    """(structure, field's name, field) on the way to the mistake. After a mistake json-iterator reads on, and each
    field that it reads then puts its name before the error (`v1.Container.Name: Image: Env: `): what does not lead on
    from there is taken back."""
    found: list[tuple[Schema, str, Schema]] = []
    for link in chain.removesuffix(": ").split(": "):
        if link.startswith("[]"):
            continue
        called = link.rpartition(".")[2]
        name = "metadata" if called == "ObjectMeta" else called.lower()
        for depth in range(len(found), -1, -1):
            struct = _inner(found[depth - 1][2]) if depth else root
            real = next((field for field in struct.properties if field.lower() == name), None)
            if real:
                found = [*found[:depth], (struct, real, struct.properties[real])]
                break
    return found


def _inner(schema: Schema) -> Schema:
    """What a list has, or the values of a map."""
    while schema.type == "array":
        schema = schema.items
    return schema.values or schema


def _type(struct: Schema, name: str, field: Schema, match: re.Match) -> str:
    """The Go type that was wanted: the field's, or that of its items where the last link is a list."""
    wanted = named().get(short_name(struct.definition), {}).get(name) or go_type_of(field)
    if match["chain"].removesuffix(": ").rpartition(": ")[2].startswith("[]") and match["reader"] != "decode slice":
        return wanted.removeprefix("[]")
    if match["reader"] not in ("ReadMapCB", "decode slice") and field.values is not None:
        return go_type_of(field.values)
    return wanted


def _found(match: re.Match) -> str:
    """What stood there: a type of JSON, and the number where the number is what was wrong."""
    read, rest = match["near"][: int(match["at"])], match["near"][int(match["at"]) :]
    if match["why"].startswith(_TOO_LARGE):
        digits = re.search(r"[-\d.]*$", read), re.match(r"[\d.]*", rest)
        return "number " + "".join(part[0] for part in digits if part)
    return {"{": "object", "[": "array", "t": "bool", "f": "bool", '"': "string"}.get(read[-1:], "number")


RULES = [Rule("decode errors are the standard library's", SOURCE, in_text(_ERROR.pattern, _standard, re.DOTALL))]
