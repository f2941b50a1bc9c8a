"""Nodes that lead the way: conditions, errors, variables, loops, functions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cluster.texttools.jq import paths
from cluster.texttools.jq.nodes import Function, Node, Places, Scope, Values
from cluster.texttools.jq.values import BadProgram, JqError, truth


class If(Node):
    def __init__(self, condition: Node, then: Node, otherwise: Node):
        self._condition, self._then, self._otherwise = condition, then, otherwise

    def run(self, scope: Scope, value: Any) -> Values:
        for found in self._condition.run(scope, value):
            yield from (self._then if truth(found) else self._otherwise).run(scope, value)

    def paths(self, scope: Scope, at: tuple, value: Any) -> Places:
        for found in self._condition.run(scope, value):
            yield from (self._then if truth(found) else self._otherwise).paths(scope, at, value)


class Try(Node):
    def __init__(self, body: Node, caught: Node | None):
        self._body, self._caught = body, caught

    def run(self, scope: Scope, value: Any) -> Values:
        try:
            yield from self._body.run(scope, value)
        except JqError as error:
            if self._caught is not None:
                yield from self._caught.run(scope, error.value)

    def paths(self, scope: Scope, at: tuple, value: Any) -> Places:
        try:
            yield from self._body.paths(scope, at, value)
        except JqError:
            return


class Bound(Node):
    """`source as $x | body`."""

    def __init__(self, source: Node, names: Any, body: Node):
        self._source, self._names, self._body = source, names, body

    def run(self, scope: Scope, value: Any) -> Values:
        for found in self._source.run(scope, value):
            yield from self._body.run(scope.having(bound(self._names, found)), value)

    def paths(self, scope: Scope, at: tuple, value: Any) -> Places:
        for found in self._source.run(scope, value):
            yield from self._body.paths(scope.having(bound(self._names, found)), at, value)


def bound(names: Any, value: Any) -> dict[str, Any]:
    """Variables of a pattern."""
    if isinstance(names, str):
        return {names: value}
    parts = enumerate(names) if isinstance(names, list) else names.items()
    found: dict[str, Any] = {}
    for index, inner in parts:
        found |= bound(inner, paths.indexed(value, index))
    return found


class Reduce(Node):
    def __init__(self, source: Node, names: Any, start: Node, update: Node):
        self._source, self._names, self._start, self._update = source, names, start, update

    def run(self, scope: Scope, value: Any) -> Values:
        for result in self._start.run(scope, value):
            for found in self._source.run(scope, value):
                inner = scope.having(bound(self._names, found))
                results = list(self._update.run(inner, result))
                result = results[-1] if results else None
            yield result


class Foreach(Node):
    def __init__(self, source: Node, names: Any, start: Node, update: Node, shown: Node | None):
        self._source, self._names, self._start, self._update, self._shown = source, names, start, update, shown

    def run(self, scope: Scope, value: Any) -> Values:
        for result in self._start.run(scope, value):
            for found in self._source.run(scope, value):
                inner = scope.having(bound(self._names, found))
                before = result
                for after in self._update.run(inner, before):
                    result = after
                    yield from self._shown.run(inner, result) if self._shown else [result]


class Defined(Node):
    """`def f: body; rest`."""

    def __init__(self, function: Function, rest: Node):
        self.function, self.rest = function, rest

    def _inner(self, scope: Scope) -> Scope:
        inner = scope.knowing({})
        name = (self.function.name, len(self.function.parameters))
        inner.functions[name] = (self.function, inner)
        return inner

    def run(self, scope: Scope, value: Any) -> Values:
        yield from self.rest.run(self._inner(scope), value)

    def paths(self, scope: Scope, at: tuple, value: Any) -> Places:
        yield from self.rest.paths(self._inner(scope), at, value)


class Call(Node):
    """A function: the program's own, one written in jq, or one of `functions`."""

    def __init__(self, name: str, arguments: tuple[Node, ...]):
        self.name, self._arguments = name, arguments

    def _found(self, scope: Scope) -> Any:
        found = scope.functions.get((self.name, len(self._arguments)))
        if found is None and self.name.startswith("@"):
            raise JqError(f"{self.name[1:]} is not a valid format")
        if found is None:
            raise BadProgram(f"{self.name}/{len(self._arguments)} is not defined")
        return found

    def run(self, scope: Scope, value: Any) -> Values:
        scope.step()
        found = self._found(scope)
        if not isinstance(found, tuple):
            yield from found.run(scope, value, self._arguments)
            return
        for inner in self._scopes(found, scope, value):
            yield from found[0].body.run(inner, value)

    def paths(self, scope: Scope, at: tuple, value: Any) -> Places:
        scope.step()
        found = self._found(scope)
        if not isinstance(found, tuple):
            yield from found.paths(scope, at, value, self._arguments)
            return
        for inner in self._scopes(found, scope, value):
            yield from found[0].body.paths(inner, at, value)

    def _scopes(self, found: tuple[Function, Scope], scope: Scope, value: Any) -> Iterator[Scope]:
        """The function's own, once for each combination of the values of `$parameters`."""
        function, home = found
        inner = home.knowing({})
        pairs = list(zip(function.parameters, self._arguments, strict=True))
        for name, argument in pairs:
            inner.functions[(name.lstrip("$"), 0)] = (Function(name, (), Closed(argument, scope)), scope)

        def with_values(index: int, known: Scope) -> Iterator[Scope]:
            if index == len(pairs):
                yield known
                return
            name, argument = pairs[index]
            if not name.startswith("$"):
                yield from with_values(index + 1, known)
                return
            for given in argument.run(scope, value):
                yield from with_values(index + 1, known.having({name[1:]: given}))

        yield from with_values(0, inner)


class Closed(Node):
    """An argument: it sees what was known where it was written."""

    def __init__(self, inner: Node, scope: Scope):
        self._inner, self._scope = inner, scope

    def run(self, scope: Scope, value: Any) -> Values:
        yield from self._inner.run(self._scope, value)

    def paths(self, scope: Scope, at: tuple, value: Any) -> Places:
        yield from self._inner.paths(self._scope, at, value)
