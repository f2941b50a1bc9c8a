"""Runs a sed script over lines: pattern space, hold space, what is printed when."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from cluster.texttools.call import Call, FileError
from cluster.texttools.sed.choosing import Chooser
from cluster.texttools.sed.script import Order, Substitution
from cluster.texttools.sed.writing import filled, unambiguous

_MOST_SPACE = 4_000_000


class _Quit(Exception):
    pass


class Editor(Chooser):
    """Texts are added, then edited; `code` is what `q` and `Q` gave."""

    def __init__(self, call: Call, orders: list[Order], silent: bool, separate: bool, in_place: bool, nul: bool):
        super().__init__()
        self._call, self._orders, self._silent = call, orders, silent
        self._separate, self._in_place = separate, in_place
        self._end = "\0" if nul else "\n"
        self._texts: list[tuple[str, str]] = []
        self.code = 0
        self._hold, self._hold_ended = "", True  # GNU's sed copies with a line whether it had an end
        self._missing = False  # the last line that was printed has no end

    def add(self, name: str, text: str) -> None:
        self._texts.append((name, text))

    def edited(self) -> Iterator[tuple[str, str]]:
        """(name, text): each file's, or one for all."""
        if not self._separate:
            name = self._texts[0][0] if self._texts else "-"
            yield name, self._run([line for _, text in self._texts for line in self._lines(text)])
            return
        for name, text in self._texts:
            self._ranges, self._hold, self._missing = {}, "", self._missing and not self._in_place
            self._closed = set()
            yield name, self._run(self._lines(text))

    def _lines(self, text: str) -> list[str]:
        """With their ends; the last of a file may have none."""
        found = [line + self._end for line in text.split(self._end)]
        last = found.pop()[:-1]
        return [*found, last] if last else found

    def _run(self, lines: list[str]) -> str:
        self._given, self._next = lines, 0
        self._done: list[str] = []
        space: str | None = None
        self._again = False
        try:
            while self._again or self._next < len(lines):
                if not self._again:
                    self._read()
                self._again = False
                self._queue: list[str] = []
                self._substituted = False
                space = self._cycle()
                if space is not None and not self._silent:
                    self._print(space)
                self._flush()
        except _Quit:
            pass
        return "".join(self._done)

    def _read(self) -> None:
        raw = self._given[self._next]
        self._next += 1
        self._ended = raw.endswith(self._end)
        self._space = raw.removesuffix(self._end)

    @property
    def _is_last(self) -> bool:
        return self._next >= len(self._given)

    def _print(self, text: str, ended: bool | None = None) -> None:
        if self._missing:
            self._done.append(self._end)
        self._missing = not (self._ended if ended is None else ended)
        self._done.append(text + ("" if self._missing else self._end))

    def _flush(self) -> None:
        for text in self._queue:
            if self._missing:
                self._done.append(self._end)
                self._missing = False
            self._done.append(text)
        self._queue = []

    # -- one line ------------------------------------------------------------------------------------------------------

    def _cycle(self) -> str | None:
        """Run the script; gives what is left in the pattern space, None when it was deleted."""
        at = 0
        while at < len(self._orders):
            self._call.step()
            order = self._orders[at]
            chosen = self._chosen(at, order)
            at += 1
            if order.letter == "{":
                at = at if chosen else order.jump
            elif chosen:
                if order.letter in "btT":
                    at = order.jump if self._jumps(order.letter) else at
                elif order.letter == "d":
                    return None
                elif order.letter == "D":
                    self._delete_first()
                    return None
                elif order.letter == "c":
                    if order.last is None or (at - 1) not in self._ranges or order.negated:
                        self._print(order.argument, True)
                    return None
                else:
                    _DOES[order.letter](self, order.argument)
            if len(self._space) > _MOST_SPACE:
                raise FileError("couldn't allocate memory")
        return self._space

    def _jumps(self, letter: str) -> bool:
        if letter == "b":
            return True
        did, self._substituted = self._substituted, False
        return did == (letter == "t")

    def _delete_first(self) -> None:
        first, newline, rest = self._space.partition("\n")
        if newline:
            self._space, self._again = rest, True

    # -- commands ------------------------------------------------------------------------------------------------------

    def _substitute(self, wish: Substitution) -> None:
        test, line = self._test(wish.test), self._space
        result, at, count, changed = "", 0, 0, False
        last = -1
        while at <= len(line) and (hit := test.search(line, at)) is not None:
            start, end = hit.span()
            if start == end == last:  # nothing, right behind what was just replaced
                result, at = result + line[at : at + 1], at + 1
                last = -1
                continue
            count += 1
            take = count >= wish.number if wish.every else count == wish.number
            result += line[at:start] + (filled(wish.parts, hit) if take else line[start:end])
            changed, at, last = changed or take, end, end
            if start == end:
                result, at = result + line[at : at + 1], at + 1
            if take and not wish.every:
                break
        if not changed:
            return
        self._space, self._substituted = result + line[at:], True
        if wish.prints:
            self._print(self._space)
        if wish.file:
            self._keep(wish.file)

    def _keep(self, name: str) -> None:
        if name in ("/dev/stdout", "/dev/stderr"):
            self._print(self._space)
        else:
            self._call.write(name, self._space + "\n", append=True)

    def _next_line(self, argument: Any) -> None:
        if self._is_last:
            if not self._silent:
                self._print(self._space)
            self._flush()
            raise _Quit
        if not self._silent:
            self._print(self._space)
        self._flush()
        self._read()

    def _append_line(self, argument: Any) -> None:
        if self._is_last:
            if not self._silent:  # GNU prints what it has
                self._print(self._space)
            self._flush()
            raise _Quit
        self._flush()
        before = self._space
        self._read()
        self._space = f"{before}\n{self._space}"

    def _quit(self, code: int) -> None:
        self.code = code
        if not self._silent:
            self._print(self._space)
        self._flush()
        raise _Quit

    def _quit_silently(self, code: int) -> None:
        self.code = code
        raise _Quit

    def _read_file(self, name: str) -> None:
        with suppress(FileError):  # as if it were empty
            self._queue.append(self._call.read(name))

    def _set(self, space: str) -> None:
        self._space = space

    def _set_hold(self, hold: str) -> None:
        self._hold = hold

    def _take_hold(self, space: str) -> None:
        self._space, self._ended = space, self._hold_ended

    def _exchange_spaces(self, argument: Any) -> None:
        self._space, self._hold = self._hold, self._space
        self._ended, self._hold_ended = self._hold_ended, self._ended


_DOES: dict[str, Any] = {
    "s": Editor._substitute,
    "y": lambda editor, table: editor._set(editor._space.translate(table)),
    "p": lambda editor, _: editor._print(editor._space),
    "P": lambda editor, _: editor._print(editor._space.partition("\n")[0], "\n" in editor._space or None),
    "=": lambda editor, _: editor._print(str(editor._next), True),
    "l": lambda editor, _: editor._print(unambiguous(editor._space), True),
    "a": lambda editor, text: editor._queue.append(text + "\n"),
    "i": lambda editor, text: editor._print(text, True),
    "r": Editor._read_file,
    "w": Editor._keep,
    "n": Editor._next_line,
    "N": Editor._append_line,
    "g": lambda editor, _: editor._take_hold(editor._hold),
    "G": lambda editor, _: editor._take_hold(f"{editor._space}\n{editor._hold}"),
    "h": lambda editor, _: editor._set_hold(editor._space),
    "H": lambda editor, _: editor._set_hold(f"{editor._hold}\n{editor._space}"),
    "x": Editor._exchange_spaces,
    "z": lambda editor, _: editor._set(""),
    "q": Editor._quit,
    "Q": Editor._quit_silently,
    ":": lambda editor, _: None,
}
