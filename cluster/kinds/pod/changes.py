"""How the server shows what an update would change in a pod that may not change: a report like go-cmp's.

Lines with `-` are the pod as it is, those with `+` as it was to become. go-cmp's own layout is documented as unstable
(https://pkg.go.dev/github.com/google/go-cmp/cmp#Diff), so this one is only like it.
"""

from __future__ import annotations

import re
from typing import Any

from cluster.kinds.rules.errors import quoted
from cluster.objects.go.types import pointers
from cluster.objects.quantities import BINARY, DECIMAL, EXPONENT, QuantityError, canonical, read

_CONTEXT = 2
_EXPONENTS = "num kMGTPE"
_FORMATS = {DECIMAL: "DecimalSI", BINARY: "BinarySI", EXPONENT: "DecimalExponent"}
_GO_NAMES = {"dnsPolicy": "DNSPolicy", "dnsConfig": "DNSConfig", "os": "OS", "tty": "TTY", "apiVersion": "APIVersion"}
_STRUCTS = {
    "Containers": "Container",
    "InitContainers": "Container",
    "Env": "EnvVar",
    "Ports": "ContainerPort",
    "Tolerations": "Toleration",
    "VolumeMounts": "VolumeMount",
    "Volumes": "Volume",
}
_TYPES = {
    "Args": "[]string",
    "Command": "[]string",
    "Env": "[]core.EnvVar",
    "EnvFrom": "[]core.EnvFromSource",
    "HostAliases": "[]core.HostAlias",
    "ImagePullSecrets": "[]core.LocalObjectReference",
    "Ports": "[]core.ContainerPort",
    "ReadinessGates": "[]core.PodReadinessGate",
    "TopologySpreadConstraints": "[]core.TopologySpreadConstraint",
    "VolumeMounts": "[]core.VolumeMount",
    "Volumes": "[]core.Volume",
}
_MAPS = ("annotations", "labels", "matchLabels", "nodeSelector", "options", "volumeAttributes")
_RESOURCES = ("capacity", "limits", "overhead", "requests")
_SHORT, _LINE = 60, 80


class _Map(dict):
    """Its keys are texts, not fields: as Go writes them, with the type that Go names."""

    kind = "map[string]string"


class _Resources(_Map):
    kind = "core.ResourceList"


class _Amount(str):
    """A quantity of a resource."""


def report(old: Any, new: Any, name: str = "core.PodSpec") -> str:
    """The differing fields, with two unchanged ones around them."""
    lines = [f"  {name}{{", *_fields(_upper(old), _upper(new), 1, "PodSpec"), "  }"]
    return "\n".join(lines) + "\n"


def _fields(old: dict, new: dict, depth: int, struct: str) -> list[str]:
    keys = [*old, *(key for key in new if key not in old)]
    differing = [key for key in keys if old.get(key) != new.get(key)]
    near = {keys[i] for key in differing for i in range(len(keys)) if abs(i - keys.index(key)) <= _CONTEXT}
    tabs, lines, hidden = "\t" * depth, [], 0
    for key in keys:
        if key not in near:
            hidden += 1
            continue
        if hidden:
            lines.append(_hidden(hidden, tabs))
            hidden = 0
        if key not in differing:
            lines.append(f"  {tabs}{key}: {_typed(struct, key, old.get(key), None)},")
        else:
            lines += _change(struct, key, old.get(key), new.get(key), depth)
    return [*lines, _hidden(hidden, tabs)] if hidden else lines


def _change(struct: str, key: str, old: Any, new: Any, depth: int) -> list[str]:
    inside = _STRUCTS.get(key, key)
    tabs = "\t" * depth
    if {type(old), type(new)} <= {_Map, _Resources, type(None)}:
        return _entries(key, old, new, tabs)
    if isinstance(old, dict) and isinstance(new, dict):
        return [f"  {tabs}{key}: {{", *_fields(old, new, depth + 1, inside), f"  {tabs}}},"]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new) and all(map(_is_struct, [*old, *new])):
        lines = [f"  {tabs}{key}: {{"]
        for before, after in zip(old, new, strict=True):
            inner = [f"  {tabs}\t{{", *_fields(before, after, depth + 2, inside), f"  {tabs}\t}},"]
            lines += inner if before != after else [f"  {tabs}\t{_shown(before)},"]
        return [*lines, f"  {tabs}}},"]
    sides = (("-", old, new), ("+", new, old))
    return [f"{sign} {tabs}{key}: {_typed(struct, key, value, other)}," for sign, value, other in sides]


def _entries(key: str, old: _Map | None, new: _Map | None, tabs: str) -> list[str]:
    """The entries that differ, or the whole map when none is the same."""
    kept = [name for name in old if old[name] == new.get(name)] if old and new else []
    if old and new and kept:
        lines = [f"  {tabs}{key}: {old.kind}{{"]
        for name in sorted({*old, *new}):
            if name in kept:
                lines.append(f"  {tabs}\t{name}: {_shown(old[name])},")
                continue
            sides = (("-", old), ("+", new))
            lines += [f"{sign} {tabs}\t{name}: {_full(side[name])}," for sign, side in sides if name in side]
        return [*lines, f"  {tabs}}},"]
    return [line for sign, value in (("-", old), ("+", new)) for line in _whole(sign, key, value, tabs)]


def _whole(sign: str, key: str, value: _Map | None, tabs: str) -> list[str]:
    if value is None:
        return [f"{sign} {tabs}{key}: nil,"]
    entries = [f"{name}: {_full(item)}" for name, item in value.items()]
    if len(", ".join(entries)) <= _LINE:
        return [f"{sign} {tabs}{key}: {value.kind}{{{', '.join(entries)}}},"]
    inner = [f"{sign} {tabs}\t{entry}," for entry in entries]
    return [f"{sign} {tabs}{key}: {value.kind}{{", *inner, f"{sign} {tabs}}},"]


def _full(value: Any) -> str:
    """Of what differs nothing is left out."""
    if not isinstance(value, _Amount):
        return _shown(value)
    return f'{{i: resource.int64Amount{{{_scaled(value)}}}, s: "{value}", Format: "{_format(value)}"}}'


def _format(amount: str) -> str:
    return _FORMATS[read(amount).family]


def _scaled(amount: str) -> str:
    """`value: 100, scale: -3` of 100m; binary amounts are written out."""
    found = re.fullmatch(r"([+-]?\d*)\.?(\d*)([numkMGTPE]?)", amount)
    if not found:
        return f"value: {read(amount).value}"
    scale = _EXPONENTS.index(found[3] or " ") * 3 - 9 - len(found[2])
    return f"value: {int(found[1] + found[2])}" + (f", scale: {scale}" if scale else "")


def _typed(struct: str, key: str, value: Any, other: Any) -> str:
    """A list that only one side has is shown with its type; what is unset as Go's zero value."""
    if isinstance(value, list):
        return f"{_TYPES.get(key, '')}{_shown(value)}"
    if f"{key[:1].lower()}{key[1:]}" in pointers().get(f"core.v1.{struct}", ()):
        return "nil" if value is None else f"&{_shown(value)}"
    return _shown(type(other)() if value is None and isinstance(other, (str, int)) else value)


def _is_struct(value: Any) -> bool:
    return isinstance(value, dict)


def _hidden(count: int, tabs: str) -> str:
    return f"  {tabs}... // {count} identical field{'s' if count > 1 else ''}"


def _shown(value: Any) -> str:
    if value is None:
        return "nil"
    if isinstance(value, _Amount):
        return f'{{i: {{...}}, s: "{value}", Format: "{_format(value)}"}}'
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        inside = ", ".join(f"{key}: {_shown(item)}" for key, item in value.items())
    elif isinstance(value, list):
        inside = ", ".join(map(_shown, value))
    else:
        return str(value)
    return f"{{{inside}}}" if len(inside) <= _SHORT else f"{{{inside[:_SHORT]}...}}"


def _upper(value: Any) -> Any:
    """Field names as in Go."""
    if isinstance(value, dict):
        return {_go_name(str(key)): _inside(str(key), item) for key, item in sorted(value.items(), key=str)}
    return [_upper(item) for item in value] if isinstance(value, list) else value


def _inside(field: str, value: Any) -> Any:
    """What a field holds; maps keep their keys."""
    if isinstance(value, dict) and field in _MAPS:
        return _Map({quoted(str(key)): item for key, item in sorted(value.items(), key=str)})
    if isinstance(value, dict) and field in _RESOURCES:
        amounts = sorted(value.items(), key=str)
        return _Resources({f"s{quoted(str(key))}": _amount(item) for key, item in amounts})
    return _upper(value)


def _amount(value: Any) -> Any:
    try:
        return _Amount(canonical(value))
    except QuantityError:
        return value


def _go_name(field: str) -> str:
    return _GO_NAMES.get(field) or field[:1].upper() + field[1:]
