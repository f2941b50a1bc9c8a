"""`kubectl __complete WORDS`: the answer that completion scripts ask for, as the library cobra gives it.

One candidate a line (with `\\t` and what it is for, but for __completeNoDesc), then `:DIRECTIVE`; on standard error
what the directive means. Source: https://github.com/spf13/cobra/blob/main/site/content/completions/_index.md.
"""

from __future__ import annotations

from cluster.kubectl import helptext
from cluster.kubectl.command import Call, Command
from cluster.kubectl.completion_values import ARGUMENTS, DEFAULT, FIXED, NO_FILES, Found, of_flag, subcommands
from cluster.kubectl.errors import FlagError, KubectlError
from cluster.kubectl.flags import Flags, takes_value
from cluster.kubectl.helptext import Flag
from cluster.kubectl.host import Host

REQUESTS = ("__complete", "__completeNoDesc")
_DIRECTIVES = {1: "Error", 2: "NoSpace", 4: "NoFileComp", 8: "FilterFileExt", 16: "FilterDirs", 32: "KeepOrder"}
_ARGUMENTS_NEEDED = "requires at least 1 arg(s), only received 0"


def answer(words: list[str], host: Host, find) -> int:
    """`words`: from `__complete` on; `find`: from words to a command's name and what is left of them."""
    if len(words) < 2:
        raise KubectlError(_ARGUMENTS_NEEDED)
    *before, start = words[1:]
    try:
        command, left = find(before)
    except KubectlError:
        host.err("[Debug] Cleared global flags for plugin completion\n")
        host.err(f"[Debug] [Error] unable to find a command for arguments: [{' '.join(before)}]\n")
        found = Found([], DEFAULT)
    else:
        found = _Request(command, left, start, host).found()
    for word in found.words:
        shown = word if words[0] == "__complete" else word.partition("\t")[0]
        host.out(shown.partition("\n")[0].strip() + "\n")
    host.out(f":{found.directive}\n")
    names = [name for bit, name in _DIRECTIVES.items() if found.directive & bit] or ["Default"]
    host.err(f"Completion ended with directive: {', '.join(f'ShellCompDirective{name}' for name in names)}\n")
    return 0


class _Request:
    """One command's line, of which the word that begins with `start` is to be completed."""

    def __init__(self, command: str, words: list[str], start: str, host: Host):
        self._command, self._words, self._start, self._host = command, words, start, host
        self._flags = Flags(command)
        self._known = helptext.flags(command)

    def found(self) -> Found:
        flag = self._flag()
        before = self._words[:-1] if flag and "=" not in self._start else self._words
        try:
            args, dash = self._flags.parse(before)
        except FlagError as wrong:
            told = wrong.text.partition("\n")[0]
            self._host.err(f"[Debug] [Error] Error while parsing flags from args [{' '.join(before)}]: {told}\n")
            return Found([], DEFAULT)
        call = Call(self._command, args, dash, self._flags, self._host, self._words)
        if flag is not None:
            return of_flag(self._command, flag.name)(call, args, self._start.partition("=")[2] or self._value)
        if self._start.startswith("-") and "=" not in self._start and dash < 0:
            return Found(self._required(self._start) or self._all_flags())
        return self._arguments(call, args)

    # -- flags -----------------------------------------------------------------------------------------------------

    @property
    def _value(self) -> str:
        return "" if "=" in self._start else self._start

    def _flag(self) -> Flag | None:
        """The flag whose value is being typed."""
        if self._start.startswith("-"):
            name, equals, _ = self._start.partition("=")
            return self._named(name) if equals else None
        last = self._words[-1] if self._words else ""
        flag = self._named(last) if last.startswith("-") and "=" not in last and "--" not in self._words else None
        return flag if flag is not None and takes_value(flag) else None

    def _named(self, word: str) -> Flag | None:
        if word.startswith("--"):
            return self._known.get(word[2:])
        return next((flag for flag in self._known.values() if flag.short and flag.short == word[-1:]), None)

    def _shown(self, flag: Flag, start: str) -> list[str]:
        about = helptext.about_flag(self._command, flag.name)
        words = [f"--{flag.name}"] + ([f"-{flag.short}"] if flag.short else [])
        return [f"{word}\t{about}" for word in words if word.startswith(start)]

    def _required(self, start: str) -> list[str]:
        needed = Command.listed[self._command].required if self._command in Command.listed else ()
        return [
            word for name in needed if not self._flags.given(name) for word in self._shown(self._known[name], start)
        ]

    def _all_flags(self) -> list[str]:
        """Those of every command first; a flag that was given comes again only if it takes several values."""
        shared = helptext.flags("options") if self._command else {}
        common = [flag for name, flag in sorted(self._known.items()) if name in shared and name != "help"]
        own = [flag for name, flag in sorted(self._known.items()) if name not in shared or name == "help"]
        return [
            word
            for flag in (*common, *own)
            if not flag.deprecated and (not self._flags.given(flag.name) or flag.kind in ("list", "array"))
            for word in self._shown(flag, self._start)
        ]

    # -- arguments -------------------------------------------------------------------------------------------------

    def _arguments(self, call: Call, args: list[str]) -> Found:
        found, directive = [], DEFAULT
        own = [name for name, _ in self._flags.order if name not in helptext.flags("options")]
        if not args and not own and self._below():
            found, directive = subcommands(self._command, self._start), NO_FILES
        found += self._required(self._start)
        if self._command in FIXED:
            words = [word for word in FIXED[self._command] if not args and word.startswith(self._start)]
            return Found(found + words, directive if args else NO_FILES)
        complete = ARGUMENTS.get(self._command)
        if complete is None:
            return Found(found, directive)
        more = complete(call, args, self._start)
        return Found(found + more.words, more.directive)

    def _below(self) -> bool:
        return self._command not in ("help", "options") and bool(helptext.subcommands(self._command))
