"""The small shell that commands of pods are run by: computed, not executed; time is virtual.

Running a script twice gives the same output, so nothing of it is stored: how it ends is worked out when the container
starts, what it printed when somebody reads the log.
"""

from __future__ import annotations

import re
from contextlib import suppress

from cluster.images import shell_syntax as syntax
from cluster.images.arithmetic import evaluate
from cluster.images.running import Line, Run, Setting
from cluster.images.shell_commands import COMMANDS, Forever, Stop

_MS = 1000
_SHELLS = ("sh", "bash", "ash", "dash")
_COST = 1 * _MS  # what running one command takes
_STEPS = 20_000  # a script that needs more commands than that counts as one that runs on
_STEPS_READ = 60_000  # likewise when its output is read
_LONGEST = 4_096  # characters that a variable may have
_MOST_LINES = 100_000  # about the 10 MiB that a container's log may have before it is rotated
_LEAVES = {"break", "exit", "return"}


def has(name: str) -> bool:
    """Whether an image with a shell has this executable."""
    return name in _SHELLS or (
        name in COMMANDS and name not in ("exit", "return", ":", "trap", "set", "export", "unset", "wait", "cd")
    )


def start(setting: Setting) -> Run:
    shell = _Shell(setting, None)
    ends: int | None = None
    try:
        shell.main()
        ends = max(shell.at, _COST)
    except Forever:
        pass
    handled = shell.on_term is not None
    return Run(ends, shell.code, stops=1000 * _MS if handled else None, stop_code=shell.on_term or 0)


def output(setting: Setting, until: int) -> list[Line]:
    shell = _Shell(setting, until)
    with suppress(Forever):
        shell.main()
    return [line for line in shell.lines if line.at <= until]


class _Break(Exception):
    pass


class _Continue(Exception):
    pass


class _Shell:
    """`until` None: find out how it ends; else: collect what it prints up to then."""

    def __init__(self, setting: Setting, until: int | None):
        self.setting, self.until = setting, until
        self.at = 0
        self.code = 0
        self.variables = dict(setting.env)
        self.files: dict[str, str] = {"/etc/hostname": setting.hostname + "\n"}
        self.lines: list[Line] = []
        self.on_term: int | None = None
        self._steps = 0

    def main(self) -> None:
        """Raises Forever when the end is not in sight; else `at` and `code` tell it."""
        try:
            self._exec(list(self.setting.argv), "")
        except Stop as stop:
            self.code = stop.code
        except (RecursionError, OverflowError):
            self.code = 2  # beyond what a script may ask for

    def read(self, name: str) -> str | None:
        """A file's content, or None."""
        return "" if name == "/dev/null" else self.files.get(name)

    def arithmetic(self, text: str) -> int:
        return evaluate(text, self.variables)

    # -- running ---------------------------------------------------------------------------------------------------

    def _run(self, steps: list[syntax.Step]) -> None:
        for step in steps:
            if (step.after == "&&" and self.code) or (step.after == "||" and not self.code):
                continue
            began = self.at
            self._pipeline(step)
            if step.negated:
                self.code = int(not self.code)
            if step.background:
                self.at, self.code = began, 0

    def _pipeline(self, step: syntax.Step) -> None:
        given, last = "", len(step.commands) - 1
        for index, command in enumerate(step.commands):
            if index == last:
                self._command(command, given)
                return
            given = self._captured(lambda command=command, given=given: self._command(command, given))

    def _captured(self, action) -> str:
        kept, self.lines = self.lines, []
        try:
            action()
            return "".join(line.text for line in self.lines)
        finally:
            self.lines = kept

    def _command(self, command, given: str) -> None:
        if isinstance(command, syntax.Simple):
            self._simple(command, given)
        elif isinstance(command, syntax.Loop):
            self._loop(command)
        elif isinstance(command, syntax.For):
            self._for(command)
        elif isinstance(command, syntax.If):
            self._if(command)
        else:
            self._run(command.body)

    def _simple(self, command: syntax.Simple, given: str) -> None:
        words = list(command.words)
        while words and (found := _assignment(words[0])):
            self.variables[found[0]] = " ".join(self._expand(found[1]))[:_LONGEST]
            words = words[1:]
            if not words:
                self.code = 0
                return
        arguments = [text for word in words for text in self._expand(word)]
        for operator, target in command.redirects:
            if operator == "<":
                given = self.read(" ".join(self._expand(target))) or ""
        files = [(op, " ".join(self._expand(target))) for op, target in command.redirects if op not in ("<", "2>")]
        if not files:
            self._exec(arguments, given)
            return
        text = self._captured(lambda: self._exec(arguments, given))
        for operator, name in files:
            if name in ("/dev/stdout", "/dev/stderr", "/proc/1/fd/1"):
                self._print(text)
            elif name != "/dev/null":
                self.files[name] = (self.files.get(name, "") if operator == ">>" else "") + text

    def _exec(self, arguments: list[str], given: str) -> None:
        self._steps += 1
        if self._steps > _STEPS if self.until is None else self._steps > _STEPS_READ or self.at > self.until:
            raise Forever
        if arguments[:1] == ["exec"]:
            arguments = arguments[1:]
        if not arguments:
            return
        name = arguments[0].rpartition("/")[2]
        if name in ("break", "continue"):
            raise _Break if name == "break" else _Continue
        if name in _SHELLS:
            self._script(arguments)
        elif name in COMMANDS:
            self.at += _COST
            text, self.code = COMMANDS[name](self, arguments[1:], given)
            self._print(text)
        else:
            self._print(f"/bin/sh: {arguments[0]}: not found\n")
            self.code = 127

    def _script(self, arguments: list[str]) -> None:
        flags = [argument for argument in arguments[1:] if argument.startswith("-")]
        texts = [argument for argument in arguments[1:] if not argument.startswith("-")]
        if not any("c" in flag for flag in flags) or not texts:
            self.code = 0  # an interactive shell without a terminal reads end-of-file
            return
        try:
            steps = syntax.parse(texts[0])
        except syntax.ShellError as error:
            self._print(f"{arguments[0].rpartition('/')[2]}: {error}\n")
            self.code = 2
            return
        with suppress(_Break, _Continue):
            self._run(steps)

    def _loop(self, loop: syntax.Loop) -> None:
        endless = _always(loop) and not _leaves(loop.body)
        if endless and self.until is None:
            self._find_traps(loop)
            raise Forever
        rounds = 0
        while True:
            began, before, printed = self.at, dict(self.variables), len(self.lines)
            self._run(loop.condition)
            if (self.code != 0) != loop.until:
                self.code = 0
                return
            try:
                self._run(loop.body)
            except _Continue:
                pass
            except _Break:
                return
            self.at += _COST if self.at == began else 0
            rounds += 1
            if endless and rounds == 2 and before == self.variables and self.until is not None:
                self._skip(self.at - began, max(1, len(self.lines) - printed))

    def _skip(self, period: int, lines: int) -> None:
        """Rounds that only print go by without being computed, but for the last ones."""
        rounds = ((self.until or 0) - self.at) // period - _MOST_LINES // lines // 10
        if rounds > 0:
            self.at += rounds * period
            self.lines.clear()

    def _find_traps(self, loop: syntax.Loop) -> None:
        for step in loop.body:
            for command in step.commands:
                if isinstance(command, syntax.Simple) and _plain(command.words[:1]) == "trap":
                    self._simple(command, "")

    def _for(self, loop: syntax.For) -> None:
        for value in [text for word in loop.words for text in self._expand(word)]:
            self.variables[loop.name] = value
            try:
                self._run(loop.body)
            except _Continue:
                continue
            except _Break:
                break

    def _if(self, command: syntax.If) -> None:
        for condition, body in command.branches:
            self._run(condition)
            if self.code == 0:
                self._run(body)
                return
        self.code = 0
        self._run(command.otherwise)

    # -- words -----------------------------------------------------------------------------------------------------

    def _expand(self, word: syntax.Word) -> list[str]:
        """The words that one word becomes: unquoted values are split at blanks."""
        found: list[str] = []
        current: str | None = None
        for part in word:
            value = self._value(part)
            if part.kind == "text" or part.quoted:
                current = (current or "") + value
                continue
            pieces = value.split()
            if pieces and not value[0].isspace():
                pieces[0] = (current or "") + pieces[0]
                current = None
            elif current is not None and value[:1].isspace():
                found.append(current)
                current = None
            if pieces:
                found += pieces[:-1]
                current = pieces[-1]
        return found if current is None else [*found, current]

    def _value(self, part: syntax.Part) -> str:
        if part.kind == "variable":
            return self._variable(part.value)
        if part.kind == "command":
            return self._captured(lambda: self._run(syntax.parse(part.value))).rstrip("\n")
        return str(self.arithmetic(part.value)) if part.kind == "arithmetic" else part.value

    def _variable(self, text: str) -> str:
        found = re.fullmatch(r"([A-Za-z_]\w*|.)(?:(:?[-=+?])(.*))?", text, re.DOTALL)
        if not found:
            return ""  # a form of expansion that is not modelled
        name, operator, default = found.groups()
        value = {"?": str(self.code), "$": "1", "#": "0"}.get(name, self.variables.get(name))
        if operator and not value and operator[-1] in "-=":
            return default
        return value or ""

    def _print(self, text: str) -> None:
        if text:
            self.lines.append(Line(self.at, text))
            if len(self.lines) > 2 * _MOST_LINES:
                del self.lines[:_MOST_LINES]


def _assignment(word: syntax.Word) -> tuple[str, syntax.Word] | None:
    if word and word[0].kind == "text" and not word[0].quoted:
        found = re.match(r"([A-Za-z_]\w*)=", word[0].value)
        if found:
            return found[1], (syntax.Part("text", word[0].value[found.end() :], True), *word[1:])
    return None


def _plain(words: list[syntax.Word]) -> str:
    return "".join(part.value for part in words[0]) if words else ""


def _always(loop: syntax.Loop) -> bool:
    """`while true`, `while :`, `until false`."""
    if len(loop.condition) != 1 or not isinstance(loop.condition[0].commands[0], syntax.Simple):
        return False
    command = loop.condition[0].commands[0]
    words = [_plain([word]) for word in command.words]
    return words in ((["false"],) if loop.until else (["true"], [":"], ["[", "1", "]"]))


def _leaves(steps: list[syntax.Step]) -> bool:
    """Whether something in `steps` may leave the loop."""
    for step in steps:
        for command in step.commands:
            if isinstance(command, syntax.Simple):
                if _plain(command.words[:1]) in _LEAVES:
                    return True
            elif isinstance(command, syntax.If):
                if any(_leaves(c) or _leaves(b) for c, b in command.branches) or _leaves(command.otherwise):
                    return True
            elif _leaves(command.body):
                return True
    return False
