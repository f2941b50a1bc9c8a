"""Which lines a command of sed is for: addresses and ranges."""

from __future__ import annotations

from cluster.texttools.call import FileError
from cluster.texttools.regular import Regular
from cluster.texttools.sed.script import Address, Order


class Chooser:
    """`_next` is the number of the current line, `_space` its text."""

    _space = ""
    _next = 0

    def __init__(self) -> None:
        self._last_test: Regular | None = None
        self._closed: set[int] = set()  # orders whose range began at a line and has ended
        self._ranges: dict[int, int | None] = {}  # orders whose range is open → the line that closes it, if known

    @property
    def _is_last(self) -> bool:
        raise NotImplementedError

    def _chosen(self, index: int, order: Order) -> bool:
        if order.first is None:
            return not order.negated
        if order.last is None:
            return self._at(order.first) != order.negated
        return self._in_range(index, order.first, order.last) != order.negated

    def _in_range(self, index: int, first: Address, last: Address) -> bool:
        number = self._next
        if first.kind == "line" and first.number == 0 and number == 1 and index not in self._ranges:
            self._ranges[index] = None  # 0,/re/: the match may be in the first line
        if index in self._ranges:
            end = self._ranges[index]
            closes = number >= end if end is not None else self._at(last)
            if closes:
                del self._ranges[index]
                self._closed.add(index)
            return end is None or number <= end
        if first.kind == "line" and (number < first.number or index in self._closed):
            return False
        if first.kind != "line" and not self._at(first):
            return False
        end = {
            "line": last.number, "plus": number + last.number,
            "multiple": -(-number // last.number) * last.number if last.number else number,
        }.get(last.kind)  # fmt: skip
        if (end is None and not (last.kind == "last" and self._is_last)) or (end is not None and end > number):
            self._ranges[index] = end
        else:
            self._closed.add(index)
        return True

    def _at(self, address: Address) -> bool:
        if address.kind == "line":
            return self._next == address.number
        if address.kind == "last":
            return self._is_last
        if address.kind == "step":
            over = self._next - address.number
            return over >= 0 and (over % address.step == 0 if address.step else over == 0)
        return self._test(address.test).search(self._space) is not None

    def _test(self, test: Regular | None) -> Regular:
        found = test or self._last_test
        if found is None:
            raise FileError("no previous regular expression")
        self._last_test = found
        return found
