"""Runs what was parsed: expands words, connects commands by pipes and redirections, keeps the exit code."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Collection, Generator
from inspect import isgenerator
from typing import TYPE_CHECKING, Any

from cluster.kubectl.waiting import Breath
from cluster.shell import tools
from cluster.shell.language import Incomplete, Pipeline, Simple, SyntaxMistake, Word, parse
from cluster.shell.streams import Streams

if TYPE_CHECKING:
    from cluster.shell.terminal import Terminal

Write = Callable[[str, str], None]
Steps = Generator[Any, Any, int]
_PATTERN = frozenset("*?[")
MOST_ARGUMENTS = 2_097_152  # characters of a command's words, and of all variables (Linux: ARG_MAX)
MOST_CAPTURED = 10_000_000  # characters in a pipe


class Run:
    """One line. `line` is noted as the command of what it changes; `write` takes what it prints."""

    def __init__(self, terminal: Terminal, line: str, write: Write, depth: int = 0):
        self.terminal, self.line, self.write, self.depth = terminal, line, write, depth

    def pipelines(self, found: list[Pipeline], write: Write) -> Steps:
        code = self.terminal.last_code if not found else 0
        for pipeline in found:
            if (pipeline.joined == "&&" and code != 0) or (pipeline.joined == "||" and code == 0):
                continue
            if pipeline is not found[0]:
                yield Breath()
            code = yield from self._pipeline(pipeline, write)
            if pipeline.negated:
                code = int(code == 0)
            self.terminal.last_code = code
        return code

    def _pipeline(self, pipeline: Pipeline, write: Write) -> Steps:
        piped, code = None, 0
        last = len(pipeline.commands) - 1
        for index, command in enumerate(pipeline.commands):
            if index == last:
                return (yield from self._simple(command, piped, write))
            captured: list[str] = []
            code = yield from self._simple(command, piped, _capture(captured, write))
            piped = "".join(captured)
        return code

    def _simple(self, command: Simple, piped: str | None, write: Write) -> Steps:
        terminal = self.terminal
        try:
            words: list[str] = []
            for word in command.words:
                words.extend((yield from self._expanded(word)))
                if len(words) % 16 == 0:
                    _bounded(words[0], words)
            assigned = {}
            for name, word in command.assignments:
                assigned[name] = yield from self._text(word)
                _bounded(name, assigned)
            _bounded(words[0] if words else "", words)
            if not words:
                terminal.assign(assigned)
            streams = Streams(terminal.files, piped, write)
            for redirection in command.redirections:
                streams.redirect(redirection.mark, (yield from self._text(redirection.target)))
        except SyntaxMistake as wrong:
            write("stderr", f"bash: {wrong}\n")
            return 1
        except OSError as wrong:
            write("stderr", f"bash: {_os_words(wrong)}\n")
            return 1
        if not words:
            streams.close()
            return 0
        return (yield from self._run(words, assigned, streams))

    def _run(self, words: list[str], assigned: dict[str, str], streams: Streams) -> Steps:
        tool = tools.find(words[0])
        if tool is None:
            streams.err(f"bash: {words[0]}: command not found\n{tools.hint(words)}")
            streams.close()
            return 127
        try:
            code = tool(tools.Invocation(self.terminal, words, streams, {**self.terminal.variables, **assigned}, self))
            if isgenerator(code):
                code = yield from code
        except OSError as wrong:
            streams.err(f"{words[0]}: {_os_words(wrong)}\n")
            code = 1
        try:
            streams.close()
        except OSError as wrong:
            self.write("stderr", f"bash: {_os_words(wrong)}\n")
            code = 1
        return int(code or 0)

    # -- expansion -------------------------------------------------------------------------------------------------

    def _text(self, word: Word) -> Generator[Any, Any, str]:
        """A word as one text."""
        out: list[str] = []
        for part in word:
            out.append((yield from self._part(part)))
            if len(out) % 16 == 0:
                _bounded("", out)
        return "".join(out)

    def _part(self, part) -> Generator[Any, Any, str]:
        if part.kind == "variable":
            return str(self.terminal.last_code) if part.text == "?" else self.terminal.variables.get(part.text, "")
        if part.kind == "command":
            return (yield from self._substituted(part.text))
        return part.text

    def _substituted(self, text: str) -> Generator[Any, Any, str]:
        captured: list[str] = []
        try:
            found = parse(text, self.depth + 1)
        except Incomplete:
            raise SyntaxMistake("syntax error: unexpected end of file") from None
        inner = Run(self.terminal, self.line, self.write, self.depth + 1)
        yield from inner.pipelines(found, _capture(captured, self.write))
        return "".join(captured).rstrip("\n")

    def _expanded(self, word: Word) -> Generator[Any, Any, list[str]]:
        """A word as the words that it becomes: split at blanks where not quoted, patterns matched against files."""
        fields, open_field = [""], bool(word) and any(part.quoted for part in word)
        pattern = False
        for part in word:
            text = yield from self._part(part)
            if part.kind != "text" and not part.quoted:
                pieces = text.split()
                if not pieces:
                    continue
                open_field = True
                if text[0].isspace() and fields[-1]:
                    fields.append("")
                fields[-1] += pieces[0]
                fields.extend(pieces[1:])
            else:
                pattern = pattern or (not part.quoted and bool(_PATTERN & set(text)))
                open_field = open_field or bool(text)
                fields[-1] += text
        found = [field for field in fields if field or open_field]
        if pattern and len(found) == 1:
            return self._matching(found[0])
        return found

    def _matching(self, pattern: str) -> list[str]:
        folder, slash, name = pattern.rpartition("/")
        files = self.terminal.files
        inside = files.listdir(folder or ".") if files.is_dir(folder or ".") else []
        found = [
            f"{folder}{slash}{entry}"
            for entry in inside
            if fnmatch.fnmatchcase(entry, name) and not entry.startswith(".")
        ]
        return found or [pattern]


def _bounded(name: str, texts: Collection[str]) -> None:
    """OSError, as the kernel's, for more text than a command may be given (words[0] or a variable is `name`)."""
    size = sum(map(len, texts.values() if isinstance(texts, dict) else texts))
    if size > MOST_ARGUMENTS:
        raise OSError(f"{name[:80]}: Argument list too long")


def _capture(captured: list[str], write: Write) -> Write:
    """What is printed is gathered in `captured`, up to a limit; the rest is left out, which is said once."""
    left = MOST_CAPTURED

    def put(stream: str, text: str) -> None:
        nonlocal left
        if stream != "stdout":
            write(stream, text)
            return
        if 0 <= left < len(text):
            write("stderr", f"orrery: a pipe or $(...) carries at most {MOST_CAPTURED} characters: cut here\n")
            captured.append(text[:left])
            left = -1
        elif left >= 0:
            captured.append(text)
            left -= len(text)

    return put


def _os_words(wrong: OSError) -> str:
    words = {
        FileNotFoundError: "No such file or directory",
        IsADirectoryError: "Is a directory",
        PermissionError: "Permission denied",
    }
    name = wrong.filename or (wrong.args[0] if wrong.args else "")
    return f"{name}: {words[type(wrong)]}" if type(wrong) in words else str(wrong)
