"""From words to arguments: parameters, command substitution, arithmetic, splitting, file names.

Source: POSIX Shell Command Language, section 2.6 (https://pubs.opengroup.org/onlinepubs/9699919799/).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cluster.images.sh import braces, patterns
from cluster.images.sh.fields import BLANKS, Fields
from cluster.images.sh.parameters import lookup, variable
from cluster.images.sh.streams import Stop
from cluster.images.sh.words import Part, ShellError, Word, document

if TYPE_CHECKING:
    from cluster.images.sh.shell import Shell

_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)(\+?)=")
_FORM = re.compile(r"(?P<name>[A-Za-z_]\w*|[0-9]+|[?#@*$!-])(?P<rest>.*)", re.DOTALL)


def assignments(shell: Shell, words: list[Word]) -> tuple[list[tuple[str, Word]], list[Word]]:
    """The assignments before a command, and the words of the command."""
    found: list[tuple[str, Word]] = []
    for index, word in enumerate(words):
        start = _ASSIGNMENT.match(word[0].value) if word and word[0].kind == "text" and not word[0].quoted else None
        if not start:
            return found, words[index:]
        rest = word[0].value[start.end() :]
        before = (Part("variable", start[1], True),) if start[2] else ()
        found.append((start[1], (*before, Part("text", _home(shell, rest), True), *word[1:])))
    return found, []


def all_words(shell: Shell, given: list[Word]) -> list[str]:
    return [text for word in given for text in words(shell, word)]


def words(shell: Shell, word: Word) -> list[str]:
    """The arguments that one word becomes: braces (bash), then unquoted values are split at blanks, and patterns become
    file names."""
    if shell.dialect == "bash" and any("{" in part.value for part in word):
        return [text for each in braces.expanded(word) for text in _words(shell, each)]
    return _words(shell, word)


def _words(shell: Shell, word: Word) -> list[str]:
    fields = Fields()
    for index, part in enumerate(word):
        if part.kind == "variable" and part.value == "@":
            fields.each(shell.arguments, part.quoted)
            continue
        value = _value(shell, part)
        if part.kind == "text" and not part.quoted:
            value = _home(shell, value) if index == 0 else value
            fields.add(value.replace("\\", "\\\\"))
        elif part.quoted:
            fields.add(patterns.escaped(value), True)
        else:
            value = patterns.escaped(value) if "\\" in value else value
            fields.split(value, BLANKS if part.kind == "text" else shell.variables.get("IFS", BLANKS))
    found: list[str] = []
    for field in fields.done():
        found += _names(shell, field)
    return found


def _names(shell: Shell, field: str) -> list[str]:
    if patterns.has_pattern(field):
        found = patterns.paths(shell.files, shell.cwd, field)
        if found:
            return found
    return [re.sub(r"\\(.)", r"\1", field, flags=re.DOTALL) if "\\" in field else field]


def _home(shell: Shell, text: str) -> str:
    if text == "~" or text.startswith("~/"):
        return shell.variables.get("HOME", "/root") + text[1:]
    return text


def text_of(shell: Shell, word: Word) -> str:
    """The word as one text, without splitting and file names."""
    return "".join(
        " ".join(shell.arguments) if part.kind == "variable" and part.value == "@" else _value(shell, part)
        for part in word
    )


def pattern_of(shell: Shell, word: Word) -> str:
    """The word as a pattern: what is quoted stands for itself."""
    return "".join(
        patterns.escaped(_value(shell, part)) if part.quoted or part.kind == "command" else _value(shell, part)
        for part in word
    )


def _value(shell: Shell, part: Part) -> str:
    if part.kind == "variable":
        return _parameter(shell, part.value)
    if part.kind == "command":
        return shell.captured(part.value)
    if part.kind == "process":
        return shell.piped(part.value)
    if part.kind == "arithmetic":
        try:
            return str(shell.arithmetic(text_of(shell, document(part.value))))
        except ShellError as error:
            shell.complain(f"{error}" if shell.dialect != "dash" else f"arithmetic expression: {error}")
            raise Stop(2 if shell.dialect != "bash" else 1) from None
    return part.value


def _parameter(shell: Shell, text: str) -> str:
    """What stands between `${` and `}`."""
    if len(text) > 1 and text[0] == "#" and _FORM.fullmatch(text[1:]):
        return str(len(variable(shell, text[1:])))
    if text.startswith("!") and len(text) > 1 and shell.dialect == "bash":
        return variable(shell, variable(shell, text[1:]))
    found = _FORM.fullmatch(text)
    if not found:
        shell.complain(
            "bad substitution"
            if shell.dialect == "ash"
            else "Bad substitution"
            if shell.dialect == "dash"
            else f"${{{text}}}: bad substitution"
        )
        raise Stop(2 if shell.dialect != "bash" else 1)
    name, rest = found["name"], found["rest"]
    value = lookup(shell, name)
    if not rest:
        if value is None and "u" in shell.options:
            text = f"{name}: unbound variable" if shell.dialect == "bash" else f"{name}: parameter not set"
            shell.complain(text)
            raise Stop(2 if shell.dialect != "bash" else 1)
        return value or ""
    return _operated(shell, name, value, rest)


def _operated(shell: Shell, name: str, value: str | None, rest: str) -> str:
    colon = rest[0] == ":" and rest[1:2] in ("-", "=", "+", "?")
    operator, argument = (rest[1], rest[2:]) if colon else (rest[0], rest[1:])
    if operator in "-=+?":
        there = bool(value) if colon else value is not None
        if operator == "+":
            return _argument(shell, argument) if there else ""
        if there:
            return value or ""
        given = _argument(shell, argument)
        if operator == "=":
            shell.assign(name, given)
        if operator == "?":
            shell.complain(f"{name}: {given or 'parameter null or not set'}")
            raise Stop(2 if shell.dialect != "bash" else 127 if not shell.interactive else 1)
        return given
    return _cut(shell, value or "", rest)


def _cut(shell: Shell, value: str, rest: str) -> str:
    if rest[0] in "#%":
        operator = rest[:2] if rest[1:2] == rest[0] else rest[0]
        return patterns.trimmed(value[:4096], operator, pattern_of(shell, _word(rest[len(operator) :])))
    if rest[0] == "/":
        return _replaced(shell, value[:4096], rest[1:])
    if rest[0] == ":":
        first, _, length = rest[1:].partition(":")
        start = shell.arithmetic(first)
        start = max(0, len(value) + start) if start < 0 else start
        if not length:
            return value[start:]
        count = shell.arithmetic(length)
        return value[start : start + count] if count >= 0 else value[start : len(value) + count]
    if rest in ("^^", ",,", "^", ","):
        changed = value.upper() if rest[0] == "^" else value.lower()
        return changed if len(rest) == 2 else changed[:1] + value[1:]
    return value


def _replaced(shell: Shell, value: str, rest: str) -> str:
    every = rest.startswith("/")
    pattern, _, new = rest[every:].partition("/")
    test = patterns.compiled(pattern_of(shell, _word(pattern)))
    replacement = _argument(shell, new)
    found, at = "", 0
    while at < len(value):
        end = next((e for e in range(len(value), at, -1) if test.fullmatch(value, at, e)), None)
        if end is None:
            found, at = found + value[at], at + 1
            continue
        found, at = found + replacement, end
        if not every:
            break
    return found + value[at:]


def _word(text: str) -> Word:
    from cluster.images.sh.words import read_word

    word, end = read_word(text.replace(" ", "\0"), 0)
    plain = tuple(part._replace(value=part.value.replace("\0", " ")) for part in word)
    return plain if end >= len(text) else (*plain, Part("text", text[end:]))


def _argument(shell: Shell, text: str) -> str:
    return text_of(shell, _word(_home(shell, text))) if text else ""
