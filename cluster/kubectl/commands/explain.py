"""kubectl explain: what the schemas say of a kind's fields.

Layout: kubectl 1.35.2's plaintext format. Source of the words: the published schemas (cluster.objects.schema).
"""

from __future__ import annotations

from typing import NamedTuple

from cluster.kubectl.client.discovery import Resource
from cluster.kubectl.command import Call, Command
from cluster.kubectl.commands import explain_plain
from cluster.kubectl.errors import KubectlError, Said, ServerError
from cluster.kubectl.printers import govalues
from cluster.kubectl.printers.govalues import quote
from cluster.objects import schema
from cluster.objects.schema import definitions

_REFERENCE, _PUBLISHED = "#/$defs/", "#/components/schemas/"


class Explain(Command):
    path = "explain"

    def run(self, call: Call) -> int:
        if not call.args:
            raise KubectlError(
                'You must specify the type of resource to explain. Use "kubectl api-resources" for a '
                "complete list of supported resources.\n"
            )
        if len(call.args) > 1:
            raise KubectlError("We accept only this format: explain RESOURCE\n")
        if call.flags["output"] not in ("plaintext", "plaintext-openapiv2"):
            raise KubectlError(f"unrecognized format: {call.flags['output']}")
        resource, fields = self._split(call, call.args[0])
        group, version = resource.group, resource.version
        if call.flags["api-version"]:
            group, _, version = call.flags["api-version"].rpartition("/")
        document = _document(call, group, version, resource)
        if document is None:
            plain = call.flags["output"] == "plaintext"
            shown = f"{group}/{version}, " + (f"Resource={resource.plural}" if plain else f"Kind={resource.kind}")
            raise KubectlError(f'couldn\'t find resource for "{shown}"')
        if call.flags["output"] == "plaintext-openapiv2":
            shown = f"{group}/{version}" if group else version
            call.out(explain_plain.output(document, resource.kind, shown, fields, call.flags["recursive"]))
            return 0
        head = f"GROUP:      {group}\n" if group else ""
        head += f"KIND:       {resource.kind}\nVERSION:    {version}\n\n"
        body = _Reader(call.flags["recursive"], document).output(document.root, fields)
        if body is None:
            call.out(head)
            raise KubectlError(f'field "{fields[-1]}" does not exist')
        call.out(head + body + "\n")
        return 0

    def _split(self, call: Call, text: str):
        """The kind, and the path of fields behind it: `pods.spec.containers`, `deployments.apps.spec`."""
        parts = text.split(".")
        if "" in parts[1:-1]:
            raise KubectlError("invalid jsonpath syntax, first node must be field node")
        try:
            resource = call.discovery.find(parts[0])
        except KubectlError:
            raise Said(f"the server doesn't have a resource type {quote(parts[0])}") from None
        rest = parts[1:]
        if rest and resource.group:
            for length in range(len(rest), 0, -1):
                if ".".join(rest[:length]) == resource.group:
                    return resource, [field for field in rest[length:] if field]
        return resource, [field for field in rest if field]


class Document(NamedTuple):
    """Schemas by name, the prefix of references to them, and where to begin."""

    schemas: dict[str, dict]
    prefix: str
    root: dict

    def resolved(self, raw: dict) -> dict:
        reference = raw.get("$ref", "")
        return self.schemas.get(reference.removeprefix(self.prefix), raw) if reference else raw

    def enum(self, raw: dict) -> list[str]:
        """The words that a field allows. The package pins apiVersion and kind; the server's documents do not."""
        if self.prefix == _REFERENCE:
            return []
        return [govalues.plain(value) or '""' for value in raw.get("enum") or ()]


def _document(call: Call, group: str, version: str, resource: Resource) -> Document | None:
    """What is published of a built-in kind; of a custom resource, what the server publishes. None for neither."""
    name = schema.definition_name(group, version, resource.kind)
    if name is not None:
        return Document(definitions(), _REFERENCE, {"$ref": _REFERENCE + name})
    try:
        found = call.api.get(f"/openapi/v3/apis/{group}/{version}")["components"]["schemas"]
    except ServerError:
        return None
    wanted = {"group": group, "version": version, "kind": resource.kind}
    root = next((each for each in found.values() if wanted in each.get("x-kubernetes-group-version-kind", ())), None)
    return None if root is None else Document(found, _PUBLISHED, root)


def _type_of(raw: dict) -> str:
    found = raw.get("type")
    if isinstance(found, list):
        return next((name for name in found if name != "null"), "")
    return found or ""


def type_name(raw: dict, document: Document) -> str:
    """`string`, `[]Container`, `map[string]Quantity`, `PodSpec`."""
    if raw.get("items"):
        return "[]" + type_name(raw["items"], document)
    if isinstance(raw.get("additionalProperties"), dict):
        return "map[string]" + type_name(raw["additionalProperties"], document)
    if len(raw.get("allOf") or ()) == 1 and not raw.get("properties"):
        return type_name(raw["allOf"][0], document)
    if "$ref" in raw:
        kind = _type_of(document.resolved(raw))
        return raw["$ref"].rsplit(".", 1)[-1] if kind in ("", "object") else kind
    return {"object": "Object", "": "Object"}.get(_type_of(raw), _type_of(raw))


class _Reader:
    def __init__(self, recursive: bool, document: Document):
        self._recursive, self._document = recursive, document

    def output(self, raw: dict, path: list[str]) -> str | None:
        """The text for the field at `path` below `raw`; None where there is no such field."""
        found = self._document.resolved(raw)
        if not path:
            text = "DESCRIPTION:\n" + _indented(wrapped(self._description(raw) or "<empty>", 76), 4) + "\n"
            fields = self._fields(raw, 1, ())
            return text + (f"FIELDS:\n{fields}" if fields else "")
        if path[0] in (found.get("properties") or {}):
            inner = found["properties"][path[0]]
            head = ""
            if len(path) == 1:
                listed = "".join(f"\n    {word}" for word in self._document.enum(inner))
                head = (
                    f"FIELD: {path[0]} <{type_name(inner, self._document)}>\n{'ENUM:' + listed if listed else ''}\n\n"
                )
            deeper = self.output(inner, path[1:])
            return None if deeper is None else head + deeper
        if found.get("items"):
            return self.output(found["items"], path)
        if isinstance(found.get("additionalProperties"), dict):
            return self.output(found["additionalProperties"], path)
        parts = (self.output(each, path) for each in found.get("allOf") or ())
        return next((text for text in parts if text is not None), None)

    def _description(self, raw: dict) -> str:
        found = self._document.resolved(raw)
        text = ""
        if "$ref" in raw and raw.get("description"):
            text += raw["description"] + "\n"
        if found.get("description"):
            text += found["description"] + "\n"
        for each in found.get("allOf") or ():
            text += self._description(each)
        if found.get("items"):
            text += self._description(found["items"])
        if isinstance(found.get("additionalProperties"), dict):
            text += self._description(found["additionalProperties"])
        return text

    def _fields(self, raw: dict, level: int, history: tuple[str, ...]) -> str:
        reference = raw.get("$ref", "")
        if reference and reference in history:
            return ""
        history = (*history, reference) if reference else history
        found = self._document.resolved(raw)
        out = ""
        for name in sorted(found.get("properties") or ()):
            inner = found["properties"][name]
            out += self._field(name, inner, name in (found.get("required") or ()), level)
            if self._recursive:
                out += self._fields(inner, level + 1, history)
        for each in found.get("allOf") or ():
            out += self._fields(each, level, history)
        if found.get("items"):
            out += self._fields(found["items"], level, history)
        if isinstance(found.get("additionalProperties"), dict):
            out += self._fields(found["additionalProperties"], level, history)
        return out

    def _field(self, name: str, raw: dict, required: bool, level: int) -> str:
        indent = level * 2
        line = f"{' ' * indent}{name}\t<{type_name(raw, self._document)}>{' -required-' if required else ''}\n"
        if words := self._document.enum(raw):
            more = ", ...." if len(words) > 4 else ""
            line += f"{' ' * indent}enum: {', '.join(words[:4])}{more}\n"
        if self._recursive:
            return line
        text = raw.get("description") or "<no description>"
        return line + _indented(wrapped(text, 78 - indent), indent + 2) + "\n\n"


def _indented(text: str, amount: int) -> str:
    pad = " " * amount
    return pad + text.replace("\n", "\n" + pad)


def wrapped(text: str, width: int) -> str:
    """Lines of at most `width`, broken at blanks only; longer words stay whole."""
    lines = []
    for line in text.split("\n"):
        current, space = "", ""
        for word in _words(line):
            if word.isspace():
                space += word
            elif current and len(current) + len(space) + len(word) > width:
                lines.append(current)
                current, space = word, ""
            else:
                current, space = current + space + word, ""
        lines.append(current)
    return "\n".join(lines)


def _words(line: str) -> list[str]:
    """Words and the blanks between them, in order."""
    words: list[str] = []
    for char in line:
        if words and words[-1].isspace() == char.isspace():
            words[-1] += char
        else:
            words.append(char)
    return words
