"""Decoding of what clients send: a JSON value into an object of a kind, as the real server's typed decoder does it.

Every unknown and every repeated field is reported with its path; a wrong type stops with the decoder's own words.
Unknown fields are dropped, as are unset ones (null, and zero values of optional fields that are no pointers).
Sources: https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation, golden suite validation, and
the server's decoder (https://pkg.go.dev/sigs.k8s.io/json) for the words.
"""

from __future__ import annotations

from typing import Any

from cluster.api.decoding import scalar_text
from cluster.api.decoding.gowords import go_type_of, json_text, json_type, number_text
from cluster.objects.go.json import Pairs
from cluster.objects.go.types import go_name, named, pointers, short_name
from cluster.objects.go.written import written
from cluster.objects.schema import MICRO_TIME, TIME, Schema

Path = tuple[str | int, ...]
MODES = ("Strict", "Warn", "Ignore")
MAX_STRICT_ERRORS = 100
_ZERO: tuple = (None, False, 0, "", [], {})
_INTEGERS = {"int32": 31, "int64": 63}


class DecodeError(ValueError):
    """A value that cannot stand where it is; the text is the decoder's."""


class StrictErrors(ValueError):
    """Unknown and repeated fields; `errors` are texts such as `unknown field "spec.replica"`."""

    def __init__(self, errors: list[str]):
        super().__init__(f"strict decoding error: {', '.join(errors)}")
        self.errors = errors


def decode(
    value: Any, schema: Schema, strict: bool = True, emptied: list[Path] | None = None
) -> tuple[dict, list[str]]:
    """The object that a decoder for `schema` makes of a JSON value, and its strict errors (none are looked for with
    `strict=False`). The argument is not changed. To `emptied` come the places of maps that are empty in the value and
    left out of the object. Raises DecodeError."""
    if schema.custom is not None:
        from cluster.api.decoding.customresources import decoded

        return decoded(value, schema, strict)
    walker = _Walker(strict, emptied if emptied is not None else [])
    found = walker.structure(value, schema, go_name(schema.definition))
    if walker.error:
        raise DecodeError(walker.error)
    return found or {}, walker.strict_errors


def repeated_fields(value: Any) -> list[str]:
    """Strict errors of a document that has no schema (a patch): repeated fields only."""
    walker = _Walker(True, [])
    walker.untyped(value)
    return walker.strict_errors


class _Walker:
    """Walks value and schema together. `path` is the strict path (`spec.containers[0].image`), `fields` the struct
    fields only (`spec.containers.image`), `struct` the innermost structure: both stand in errors."""

    def __init__(self, strict: bool, emptied: list[Path]):
        self.strict = strict
        self.emptied = emptied
        self.error: str | None = None
        self.strict_errors: list[str] = []
        self.path: list[str] = []
        self.fields: list[str] = []
        self.struct = ""

    # -- one method a type: gives the decoded value ------------------------------------------------------------------

    def value(self, value: Any, schema: Schema, go_type: str) -> Any:
        return getattr(self, _METHODS[schema.type])(value, schema, go_type)

    def structure(self, value: Any, schema: Schema, go_type: str) -> Any:
        if schema.values is not None:
            return self.mapping(value, schema, go_type)
        if not isinstance(value, dict):
            return None if value is None else self.mismatch(value, go_type)
        self.check_repeated(value, schema.properties)
        owner = short_name(schema.definition)
        kept, names, outer = pointers().get(owner, ()), named().get(owner, {}), self.struct
        found = {}
        for name, item in value.items():
            field = schema.properties.get(name)
            if field is None:
                self.strict_error("unknown", name)
                continue
            self.enter(name)
            self.struct = schema.definition.split(".")[-1]
            decoded = self.value(item, field, names.get(name) or go_type_of(field))
            self.leave()
            if not _unset(decoded, name, field, schema, kept):
                found[name] = decoded
            elif decoded == {} and field.values is not None:
                self.emptied.append((*map(_step, self.path), name))
        self.struct = outer
        for name, zero in written().get(owner, {}).items():
            if name not in found:
                found[name] = self.structure({}, schema.properties[name], "") if zero == {} else zero
        return found

    def mapping(self, value: Any, schema: Schema, go_type: str) -> Any:
        if not isinstance(value, dict):
            return None if value is None else self.mismatch(value, go_type)
        self.check_repeated(value, value)
        values = schema.values
        assert values is not None
        item_type, found = go_type_of(values), {}
        zero: Any = "" if values.type == "string" else {} if values.is_structure else None
        for name, item in value.items():
            self.path.append(f".{name}" if self.path else name)
            decoded = self.value(item, values, item_type)
            self.path.pop()
            found[name] = zero if decoded is None else decoded
        return found

    def array(self, value: Any, schema: Schema, go_type: str) -> Any:
        if not isinstance(value, list):
            return None if value is None else self.mismatch(value, go_type)
        items, item_type, found = schema.items, go_type.removeprefix("[]"), []
        empty = {"object": {}, "string": "", "integer": 0, "boolean": False}.get(items.type)
        for index, item in enumerate(value):
            self.path.append(f"[{index}]")
            decoded = self.value(item, items, item_type)
            self.path.pop()
            found.append(empty if decoded is None else decoded)
        return found

    def string(self, value: Any, schema: Schema, go_type: str) -> Any:
        if value is None:
            return None
        if schema.definition in (TIME, MICRO_TIME):
            return self.time(value, schema.definition)
        if not isinstance(value, str):
            return self.mismatch(value, go_type)
        if schema.format == "byte":
            return self.base64(value)
        return value

    def integer(self, value: Any, schema: Schema, go_type: str) -> Any:
        if value is None:
            return None
        if isinstance(value, (bool, str, dict, list)):
            return self.mismatch(value, go_type)
        limit = 1 << _INTEGERS.get(schema.format, 63)
        if isinstance(value, float) or not -limit <= value < limit:
            return self.mismatch(value, go_type, f"number {number_text(value)}")
        return value

    def number(self, value: Any, schema: Schema, go_type: str) -> Any:
        if value is None or (isinstance(value, (int, float)) and not isinstance(value, bool)):
            return value
        return self.mismatch(value, go_type)

    def boolean(self, value: Any, schema: Schema, go_type: str) -> Any:
        return value if value is None or isinstance(value, bool) else self.mismatch(value, go_type)

    def int_or_string(self, value: Any, schema: Schema, go_type: str) -> Any:
        if isinstance(value, str):
            return value
        return self.integer(value, _INT32, "int32")

    def quantity(self, value: Any, schema: Schema, go_type: str) -> Any:
        if value is None:
            return None
        text = json_text(value).strip()
        wrong = scalar_text.quantity_error(text)
        if wrong:
            raise DecodeError(wrong)  # an error of the type's own reader ends the decoding at once
        return text

    def any(self, value: Any, schema: Schema, go_type: str) -> Any:
        return value

    def untyped(self, value: Any) -> None:
        if isinstance(value, dict):
            self.check_repeated(value, value)
            for name, item in value.items():
                self.path.append(f".{name}" if self.path else str(name))
                self.untyped(item)
                self.path.pop()
        elif isinstance(value, list):
            for index, item in enumerate(value):
                self.path.append(f"[{index}]")
                self.untyped(item)
                self.path.pop()

    # -- special texts -----------------------------------------------------------------------------------------------

    def time(self, value: Any, definition: str) -> str | None:
        if not isinstance(value, str):
            return self.mismatch(value, "string")
        try:
            return scalar_text.time(value, definition == MICRO_TIME)
        except scalar_text.ScalarTextError as error:
            raise DecodeError(str(error)) from None

    def base64(self, value: str) -> str | None:
        position = scalar_text.base64_mistake(value)
        if position is None:
            return value
        self.error = self.error or f"illegal base64 data at input byte {position}"
        return None

    # -- errors ------------------------------------------------------------------------------------------------------

    def mismatch(self, value: Any, go_type: str, shown: str = "") -> Any:
        """The first wrong type is what the decoder reports; the rest is still read."""
        where = f"Go struct field {self.struct}.{'.'.join(self.fields)}" if self.fields else "Go value"
        self.error = self.error or f"json: cannot unmarshal {shown or json_type(value)} into {where} of type {go_type}"

    def check_repeated(self, value: dict, known: Any) -> None:
        if self.strict and isinstance(value, Pairs):
            for name in value.repeated:
                if name in known:
                    self.strict_error("duplicate", name)

    def strict_error(self, what: str, name: str) -> None:
        if self.strict and len(self.strict_errors) < MAX_STRICT_ERRORS:
            path = f"{''.join(self.path)}.{name}" if self.path else name
            text = f"{what} field {scalar_text.go_quote(path)}"
            if text not in self.strict_errors:
                self.strict_errors.append(text)

    def enter(self, name: str) -> None:
        self.path.append(f".{name}" if self.path else name)
        self.fields.append(name)

    def leave(self) -> None:
        self.path.pop()
        self.fields.pop()


_METHODS = {
    "object": "structure",
    "array": "array",
    "string": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "int-or-string": "int_or_string",
    "quantity": "quantity",
    "any": "any",
}
_INT32 = Schema({"type": "integer", "format": "int32"})


def _unset(value: Any, name: str, field: Schema, owner: Schema, kept: Any) -> bool:
    """Whether the API leaves the field out when it writes the object back."""
    if value is None:
        return True
    if name in owner.required or name in kept or field.is_structure:
        return False
    return field.type not in ("any", "quantity", "int-or-string") and any(
        value == zero and type(value) is type(zero) for zero in _ZERO
    )


def _step(part: str) -> str | int:
    return int(part[1:-1]) if part[0] == "[" else part.removeprefix(".")
