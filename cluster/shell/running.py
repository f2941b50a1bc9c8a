"""Runs what was parsed, in the language of the containers' shells (`cluster.images.sh.grammar`).

The difference: a command here may have to wait (kubectl wait), so everything is a generator that yields what it waits
for (`cluster.kubectl.waiting`) and returns an exit code.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator
from typing import TYPE_CHECKING, Any

from cluster.images.sh import expansion, grammar, patterns
from cluster.images.sh.conditions import holds
from cluster.images.sh.leaving import Leave
from cluster.images.sh.streams import Stop
from cluster.images.sh.words import ShellError, Unexpected, Word, document
from cluster.kubectl.waiting import Breath, Wait
from cluster.shell import pipes, programs
from cluster.shell.expanding import View, Wanted
from cluster.shell.streams import Given, Streams, Write

if TYPE_CHECKING:
    from cluster.shell.terminal import Terminal

Steps = Generator[Any, Any, int]
Text = Generator[Any, Any, Any]
MOST_ARGUMENTS = 2_097_152  # characters of a command's words, and of all variables (Linux: ARG_MAX)
_MOST_DEPTH = 20
_ROUNDS = 100  # of a loop that take no time; it may wait for something by asking again and again
_ROUND = 100_000  # µs that each further round takes


def mistake(wrong: ShellError) -> str:
    """What bash says of a line that it cannot read."""
    if isinstance(wrong, Unexpected):
        return f"syntax error near unexpected token `{wrong.token}'"
    return str(wrong)


class Run:
    """One line. `line` is noted as the command of what it changes; `write` takes what it prints; `given` is its
    standard input."""

    def __init__(self, terminal: Terminal, line: str, write: Write, depth: int = 0, given: Given | None = None):
        self.terminal, self.line, self.write, self.depth, self.given = terminal, line, write, depth, given

    def inner(self, write: Write | None = None, given: Given | None = None) -> Run:
        """The same, one level deeper. Raises Stop where that is too deep."""
        if self.depth >= _MOST_DEPTH:
            self.write("stderr", "bash: commands are nested too deeply\n")
            raise Stop(2)
        return Run(self.terminal, self.line, write or self.write, self.depth + 1, given or self.given)

    def text(self, text: str) -> Steps:
        """Run a text as a line. What cannot be read is said."""
        try:
            found = grammar.parse(text)
        except ShellError as wrong:
            self.write("stderr", f"bash: {mistake(wrong)}\n")
            self.terminal.last_code = 2
            return 2
        return (yield from self.steps(found))

    def steps(self, found: list[grammar.Step]) -> Steps:
        for index, step in enumerate(found):
            code = self.terminal.last_code
            if (step.after == "&&" and code != 0) or (step.after == "||" and code == 0):
                continue
            if index:
                yield Breath()
            if step.background:
                code = self.terminal.jobs.start(self, step)
            else:
                code = yield from pipes.pipeline(self, step.commands)
            self.terminal.last_code = int(code == 0) if step.negated else code
        return self.terminal.last_code

    def command(self, command: Any) -> Steps:
        return (yield from _RUN[type(command)](self, command))

    # -- simple commands -------------------------------------------------------------------------------------------

    def _simple(self, command: grammar.Simple) -> Steps:
        given, words = expansion.assignments(self._view({}), command.words)
        alias = self._alias(words)
        if alias is not None:
            return (yield from self._aliased(alias, command, words))
        streams = Streams(self.terminal.files, self.given, self.write)
        pipes_before = self.terminal.files.open_pipes
        try:
            arguments: list[str] = []
            for word in words:
                arguments += yield from self._expanded(expansion.words, word)
                _bounded(arguments[0] if arguments else "", arguments)
            assigned = {}
            for name, word in given:
                assigned[name] = yield from self._expanded(expansion.text_of, word)
                _bounded(name, assigned)
            if not arguments:
                self.terminal.assign(assigned)
            yield from self._redirect(streams, command.redirects)
            if arguments:
                code = yield from programs.execute(self, arguments, assigned, streams)
            else:
                code = self.terminal.last_code if any(p.kind == "command" for _, w in given for p in w) else 0
            streams.close()
        except OSError as wrong:
            self.write("stderr", f"bash: {programs.os_words(wrong)}\n")
            return 1
        finally:
            self.terminal.files.close_pipes(pipes_before)
        return code

    def _redirect(self, streams: Streams, redirects: list[grammar.Redirect]) -> Text:
        for redirect in redirects:
            streams.redirect(redirect, (yield from self._expanded(expansion.text_of, redirect.word)))

    def _alias(self, words: list[Word]) -> str | None:
        plain = words and len(words[0]) == 1 and words[0][0].kind == "text" and not words[0][0].quoted
        name = words[0][0].value if plain else ""
        return None if name in self.terminal.unaliased else self.terminal.aliases.get(name)

    def _aliased(self, text: str, command: grammar.Simple, words: list[Word]) -> Steps:
        """What the alias stands for, with the rest of the command after it."""
        found = list(grammar.parse(text))
        last = found[-1].commands[-1] if found else grammar.Simple([], [])
        if isinstance(last, grammar.Simple):
            before = command.words[: len(command.words) - len(words)]
            whole = grammar.Simple([*before, *last.words, *words[1:]], [*last.redirects, *command.redirects])
            found[-1] = found[-1]._replace(commands=[*found[-1].commands[:-1], whole])
        terminal, name = self.terminal, words[0][0].value
        terminal.unaliased = (*terminal.unaliased, name)  # an alias may use the command that it is named after
        try:
            return (yield from self.steps(found))
        finally:
            terminal.unaliased = terminal.unaliased[:-1]

    # -- expansion -------------------------------------------------------------------------------------------------

    def _view(self, known: dict[int, str]) -> Any:
        return View(self.terminal, known, lambda text: self.write("stderr", text))

    def _expanded(self, expand: Callable[[Any, Word], Any], word: Word) -> Text:
        """`expand(view, word)`; the commands within are run on the way."""
        known: dict[int, str] = {}
        while True:
            try:
                return expand(self._view(known), word)
            except Wanted as wanted:
                printed = yield from self._captured(wanted.text)
                if wanted.kind == "process":
                    known[wanted.number] = self.terminal.files.pipe(printed)
                else:
                    known[wanted.number] = printed.rstrip("\n")

    def _captured(self, text: str) -> Generator[Any, Any, str]:
        captured: list[str] = []
        kept = self.terminal.keep()
        try:
            yield from self.inner(pipes.capture(captured, self.write)).text(text)
        finally:
            self.terminal.restore(kept)
        return "".join(captured)

    # -- compound commands -----------------------------------------------------------------------------------------

    def _redirected(self, command: grammar.Redirected) -> Steps:
        streams = Streams(self.terminal.files, self.given, self.write)
        try:
            yield from self._redirect(streams, command.redirects)
            code = yield from self.inner(streams.write, streams.given).command(command.command)
            streams.close()
        except OSError as wrong:
            self.write("stderr", f"bash: {programs.os_words(wrong)}\n")
            return 1
        return code

    def _body(self, steps: list[grammar.Step]) -> Text:
        """One round; True when the loop is to be left."""
        try:
            yield from self.steps(steps)
        except Leave as leave:
            return leave.ends_loop()
        return False

    def _loop(self, loop: grammar.Loop) -> Steps:
        code, rounds = 0, 0
        while ((yield from self.steps(loop.condition)) == 0) != loop.until:
            if (yield from self._body(loop.body)):
                break
            code = self.terminal.last_code
            rounds += 1
            yield Wait(self.terminal.simulation.now + _ROUND) if rounds > _ROUNDS else Breath()
        return code

    def _for(self, loop: grammar.For) -> Steps:
        values: list[str] = [] if loop.words is not None else list(self.terminal.arguments)
        for word in loop.words or ():
            values += yield from self._expanded(expansion.words, word)
        self.terminal.last_code = 0
        for value in values:
            self.terminal.assign({loop.name: value})
            if (yield from self._body(loop.body)):
                break
            yield Breath()
        return self.terminal.last_code

    def _if(self, command: grammar.If) -> Steps:
        for condition, body in command.branches:
            if (yield from self.steps(condition)) == 0:
                return (yield from self.steps(body))
        return (yield from self.steps(command.otherwise)) if command.otherwise else 0

    def _case(self, command: grammar.Case) -> Steps:
        text = yield from self._expanded(expansion.text_of, command.word)
        for choices, body in command.branches:
            for choice in choices:
                if patterns.matches((yield from self._expanded(expansion.pattern_of, choice)), text):
                    self.terminal.last_code = 0
                    return (yield from self.steps(body))
        return 0

    def _group(self, group: grammar.Group) -> Steps:
        if not group.subshell:
            return (yield from self.steps(group.body))
        kept = self.terminal.keep()
        try:
            return (yield from self.inner().steps(group.body))
        finally:
            self.terminal.restore(kept)

    def _define(self, function: grammar.Function) -> Steps:
        self.terminal.functions[function.name] = function
        return 0
        yield

    def _condition(self, command: grammar.Condition) -> Steps:
        raw = []
        for word in command.words:
            raw.append(((yield from self._expanded(expansion.text_of, word)), word))
        return 0 if holds(self._view({}), raw) else 1

    def _arithmetic(self, command: grammar.Arithmetic) -> Steps:
        text = yield from self._expanded(expansion.text_of, document(command.text))
        try:
            return int(not self._view({}).arithmetic(text))
        except ShellError as wrong:
            self.write("stderr", f"bash: {wrong}\n")
            return 1


def _bounded(name: str, texts: Collection[str]) -> None:
    """OSError, as the kernel's, for more text than a command may be given (words[0] or a variable is `name`)."""
    size = sum(map(len, texts.values() if isinstance(texts, dict) else texts))
    if size > MOST_ARGUMENTS:
        raise OSError(f"{name[:80]}: Argument list too long")


_RUN: dict[type, Any] = {
    grammar.Simple: Run._simple,
    grammar.Redirected: Run._redirected,
    grammar.Loop: Run._loop,
    grammar.For: Run._for,
    grammar.If: Run._if,
    grammar.Case: Run._case,
    grammar.Group: Run._group,
    grammar.Function: Run._define,
    grammar.Condition: Run._condition,
    grammar.Arithmetic: Run._arithmetic,
}
