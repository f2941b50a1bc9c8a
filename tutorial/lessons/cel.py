"""CEL expressions over a lesson's world: compiled once, evaluated in microseconds, errors told clearly.

The variables and functions are documented in one place, `functions.DOCUMENTATION`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from cel_expr_python import cel
from cel_expr_python.ext import ext_optional, ext_strings

from tutorial.lessons.functions import FUNCTIONS, current
from tutorial.lessons.world import World

LISTS = {
    "pods": "Pod",
    "deployments": "Deployment",
    "replicasets": "ReplicaSet",
    "replicationcontrollers": "ReplicationController",
    "services": "Service",
    "configmaps": "ConfigMap",
    "nodes": "Node",
    "namespaces": "Namespace",
}
ALL_PODS = "all_pods"
OTHERS = ("objects", "files", "now", "history", "change", "events", ALL_PODS)
LONGEST = 4_000
_WORD = re.compile(r"[A-Za-z_]\w*")
_TEXTS = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_ACCESS = re.compile(r"(?<![.\w])(?:objects\b|(?:get|every)\()|\bin objects\b")
_LITERAL_KIND = re.compile(r"(?<![.\w])(?:objects\[\??['\"]|(?:get|every)\(\s*['\"])([A-Z]\w*)")
_LITERAL_IN = re.compile(r"['\"]([A-Z]\w*)/[^'\"]*['\"] in objects\b")
_ALWAYS = {
    "history",
    "change",
    "now",
    "ownedBy",
    "files",
}  # `files` has no changes of its own: looked at with every one


class BadExpression(ValueError):
    """The expression itself is wrong; the message says where."""


@dataclass(frozen=True)
class Outcome:
    """`value`: what it gave (None when it could not be told). `missing`: it names something that is not there (yet).
    `error`: the author's mistake, "" if none."""

    value: object = None
    missing: str = ""
    error: str = ""

    @property
    def holds(self) -> bool:
        return self.value is True


class Expression:
    """`source` compiled, giving `result` ("bool" or "string"). Raises BadExpression."""

    def __init__(self, source: str, result: str = "bool"):
        if len(source) > LONGEST:
            raise BadExpression(f"the expression has {len(source)} characters; at most {LONGEST} are allowed")
        try:
            self._compiled = _environment().compile(source)
        except RuntimeError as error:
            raise BadExpression(_readable(str(error))) from error
        given = self._compiled.return_type()
        wanted = {"bool": cel.Type.BOOL, "string": cel.Type.STRING}[result]
        if given not in (wanted, cel.Type.DYN):
            raise BadExpression(f"it gives {given.name().lower()}; it must give {result}")
        self.source, self._wanted, self._result = source, wanted, result
        bare = set(_WORD.findall(_TEXTS.sub("''", source)))
        self._variables = tuple(name for name in (*OTHERS, *LISTS) if name in bare)
        self._kinds = _kinds_named(source, bare)

    @property
    def recalls(self) -> bool:
        """Does it look at what has happened before?"""
        return "history" in self._variables or "change" in self._variables

    def concerns(self, kind: str | None) -> bool:
        """Can a change of an object of this kind (None: of any kind) change what the expression gives?"""
        return kind is None or self._kinds is None or kind in self._kinds

    def evaluate(self, world: World) -> Outcome:
        token = current.set(world)
        try:
            result = self._compiled.eval(_variables(self._variables, world))
            kind, value = result.type(), result.value()
        except (RuntimeError, ValueError, TypeError) as error:
            return Outcome(error=_readable(str(error)))
        finally:
            current.reset(token)
        if kind == self._wanted:
            return Outcome(value)
        if kind == cel.Type.ERROR:
            text = _readable(str(value))
            return Outcome(missing=text) if _is_missing(text) else Outcome(error=text)
        return Outcome(error=f"it gave {kind.name().lower()}; it must give {self._result}")


@lru_cache(maxsize=1024)
def compiled(source: str, result: str = "bool") -> Expression:
    """The Expression of a source, made once."""
    return Expression(source, result)


def _variables(names: tuple[str, ...], world: World) -> cel.Activation:
    """What an expression that names these is asked with. Expressions that are asked of one moment share it: to make
    CEL's values of hundreds of objects takes far longer than to look at them."""
    key = (names, world.now)
    if key not in world.shared or "files" in names:
        world.shared[key] = _environment().Activation({name: _value(name, world) for name in names})
    return world.shared[key]


def _value(name: str, world: World) -> object:
    if name in LISTS:
        return world.every(LISTS[name])
    return _OTHER_VALUES[name](world)


_OTHER_VALUES = {
    "objects": World.objects,
    "files": lambda world: world.files,
    "now": lambda world: world.now / 1_000_000,
    "history": lambda world: list(world.history),
    "change": lambda world: world.change or {},
    "events": lambda world: world.events(),
    ALL_PODS: lambda world: world.every("Pod", "*"),
}


def _kinds_named(source: str, bare: set[str]) -> frozenset[str] | None:
    """The kinds that an expression looks at; None when it may look at anything."""
    if bare & _ALWAYS:
        return None
    literal = [*_LITERAL_KIND.findall(source), *_LITERAL_IN.findall(source)]
    if len(literal) < len(_ACCESS.findall(source)):
        return None
    named = {LISTS[name] for name in bare if name in LISTS} | set(literal)
    named |= {kind for name, kind in ((ALL_PODS, "Pod"), ("events", "Event")) if name in bare}
    if "Service" in named:
        named |= {"EndpointSlice"}
    return frozenset(named) or None


def _is_missing(text: str) -> bool:
    return any(mark in text for mark in ("Key not found", "no such object", "Index error"))


def _readable(text: str) -> str:
    """The first complaint, with the line and the mark under the place, without the library's own words."""
    text = text.removesuffix(" [INVALID_ARGUMENT]")
    text = re.sub(r"^(?:[A-Z_]+: )?ERROR: ", "", text)
    text = text.split("\nERROR:")[0].replace("<input>:", "")
    return re.sub(r"^(?:INVALID_ARGUMENT|OUT_OF_RANGE|UNKNOWN): ", "", text).replace(" (in container '')", "")


@lru_cache(maxsize=1)
def _environment():
    types = {"m": cel.Type.MAP, "s": cel.Type.STRING, "b": cel.Type.BOOL, "i": cel.Type.INT, "d": cel.Type.DYN}
    types["l"] = cel.Type.List(cel.Type.DYN)
    declared = []
    for name, overloads in FUNCTIONS.items():
        made = []
        for parameters, result, function, method in overloads:
            common = {"return_type": types[result], "parameters": [types[p] for p in parameters], "impl": function}
            made.append(cel.Overload(f"{name}_{''.join(parameters)}", **common))
            if method:
                made.append(cel.Overload(f"{''.join(parameters)}_{name}", is_member=True, **common))
        declared.append(cel.FunctionDecl(name, made))
    lists = dict.fromkeys(LISTS, types["l"])
    dynamic = dict.fromkeys(("objects", "files", "now", "change"), cel.Type.DYN)
    variables = {**dynamic, **dict.fromkeys(("history", "events", ALL_PODS), types["l"]), **lists}
    return cel.NewEnv(
        variables=variables, functions=declared, extensions=[ext_strings.ExtStrings(), ext_optional.ExtOptional()]
    )
