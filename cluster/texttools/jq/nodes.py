"""What a jq program is made of. Every node says which values come of one (`run`) and, where it can be assigned to, at
which paths they stand (`paths`). Source: https://jqlang.github.io/jq/manual/v1.6/."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from cluster.texttools.jq import paths
from cluster.texttools.jq.values import BadProgram, JqError, binary, dumps, kind, truth

Values = Iterator[Any]
Places = Iterator[tuple[tuple, Any]]  # (path, value)


class Function(NamedTuple):
    """`parameters`: names; `$name` stands for a value."""

    name: str
    parameters: tuple[str, ...]
    body: Node


class Scope:
    """What names stand for. `step` is called for every bit of work; `inputs`: what is still to be read."""

    def __init__(self, variables: dict[str, Any], functions: dict, step: Callable[[], None], inputs: Iterator[Any]):
        self.variables, self.functions, self.step, self.inputs = variables, functions, step, inputs

    def having(self, variables: dict[str, Any]) -> Scope:
        return Scope({**self.variables, **variables}, self.functions, self.step, self.inputs)

    def knowing(self, functions: dict) -> Scope:
        return Scope(self.variables, {**self.functions, **functions}, self.step, self.inputs)


class Node:
    def run(self, scope: Scope, value: Any) -> Values:
        raise NotImplementedError

    def paths(self, scope: Scope, at: tuple, value: Any) -> Places:
        """Where in the root the values stand; `value` stands at `at`."""
        for result in self.run(scope, value):
            raise JqError(f"Invalid path expression with result {_cut(result)}")
            yield at, result


def _cut(value: Any) -> str:
    text = dumps(value)
    return text if len(text) <= 30 else text[:27] + "..."


class Identity(Node):
    def run(self, scope: Scope, value: Any) -> Values:
        yield value

    def paths(self, scope: Scope, at: tuple, value: Any) -> Places:
        yield at, value


class Literal(Node):
    def __init__(self, value: Any):
        self.value = value

    def run(self, scope: Scope, value: Any) -> Values:
        yield self.value

    def paths(self, scope: Scope, at: tuple, value: Any) -> Places:
        if self.value is None:  # `null` may be written into, as `empty` may
            yield at, None
            return
        yield from super().paths(scope, at, value)


class Variable(Node):
    def __init__(self, name: str):
        self.name = name

    def run(self, scope: Scope, value: Any) -> Values:
        if self.name == "__loc__":
            yield {"file": "<top-level>", "line": 1}
            return
        if self.name not in scope.variables:
            raise BadProgram(f"${self.name} is not defined")
        yield scope.variables[self.name]


class Text(Node):
    """A string with what is put into it; `form`: `@base64` and such, through which that goes."""

    def __init__(self, parts: list, form: str = ""):
        self._parts, self._form = parts, form

    def run(self, scope: Scope, value: Any) -> Values:
        def from_(index: int) -> Iterator[str]:
            if index == len(self._parts):
                yield ""
                return
            part = self._parts[index]
            for rest in from_(index + 1):
                if isinstance(part, str):
                    yield part + rest
                else:
                    for found in part.run(scope, value):
                        yield self._shown(scope, found) + rest

        yield from from_(0)

    def _shown(self, scope: Scope, value: Any) -> str:
        if self._form:
            return next(iter(scope.functions[self._form, 0].run(scope, value, ())))
        return value if isinstance(value, str) else dumps(value)


class Array(Node):
    def __init__(self, inner: Node | None):
        self._inner = inner

    def run(self, scope: Scope, value: Any) -> Values:
        yield list(self._inner.run(scope, value)) if self._inner else []


class Object(Node):
    def __init__(self, fields: list[tuple[Node, Node]]):
        self._fields = fields

    def run(self, scope: Scope, value: Any) -> Values:
        def from_(index: int) -> Iterator[dict]:
            if index == 0:
                yield {}
                return
            key_node, value_node = self._fields[index - 1]
            for before in from_(index - 1):
                for name in key_node.run(scope, value):
                    if not isinstance(name, str):
                        raise JqError(f"Object keys must be strings, not {kind(name)} ({dumps(name)})")
                    for found in value_node.run(scope, value):
                        yield {**before, name: found}

        yield from from_(len(self._fields))


class Index(Node):
    def __init__(self, term: Node, index: Node):
        self._term, self._index = term, index

    def run(self, scope: Scope, value: Any) -> Values:
        for found in self._term.run(scope, value):
            for index in self._index.run(scope, value):
                scope.step()
                yield paths.indexed(found, index)

    def paths(self, scope: Scope, at: tuple, value: Any) -> Places:
        for path, found in self._term.paths(scope, at, value):
            for index in self._index.run(scope, value):
                yield (*path, index), paths.indexed(found, index)


class Slice(Node):
    def __init__(self, term: Node, start: Node | None, end: Node | None):
        self._term, self._start, self._end = term, start, end

    def _bounds(self, scope: Scope, value: Any) -> Iterator[dict]:
        for end in self._end.run(scope, value) if self._end else [None]:
            for start in self._start.run(scope, value) if self._start else [None]:
                yield {"start": start, "end": end}

    def run(self, scope: Scope, value: Any) -> Values:
        for found in self._term.run(scope, value):
            for bounds in self._bounds(scope, value):
                yield paths.indexed(found, bounds)

    def paths(self, scope: Scope, at: tuple, value: Any) -> Places:
        for path, found in self._term.paths(scope, at, value):
            for bounds in self._bounds(scope, value):
                yield (*path, bounds), paths.indexed(found, bounds)


class Each(Node):
    def __init__(self, term: Node):
        self._term = term

    def run(self, scope: Scope, value: Any) -> Values:
        for found in self._term.run(scope, value):
            for _, item in paths.items(found):
                scope.step()
                yield item

    def paths(self, scope: Scope, at: tuple, value: Any) -> Places:
        for path, found in self._term.paths(scope, at, value):
            for index, item in paths.items(found):
                yield (*path, index), item


class Pipe(Node):
    def __init__(self, left: Node, right: Node):
        self._left, self._right = left, right

    def run(self, scope: Scope, value: Any) -> Values:
        for found in self._left.run(scope, value):
            yield from self._right.run(scope, found)

    def paths(self, scope: Scope, at: tuple, value: Any) -> Places:
        for path, found in self._left.paths(scope, at, value):
            yield from self._right.paths(scope, path, found)


class Comma(Node):
    def __init__(self, left: Node, right: Node):
        self._left, self._right = left, right

    def run(self, scope: Scope, value: Any) -> Values:
        yield from self._left.run(scope, value)
        yield from self._right.run(scope, value)

    def paths(self, scope: Scope, at: tuple, value: Any) -> Places:
        yield from self._left.paths(scope, at, value)
        yield from self._right.paths(scope, at, value)


class Alternative(Node):
    def __init__(self, left: Node, right: Node):
        self._left, self._right = left, right

    def run(self, scope: Scope, value: Any) -> Values:
        yield from (found for _, found in self._either(lambda n: ((None, v) for v in n.run(scope, value))))

    def paths(self, scope: Scope, at: tuple, value: Any) -> Places:
        yield from self._either(lambda n: n.paths(scope, at, value))

    def _either(self, results: Callable[[Node], Iterator[tuple[Any, Any]]]) -> Iterator[tuple[Any, Any]]:
        there = False
        try:
            for at, found in results(self._left):
                if truth(found):
                    there = True
                    yield at, found
        except JqError:
            pass
        if not there:
            yield from results(self._right)


class Logic(Node):
    """`or` (`sure`: true) and `and` (`sure`: false): the right side counts where the left one is not sure."""

    def __init__(self, left: Node, right: Node, sure: bool):
        self._left, self._right, self._sure = left, right, sure

    def run(self, scope: Scope, value: Any) -> Values:
        for left in self._left.run(scope, value):
            if truth(left) is self._sure:
                yield self._sure
            else:
                yield from (truth(right) for right in self._right.run(scope, value))


class Binary(Node):
    def __init__(self, sign: str, left: Node, right: Node):
        self._sign, self._left, self._right = sign, left, right

    def run(self, scope: Scope, value: Any) -> Values:
        for right in self._right.run(scope, value):
            for left in self._left.run(scope, value):
                scope.step()
                yield binary(self._sign, left, right)


class Assigned(Node):
    """`=`, `|=`, `+=` …"""

    def __init__(self, target: Node, sign: str, source: Node):
        self._target, self._sign, self._source = target, sign, source

    def run(self, scope: Scope, value: Any) -> Values:
        if self._sign == "|=":
            yield self._updated(scope, value)
            return
        for right in self._source.run(scope, value):
            result = value
            for path, _ in list(self._target.paths(scope, (), value)):
                old = paths.get(result, path)
                result = paths.put(result, path, right if self._sign == "=" else self._joined(old, right))
            yield result

    def _joined(self, old: Any, right: Any) -> Any:
        if self._sign == "//=":
            return old if truth(old) else right
        return binary(self._sign[:-1], old, right)

    def _updated(self, scope: Scope, value: Any) -> Any:
        result, gone = value, []
        for path, _ in list(self._target.paths(scope, (), value)):
            new = next(self._source.run(scope, paths.get(result, path)), paths)
            if new is paths:
                gone.append(path)
            else:
                result = paths.put(result, path, new)
        return paths.without(result, gone)
