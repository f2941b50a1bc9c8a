"""A value against its schema: what is wrong with it, in the order and the words of the real server's validator.

What did not change is not held against an update (ratcheting). Source:
https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation and
#validation-ratcheting; words: https://pkg.go.dev/k8s.io/kube-openapi/pkg/validation/errors
"""

from __future__ import annotations

import json
from typing import Any

from cluster.cel import regexps
from cluster.kinds.base import FieldError
from cluster.kinds.customresource import formats
from cluster.kinds.customresource.findings import Result, Wrong, composite
from cluster.kinds.rules import errors
from cluster.kinds.rules.errors import quoted
from cluster.objects.go.values import number as _float

_UNKNOWN: Any = object()  # there is no former value that this one goes with
_TYPES = {bool: "boolean", str: "string", int: "integer", float: "number", list: "array", dict: "object"}


def check(value: Any, schema: dict, path: str = "") -> list[FieldError]:
    """What is wrong with a new value. `schema` is the JSON of the definition."""
    return _errors(path, _node(value, schema, "", _UNKNOWN, False))


def check_update(value: Any, old: Any, schema: dict, path: str = "") -> list[FieldError]:
    """The same for a changed value; what is equal to what it was is let through."""
    return _errors(path, _node(value, schema, "", old, True))


def _errors(path: str, result: Result) -> list[FieldError]:
    return [_error(path, wrong) for wrong in result.wrong]


def _error(path: str, wrong: Wrong) -> FieldError:
    if wrong.code == "composite":
        return errors.invalid(path or "<nil>", "", wrong.message)
    name = wrong.name.removeprefix(".")
    place = f"{path}.{name}" if path and name else name or path or "<nil>"
    if wrong.code == "required":
        return errors.required(place)
    if wrong.code == "enum":
        listed = [value if isinstance(value, str) else json.dumps(value) for value in wrong.values]
        return errors.unsupported(place, wrong.value, listed)
    if wrong.code == "too long":
        return errors.too_long(place, wrong.limit)
    if wrong.code == "too many":
        return errors.too_many(place, wrong.value, wrong.limit)
    value = "" if wrong.value is None else wrong.value
    found = errors.invalid(place, value, wrong.message)
    return found._replace(reason="FieldValueTypeInvalid") if wrong.code == "type" else found


def _node(value: Any, schema: dict, path: str, old: Any, ratchet: bool) -> Result:
    result = Result()
    result.merge(_type(value, schema, path))
    if value is None:
        result.merge(_enum(value, schema, path))
    else:
        _rest(value, schema, path, old, result)
    if result.wrong and ratchet and old is not _UNKNOWN and _same(value, old):
        return Result(matches=result.matches)
    return result


def _rest(value: Any, schema: dict, path: str, old: Any, result: Result) -> None:
    if any(name in schema for name in ("anyOf", "oneOf", "allOf", "not")):
        result.merge(_combined(value, schema, path, old))
    if isinstance(value, str):
        result.merge(_text(value, schema, path))
        result.merge(_format(value, schema, path))
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        result.merge(_number(value, schema, path))
    elif isinstance(value, list):
        result.merge(_list(value, schema, path, old))
    result.merge(_enum(value, schema, path))
    if isinstance(value, dict):
        result.merge(_object(value, schema, path, old))
    result.matches += 2


def _type(value: Any, schema: dict, path: str) -> Result:
    wanted = ("integer", "string") if schema.get("x-kubernetes-int-or-string") else (schema.get("type") or "",)
    if not wanted[0]:
        return Result(matches=1)
    told = ",".join(wanted)
    if value is None:
        if schema.get("nullable"):
            return Result(matches=1)
        return _mistyped(path, told, "null")
    if _known_format(schema) and isinstance(value, (str, list)) and not {"number", "integer"} & set(wanted):
        return Result(matches=1)
    given = _TYPES[type(value)] if type(value) in _TYPES else "object" if isinstance(value, dict) else "array"
    whole = given == "number" and value.is_integer() and "integer" in wanted
    if given in wanted or whole or (given == "integer" and "number" in wanted):
        return Result(matches=1)
    return _mistyped(path, told, given)


def _mistyped(path: str, wanted: str, given: str) -> Result:
    return Result(Wrong("type", path, f"{path} in body must be of type {wanted}: {quoted(given)}", given))


def _known_format(schema: dict) -> bool:
    name = schema.get("format") or ""
    return bool(name) and formats.known(name)


def _text(value: str, schema: dict, path: str) -> Result:
    longest, shortest, pattern = schema.get("maxLength"), schema.get("minLength"), schema.get("pattern")
    if longest is not None and len(value) > longest:
        return Result(Wrong("too long", path, f"{path} in body should be at most {longest} chars long", value, longest))
    if shortest is not None and len(value) < shortest:
        return Result(Wrong("invalid", path, f"{path} in body should be at least {shortest} chars long", value))
    if pattern and (wrong := _unmatched(pattern, value)):
        return Result(Wrong("invalid", path, f"{path} in body should match '{wrong}'", value))
    return Result(matches=1)


def _unmatched(pattern: str, value: str) -> str:
    """The pattern where the value does not match it; "" where it does."""
    try:
        return "" if regexps.found(pattern, value) else pattern
    except regexps.BadPattern as wrong:
        return f"{pattern}, but pattern is invalid: {wrong}"


def _format(value: str, schema: dict, path: str) -> Result:
    name = schema.get("format")
    if not name or not formats.known(name):
        return Result()
    if not formats.holds(name, value):
        return Result(Wrong("type", path, f"{path} in body must be of type {name}: {quoted(value)}", value))
    return Result(matches=1)


def _number(value: int | float, schema: dict, path: str) -> Result:
    result = Result(matches=1)
    if schema.get("type") == "integer" and not -(2**63) <= value < 2**63:
        result.add(Wrong("composite", "", f"Checked value must be of type integer (default format) in {path}"))
    multiple, least, most = schema.get("multipleOf"), schema.get("minimum"), schema.get("maximum")
    if multiple is not None and not _is_multiple(value, multiple):
        result.add(Wrong("invalid", path, f"{path} in body should be a multiple of {_shown(multiple)}", value))
    if least is not None:
        exclusive = bool(schema.get("exclusiveMinimum"))
        if value < least or (exclusive and value == least):
            than = "greater than" if exclusive else "greater than or equal to"
            result.add(Wrong("invalid", path, f"{path} in body should be {than} {_shown(least)}", value))
    if most is not None:
        exclusive = bool(schema.get("exclusiveMaximum"))
        if value > most or (exclusive and value == most):
            than = "less than" if exclusive else "less than or equal to"
            result.add(Wrong("invalid", path, f"{path} in body should be {than} {_shown(most)}", value))
    return result


def _is_multiple(value: int | float, factor: int | float) -> bool:
    if factor <= 0:
        return False
    if isinstance(value, int) and float(factor).is_integer():
        return value % int(factor) == 0
    share = value / factor
    return abs(share - round(share)) < 1e-9 * max(1.0, abs(share))


def _enum(value: Any, schema: dict, path: str) -> Result:
    allowed = schema.get("enum")
    if not allowed or any(each is not None and _same(value, each) for each in allowed):
        return Result()
    return Result(Wrong("enum", path, f"{path} in body should be one of {allowed}", value, values=tuple(allowed)))


def _list(value: list, schema: dict, path: str, old: Any) -> Result:
    result = Result(matches=1)
    items = schema.get("items")
    if isinstance(items, dict):
        former = _former_items(old, schema)
        for index, item in enumerate(value):
            before = former(item)
            result.merge(_node(item, items, f"{path}[{index}]", before, before is not _UNKNOWN))
    least, most = schema.get("minItems"), schema.get("maxItems")
    if least is not None and len(value) < least:
        result.add(Wrong("invalid", path, f"{path} in body should have at least {least} items", len(value)))
    if most is not None and len(value) > most:
        result.add(Wrong("too many", path, f"{path} in body should have at most {most} items", len(value), most))
    if schema.get("uniqueItems") and any(_same(a, b) for n, a in enumerate(value) for b in value[:n]):
        result.add(Wrong("invalid", path, f"{path} in body shouldn't contain duplicates"))
    return result


def _former_items(old: Any, schema: dict):
    """Finds what an item was before: by the keys of a map, by equality in a set, never elsewhere."""
    kind, keys = schema.get("x-kubernetes-list-type"), schema.get("x-kubernetes-list-map-keys") or ()
    if not isinstance(old, list) or kind not in ("map", "set"):
        return lambda item: _UNKNOWN
    if kind == "set":
        return lambda item: item if any(_same(item, other) for other in old) else _UNKNOWN
    known = {_key(item, keys): item for item in old if isinstance(item, dict)}
    return lambda item: known.get(_key(item, keys), _UNKNOWN) if isinstance(item, dict) else _UNKNOWN


def _key(item: dict, keys) -> str:
    return json.dumps([item.get(name) for name in keys])


def _object(value: dict, schema: dict, path: str, old: Any) -> Result:
    result = Result()
    least, most = schema.get("minProperties"), schema.get("maxProperties")
    if least is not None and len(value) < least:
        result.add(Wrong("invalid", path, f"{path} in body should have at least {least} properties", len(value)))
    if most is not None and len(value) > most:
        result.add(Wrong("too many", path, f"{path} in body should have at most {most} properties", len(value), most))
    properties, others = schema.get("properties") or {}, schema.get("additionalProperties")
    before = old if isinstance(old, dict) else None
    for name in sorted(value):
        if name in properties:
            continue
        if others is False:
            result.add(Wrong("invalid", path, f"{path}.{name} in body is a forbidden property", name))
        elif isinstance(others, dict):
            result.merge(_field(value, name, others, f"{path}.{name}", before, path))
    for name in sorted(properties.keys() & value.keys()):
        result.merge(_field(value, name, properties[name], f"{path}.{name}" if path else name, before, path))
    for name in schema.get("required") or ():
        if name not in value:
            result.add(Wrong("required", f"{path}.{name}", f"{path}.{name} in body is required"))
    return result


def _field(value: dict, name: str, schema: dict, place: str, before: dict | None, path: str) -> Result:
    if before is None or (path == "" and name in ("apiVersion", "kind")):
        return _node(value[name], schema, place, _UNKNOWN, False)
    return _node(value[name], schema, place, before.get(name), True)


def _combined(value: Any, schema: dict, path: str, old: Any) -> Result:
    result = Result(matches=1)
    if any_of := schema.get("anyOf"):
        _any(result, [_node(value, each, path, old, False) for each in any_of], path)
    if one_of := schema.get("oneOf"):
        _one(result, [_node(value, each, path, old, False) for each in one_of], path)
    if all_of := schema.get("allOf"):
        tried = [_node(value, each, path, old, False) for each in all_of]
        for each in tried:
            result.merge(each)
        if any(each.wrong for each in tried):
            none = ". None validated" if all(each.wrong for each in tried) else ""
            result.add(composite(f"{quoted(path)} must validate all the schemas (allOf){none}"))
    if isinstance(schema.get("not"), dict) and not _node(value, schema["not"], path, old, False).wrong:
        result.add(composite(f"{quoted(path)} must not validate the schema (not)"))
    return result


def _any(result: Result, tried: list[Result], path: str) -> None:
    good = next((each for each in tried if not each.wrong), None)
    if good is not None:
        result.merge(good)
        return
    result.add(composite(f"{quoted(path)} must validate at least one schema (anyOf)"))
    result.merge(_closest(tried))


def _one(result: Result, tried: list[Result], path: str) -> None:
    good = [each for each in tried if not each.wrong]
    if len(good) == 1:
        result.merge(good[0])
        return
    how = f"Found {len(good)} valid alternatives" if good else "Found none valid"
    result.add(composite(f"{quoted(path)} must validate one and only one schema (oneOf). {how}"))
    if not good:
        result.merge(_closest(tried))


def _closest(tried: list[Result]) -> Result:
    """The failure with the most checks that held; the first of several."""
    return max(tried, key=lambda each: each.matches)


def _same(left: Any, right: Any) -> bool:
    """Equal as JSON: true is not 1."""
    if isinstance(left, bool) != isinstance(right, bool):
        return False
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(_same(left[name], right[name]) for name in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(_same, left, right))
    return left == right


def _shown(value: int | float) -> str:
    return str(value) if isinstance(value, int) else _float(value)
