"""kubectl: finds the command in a line, reads its flags, runs it and ends with kubectl's words and exit code."""

from __future__ import annotations

import re
from collections.abc import Generator
from typing import Any

from cluster.kubectl import commands, completion_request, helptext, kuberc, plugins
from cluster.kubectl.command import Call, Command
from cluster.kubectl.errors import Exit, KubectlError
from cluster.kubectl.flags import Flags, takes_value
from cluster.kubectl.host import Host
from cluster.kubectl.printers.govalues import quote
from cluster.kubectl.waiting import Interrupted

_INTERRUPTED = 130


def run(words: list[str], host: Host) -> Generator[Any, Any, int]:
    """Run `kubectl WORDS`. Yields waiting.Wait and waiting.Edit, returns the exit code."""
    try:
        return (yield from _run(words, host)) or 0
    except KubectlError as wrong:
        text = _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", wrong.final())
        if text:
            host.err(text if text.endswith("\n") else text + "\n")
        return wrong.code
    except Interrupted:
        return _INTERRUPTED
    except RecursionError:
        host.err("error: the input is nested too deeply\n")
        return 1


# Nothing that was typed may steer the terminal that shows an error; Go quotes it so.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def _run(words: list[str], host: Host) -> Generator[Any, Any, int | None]:
    plugin = plugins.named(words, host)
    if plugin is not None:
        return (yield from host.execute(plugin, {})) or 0
    if words[:1] and words[0] in completion_request.REQUESTS:
        return completion_request.answer(words, host, find)
    name, rest = find(kuberc.applied(words, host))
    flags = Flags(name)
    args, dash = flags.parse(rest)
    for warning in flags.deprecations:
        host.err(warning + "\n")
    if flags["help"]:
        host.out(_help_text(name, host) if name != "options" else "")
        return 0
    if name in ("help", "options"):
        return _help(name, args, host)
    if name not in Command.listed:
        return _group(name, args, host)
    command = commands.find(name)
    call = Call(name, args, dash, flags, host, words)
    _check_required(command, flags)
    result = command.run(call)
    return (yield from result) if isinstance(result, Generator) else result


def find(words: list[str]) -> tuple[str, list[str]]:
    """The command that a line names, and the line without its words. `` is kubectl itself."""
    name, rest = "", list(words)
    while True:
        index = _first_word(name, rest)
        below = _known(name) if index is not None else {}
        if index is None or rest[index] not in below:
            _refuse_unknown(name, rest, index)
            return name, rest
        name = f"{name} {below[rest[index]]}".strip()
        rest = rest[:index] + rest[index + 1 :]


def _known(name: str) -> dict[str, str]:
    """Words that may follow a command's name → the subcommand's name."""
    below = helptext.subcommands(name) if name not in ("help", "options") else ()
    known = {word: word for word in below}
    for word in below:
        known.update(dict.fromkeys(helptext.aliases(f"{name} {word}".strip()), word))
    if not name:
        known.update(help="help", options="options")
    return known


def _first_word(name: str, rest: list[str]) -> int | None:
    """Where the first word that is no flag (nor a flag's value) stands."""
    flags = helptext.flags(name if name not in ("help", "options") else "")
    short = {flag.short: flag for flag in flags.values() if flag.short}
    skip = False
    for index, word in enumerate(rest):
        if skip:
            skip = False
        elif word == "--":
            return None
        elif word.startswith("--"):
            flag = flags.get(word[2:])
            skip = "=" not in word and (flag is None or takes_value(flag)) and word[2:] in flags
        elif word.startswith("-") and word != "-":
            flag = short.get(word[-1]) if len(word) == 2 else None
            skip = flag is not None and takes_value(flag)
        else:
            return index
    return None


def _refuse_unknown(name: str, rest: list[str], index: int | None) -> None:
    if name or index is None:
        return
    word = rest[index]
    text = f'unknown command {quote(word)} for "kubectl"'
    if close := suggestions(word):
        text += "\n\nDid you mean this?\n" + "".join(f"\t{name}\n" for name in close)
    raise KubectlError(text)


def suggestions(word: str) -> list[str]:
    """Commands that a mistyped word may have meant."""
    names = helptext.subcommands("")
    return [name for name in names if _distance(word.lower(), name) <= 2 or name.startswith(word.lower())]


def _distance(a: str, b: str) -> int:
    """Levenshtein's."""
    if len(a) > 64:
        return len(a)
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        previous, row[0] = row[0], i
        for j, right in enumerate(b, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (left != right))
    return row[-1]


# Whose help goes to standard error when they are given alone. Source: behaviour of kubectl 1.35.2.
_HARMLESS = ("", "alpha", "certificate")
_TO_STDERR = frozenset(["alpha kuberc", "auth", "config", "create secret", "create service", "plugin", "set", "top"])


def _group(name: str, args: list[str], host: Host) -> int:
    """A command that only has subcommands, or one that is not simulated."""
    if not helptext.subcommands(name):
        if name:
            raise KubectlError(f"kubectl {name} is not simulated")
        host.out(_help_text("", host))
        return 0
    if args and name and name not in _HARMLESS:
        raise KubectlError(f"unknown command {quote(' '.join(args))}\nSee 'kubectl {name} -h' for help and examples")
    (host.err if name in _TO_STDERR else host.out)(_help_text(name, host))
    if name not in _HARMLESS:
        raise Exit
    return 0


def _help_text(name: str, host: Host) -> str:
    """The root command's tells of plugins, too."""
    text = helptext.text(name)
    if name:
        return text
    head = "Subcommands provided by plugins:\n"
    return text.replace(head, head + plugins.described(host))


def _help(name: str, args: list[str], host: Host) -> int:
    if name == "options":
        host.out(helptext.text("options"))
        return 0
    if args == ["options"]:
        return 0
    try:
        host.out(_help_text(" ".join(args), host))
    except KeyError:
        host.err(f"Unknown help topic [`{' '.join(args)}`]\n\n" + _help_text("", host).split("\n", 3)[3])
    return 0


def _check_required(command: Command, flags: Flags) -> None:
    missing = [f'"{name}"' for name in command.required if not flags.given(name)]
    if missing:
        raise KubectlError(f"required flag(s) {', '.join(missing)} not set")


__all__ = ["find", "run", "suggestions"]
