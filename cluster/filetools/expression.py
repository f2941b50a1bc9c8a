"""How find's expression is read: `! ( -name a -o -type d ) -prune`."""

from __future__ import annotations

from collections.abc import Generator

from cluster.filetools.call import Call
from cluster.filetools.predicates import ALONE, TESTS, Asking, Met, Quit, Test
from cluster.texttools import FileError
from cluster.texttools.call import Refused

_IGNORED = ("-follow", "-xdev", "-mount", "-noleaf", "-depth", "-true")


def holds(test: Test, met: Met) -> Asking:
    found = test(met)
    return (yield from found) if isinstance(found, Generator) else found


class Expression:
    """What find was told to look for. `test`: the whole of it; `least`, `most`: how deep it looks; `last`: a folder
    comes after what is in it; `gathered`: commands of `-exec … +` with the names for them; `prunes`: what it has just
    looked at is not gone into; `failed`: something could not be deleted."""

    def __init__(self, call: Call, args: list[str]):
        self.call, self._args = call, args
        self.least, self.most, self.last = 0, 1 << 30, "-delete" in args or "-depth" in args
        self.gathered: list[tuple[list[str], list[str]]] = []
        self.prunes = self.failed = self._acts = False
        test = self._any() if args else self._yes
        if self._args:
            raise Refused("you have too many ')'" if call.gnu else f"unrecognized: {self._args[0]}")
        self.test = test if self._acts else self._both(test, self._printer("\n"))

    # -- how the expression is read --------------------------------------------------------------------------------

    def _any(self) -> Test:
        left = self._all()
        while self._args and self._args[0] in ("-o", "-or", ","):
            left = self._either(left, self._right("-o"))
        return left

    def _right(self, word: str) -> Test:
        self._args.pop(0)
        if not self._args or self._args[0] == ")":
            raise Refused(f"expected an expression after '{word}'")
        return self._all()

    def _all(self) -> Test:
        left = self._one()
        while self._args and self._args[0] not in ("-o", "-or", ")", ","):
            if self._args[0] in ("-a", "-and"):
                self._args.pop(0)
            left = self._both(left, self._one())
        return left

    def _one(self) -> Test:
        if not self._args:
            raise Refused("expected an expression")
        word = self._args.pop(0)
        if word in ("!", "-not"):
            return self._unless(self._one())
        if word == "(":
            inner = self._any()
            if self._args[:1] != [")"]:
                told = "invalid expression; I was expecting to find a ')' somewhere but did not see one."
                raise Refused(told if self.call.gnu else "unpaired '('")
            self._args.pop(0)
            return inner
        return self._primary(word)

    def _primary(self, word: str) -> Test:
        if word in ("-maxdepth", "-mindepth"):
            text = self._value(word)
            if not text.isdecimal():
                told = f"Expected a positive decimal integer argument to {word}, but got '{text}'"
                raise Refused(told if self.call.gnu else f"invalid number '{text}'")
            self.most, self.least = (int(text), self.least) if word == "-maxdepth" else (self.most, int(text))
            return self._yes
        if word in ("-exec", "-execdir", "-ok"):
            return self._exec(word)
        if word in _IGNORED:
            return self._yes
        if word in _ACTIONS:
            self._acts = self._acts or word != "-prune"
            return _ACTIONS[word](self)
        if word in ALONE:
            return ALONE[word](self.call)
        if word not in TESTS:
            raise Refused(f"unknown predicate `{word}'" if self.call.gnu else f"unrecognized: {word}")
        return TESTS[word](self.call, self._value(word))

    def _value(self, word: str) -> str:
        if not self._args:
            raise Refused(f"missing argument to `{word}'" if self.call.gnu else f"{word} requires an argument")
        return self._args.pop(0)

    def _exec(self, word: str) -> Test:
        words: list[str] = []
        while self._args and self._args[0] != ";" and not (self._args[0] == "+" and words[-1:] == ["{}"]):
            words.append(self._args.pop(0))
        if not self._args or not words:
            raise Refused(f"missing argument to `{word}'" if self.call.gnu else f"{word} requires an argument")
        self._acts = True
        if self._args.pop(0) == "+":
            names: list[str] = []
            self.gathered.append((words[:-1], names))

            def gather(met: Met) -> bool:
                names.append(met.name)
                return True

            return gather

        def run(met: Met) -> Asking:
            return (yield [part.replace("{}", met.name) for part in words]) == 0

        return run

    # -- how it is tried -------------------------------------------------------------------------------------------

    @staticmethod
    def _yes(met: Met) -> bool:
        return True

    @staticmethod
    def _both(left: Test, right: Test) -> Test:
        def test(met: Met) -> Asking:
            return (yield from holds(left, met)) and (yield from holds(right, met))

        return test

    @staticmethod
    def _either(left: Test, right: Test) -> Test:
        def test(met: Met) -> Asking:
            return (yield from holds(left, met)) or (yield from holds(right, met))

        return test

    @staticmethod
    def _unless(inner: Test) -> Test:
        def test(met: Met) -> Asking:
            return not (yield from holds(inner, met))

        return test

    def _printer(self, end: str) -> Test:
        def test(met: Met) -> bool:
            self.call.out(met.name + end)
            return True

        return test

    def _pruner(self) -> Test:
        def test(met: Met) -> bool:
            self.prunes = True
            return True

        return test

    def _quitter(self) -> Test:
        def test(met: Met) -> bool:
            raise Quit

        return test

    def _deleter(self) -> Test:
        def test(met: Met) -> bool:
            call = self.call
            try:
                if met.place.kind == "dir" and call.files.list(met.path):
                    raise FileError("Directory not empty")
                if met.name != ".":
                    call.files.remove(met.path)
            except FileError as error:
                call.told(f"cannot delete '{met.name}': {error.text}", f"{met.name}: {error.text}")
                self.failed = True
                return False
            return True

        return test


_ACTIONS = {
    "-print": lambda wish: wish._printer("\n"),
    "-print0": lambda wish: wish._printer("\0"),
    "-delete": Expression._deleter,
    "-prune": Expression._pruner,
    "-quit": Expression._quitter,
}
