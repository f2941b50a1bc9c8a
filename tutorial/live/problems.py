"""Where in the editor's files an error of kubectl or of the API points to, and what may have been meant.

The words stay kubectl's; the place and the suggestion are ours. Nothing is guessed about the text that can be read from
the schema: "did you mean" compares with the fields that are possible at that place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from cluster.kinds import KINDS
from cluster.objects import yaml as kubeyaml
from cluster.objects.schema import Schema, kind_schema
from tutorial.words import say

MOST = 20
_FILE = re.compile(r"(?:^|\s)(?:-f|--filename)[ =]?(\S+)")
_UNKNOWN = re.compile(r'unknown field "([^"]+)"')
_DUPLICATE = re.compile(r'duplicate field "([^"]+)"|key "([^"]+)" already set')
_INVALID = re.compile(r"(?:is invalid:|^\*|[\[,]) *((?:metadata|spec|status|data)[\w.\[\]\"/-]*): (\w[^\n]*)", re.M)
_DECODE = re.compile(
    r"json: cannot unmarshal (\w+) into Go struct field \S+?\.((?:metadata|spec|[a-z])[\w.]*) of type (\S+)"
)
_NO_MATCH = re.compile(r'no matches for kind "([^"]*)" in version "([^"]*)"')
_NO_FILE = re.compile(r'the path "([^"]+)" does not exist|open ([^\s:]+): no such file')
_FLAG = re.compile(r"unknown flag: --f\b")
_NO_IMAGE = re.compile(r'required flag\(s\) "image" not set|--image is required')


def find(line: str, text: str, files: dict[str, str], language: str) -> list[dict]:
    """Problems that one command's error `text` tells: {file, line, column (from 1), message, field, suggestion}."""
    found: list[dict] = []
    for finder in (_command_mistakes, _file_mistakes):
        for problem in finder(line, text, files, language):
            if problem not in found:
                found.append(problem)
    return found[:MOST]


def _problem(
    file: str | None,
    line: int | None,
    column: int | None,
    message: str,
    field: str | None = None,
    suggestion: str | None = None,
) -> dict:
    return {"file": file, "line": line, "column": column, "message": message, "field": field, "suggestion": suggestion}


# -- the command line --------------------------------------------------------------------------------------------------


def _command_mistakes(line: str, text: str, files: dict[str, str], language: str) -> Iterator[dict]:
    if missing := _NO_FILE.search(text):
        name = missing[1] or missing[2]
        close = get_close_matches(name, files, 1, 0.5)
        suggestion = say("known_files", language, name=close[0], files=", ".join(files)) if close else None
        yield _problem(None, None, None, missing[0], None, suggestion)
    if _FLAG.search(text):
        yield _problem(None, None, None, "unknown flag: --f", None, say("use_f", language))
    if needed := _NO_IMAGE.search(text):
        yield _problem(None, None, None, needed[0], None, say("need_image", language))


# -- the files ---------------------------------------------------------------------------------------------------------


def _file_mistakes(line: str, text: str, files: dict[str, str], language: str) -> Iterator[dict]:
    names = [name.strip("'\"").removeprefix("./") for part in _FILE.findall(line) for name in part.split(",")]
    for name in names:
        if name in files:
            yield from in_file(name, files[name], text, language)


def in_file(name: str, content: str, text: str, language: str) -> Iterator[dict]:
    """The problems of one file that an error text speaks of."""
    try:
        documents = [document for document in kubeyaml.load_all(content) if isinstance(document.value, dict)]
    except kubeyaml.YAMLError as error:
        line = error.line or 1
        yield _problem(name, line, error.column or 1, str(error), None, _syntax_hint(content, line, language))
        return
    for finder in FINDERS:
        for document in documents:
            for path, message, suggestion in finder(document, text, language):
                if (place := document.position(path)) is not None:
                    yield _problem(name, place.line, place.column, message, path, suggestion)


Found = Iterator[tuple[str, str, str | None]]  # field path, message, suggestion


def _unknown_fields(document: kubeyaml.Document, text: str, language: str) -> Found:
    for path in _UNKNOWN.findall(text):
        if _has(document.value, path):
            yield path, f'unknown field "{path}"', _did_you_mean(document.value, path, language)


def _repeated_fields(document: kubeyaml.Document, text: str, language: str) -> Found:
    for one, other in _DUPLICATE.findall(text):
        if _has(document.value, one or other):
            yield one or other, f'duplicate field "{one or other}"', None


def _wrong_types(document: kubeyaml.Document, text: str, language: str) -> Found:
    """Go names the field without the numbers of list items, and a map when one of its values is wrong."""
    for given, named, wanted in _DECODE.findall(text):
        path = _offender(document.value, named.split("."), given)
        if path is None:
            continue
        suggestion = say("wrong_type", language, name=path, expected=_go_type(wanted, language))
        if path.endswith("selector.matchLabels"):
            suggestion = say("plain_selector", language)
        yield path, f"cannot unmarshal {given} into {named} of type {wanted}", suggestion


_JSON_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (int, float),
    "bool": (bool,),
    "object": (dict,),
    "array": (list,),
}


def _offender(value: Any, steps: list[str], given: str, path: str = "") -> str | None:
    """The path of the first value of JSON type `given` at the place that `steps` name, through lists."""
    if isinstance(value, list) and (steps or given != "array"):
        found = (_offender(item, steps, given, f"{path}[{index}]") for index, item in enumerate(value))
        return next(filter(None, found), None)
    if steps:
        inner = value.get(steps[0]) if isinstance(value, dict) else None
        return None if inner is None else _offender(inner, steps[1:], given, f"{path}.{steps[0]}".lstrip("."))
    if isinstance(value, dict):
        wrong = (key for key, item in value.items() if isinstance(item, _JSON_TYPES.get(given, ())))
        return next((f"{path}.{key}" for key in wrong), path if given == "object" else None)
    return path if isinstance(value, _JSON_TYPES.get(given, (object,))) else None


def _invalid_fields(document: kubeyaml.Document, text: str, language: str) -> Found:
    named = re.search(r'The (\w+) "([^"]*)" is invalid', text)
    if named and (document.value.get("kind"), (document.value.get("metadata") or {}).get("name")) != (
        named[1],
        named[2],
    ):
        return
    for path, why in _INVALID.findall(text):
        yield path, f"{path}: {why}".rstrip("]"), None


def _nameless(document: kubeyaml.Document, text: str, language: str) -> Found:
    """A document without kind or apiVersion: said of its first line."""
    for field in re.findall(r"(kind|apiVersion) not set", text):
        if not document.value.get(field):
            yield next(iter(document.value), ""), f"{field} not set", say("add_root", language, name=field)


def _unknown_kinds(document: kubeyaml.Document, text: str, language: str) -> Found:
    for kind, version in _NO_MATCH.findall(text):
        if document.value.get("kind") == kind:
            yield "kind", f'no matches for kind "{kind}" in version "{version}"', _kind_hint(kind, language)


FINDERS = (_unknown_fields, _repeated_fields, _wrong_types, _invalid_fields, _nameless, _unknown_kinds)


def _has(value: Any, path: str) -> bool:
    for step in re.findall(r"\[(\d+)\]|([^.\[\]]+)", path):
        try:
            value = value[int(step[0])] if step[0] else value[step[1]]
        except (KeyError, IndexError, TypeError):
            return False
    return True


def _schema(data: dict, path: str) -> Schema | None:
    """Of the structure that holds the field at `path` ("": of the kind itself)."""
    group, _, version = str(data.get("apiVersion", "")).rpartition("/")
    found = kind_schema(group, version, str(data.get("kind", "")))
    steps = re.sub(r"\[[^\]]*\]", "", path).split(".")[:-1] if path else []
    found = found.at(*steps) if found and steps else found
    while found is not None and found.type == "array":
        found = found.items
    return found


def _did_you_mean(data: dict, path: str, language: str) -> str | None:
    """The field that is spelt like it at this place, else the place where a field of this name belongs."""
    field = path.rsplit(".", 1)[-1]
    schema, root = _schema(data, path), _schema(data, "")
    if schema is None or root is None:
        return None
    close = get_close_matches(field, schema.properties, 1, 0.6)
    if close:
        return say("did_you_mean", language, name=close[0])
    if field in root.properties:
        return say("at_root", language, name=field)
    for parent in ("spec", "metadata"):
        if parent in root.properties and field in root.properties[parent].properties:
            return say("indent_more", language, name=field, parent=parent)
    return None


def _kind_hint(kind: str, language: str) -> str | None:
    known = {item.kind: item for item in KINDS.all}
    if kind in known:
        return say("did_you_mean", language, name=f"apiVersion: {known[kind].api_version}")
    close = get_close_matches(kind, known, 1, 0.6)
    return say("did_you_mean", language, name=f"kind: {close[0]}") if close else None


def _go_type(name: str, language: str) -> str:
    korean = language == "ko"
    if name.startswith("int"):
        return "정수" if korean else "a whole number"
    if name == "string":
        return "문자열" if korean else "text"
    if name == "bool":
        return "true나 false" if korean else "true or false"
    if name.startswith("[]"):
        return "목록(-)" if korean else "a list (-)"
    return "하위 필드들" if korean else "fields of its own"


def _syntax_hint(content: str, line: int, language: str) -> str | None:
    """What is likely wrong near a line that YAML stumbles on: the line itself or the one above."""
    lines = content.split("\n")
    near = [number for number in (line, line - 1, line + 1) if 1 <= number <= len(lines)]
    for number in near:
        text = lines[number - 1].split(" #")[0].rstrip()
        if re.match(r"^ *\t", text):
            return say("use_spaces", language)
    if any(re.search(r""":\s*(?:"[^"]*|'[^']*)$""", text.split(" #")[0].rstrip()) for text in lines[: line + 1]):
        return say("close_quote", language)
    for number in near:
        word = re.match(r"^[ -]*([A-Za-z][\w-]*)(?: +\S.*)?$", lines[number - 1].rstrip())
        if word and ":" not in lines[number - 1]:
            return say("use_colon", language, name=word[1])
    return say("same_indent", language)
