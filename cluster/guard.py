"""The mutation guard of tests: stored objects become containers that refuse to be changed in place.

They are still dicts and lists, so that everything that only reads them works as always.
"""

from typing import Any, NoReturn


def freeze(value: Any) -> Any:
    """A copy of `value` that raises TypeError on any change; frozen parts are shared, not copied."""
    if isinstance(value, (FrozenDict, FrozenList)):
        return value
    if isinstance(value, dict):
        return FrozenDict((key, freeze(below)) for key, below in value.items())
    if isinstance(value, (list, tuple)):
        return FrozenList(map(freeze, value))
    return value


def _refuse(self: Any, *arguments: Any, **named: Any) -> NoReturn:
    raise TypeError("a stored object was changed in place; write a changed copy instead (law 6)")


class FrozenDict(dict):
    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse


class FrozenList(list):
    __setitem__ = __delitem__ = __iadd__ = __imul__ = _refuse
    append = clear = extend = insert = pop = remove = reverse = sort = _refuse
