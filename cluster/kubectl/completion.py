"""What the word at the cursor may become: programs, commands, flags, kinds, names of objects, files.

`terminal` is a cluster.shell Terminal; names come from the simulated cluster's store, so completing changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.kubectl import helptext
from cluster.kubectl.flags import takes_value
from cluster.kubectl.hangul import PROGRAMS

if TYPE_CHECKING:
    from cluster.shell.terminal import Terminal

_OUTPUTS = ("json", "yaml", "name", "wide", "jsonpath=", "go-template=", "custom-columns=")
_TAKES_KIND = frozenset(
    [
        "get",
        "describe",
        "delete",
        "edit",
        "label",
        "annotate",
        "scale",
        "patch",
        "expose",
        "wait",
        "explain",
        "rollout",
        "autoscale",
        "set",
    ]
)
_TAKES_POD = frozenset({"logs", "exec", "attach", "port-forward", "cp", "debug"})
_TAKES_NODE = frozenset({"cordon", "uncordon", "drain"})
MOST = 200


def complete(text: str, terminal: Terminal) -> tuple[int, list[str]]:
    """`text`: the line up to the cursor. Returns where the word begins, and candidates (a full word ends with a
    blank)."""
    segment = max(text.rfind(mark) for mark in ("|", ";", "&", "(")) + 1
    words = text[segment:].split()
    word = "" if not words or text[-1:].isspace() else words.pop()
    start = len(text) - len(word)
    if not words:
        return start, _fitting(word, [*PROGRAMS])
    words = [*terminal.aliases.get(words[0], words[0]).split(), *words[1:]]
    if words[:1] != ["kubectl"]:
        found = _minikube(words, word) if words[:1] == ["minikube"] else _files(word, terminal)
        return start, found
    cut, candidates = _Kubectl(terminal, words[1:], word).candidates()
    return start + cut, candidates


def _fitting(word: str, names: list[str] | tuple[str, ...], end: str = " ") -> list[str]:
    return [name if name.endswith(("=", "/")) else name + end for name in sorted(set(names)) if name.startswith(word)][
        :MOST
    ]


def _files(word: str, terminal: Terminal) -> list[str]:
    folder, slash, _ = word.rpartition("/")
    place = folder or "."
    if not terminal.files.is_dir(place):
        return []
    names = [f"{folder}{slash}{name}" for name in terminal.files.listdir(place) if not name.startswith(".")]
    return _fitting(word, [f"{name}/" if terminal.files.is_dir(name) else name for name in names])


def _minikube(words: list[str], word: str) -> list[str]:
    if words[1:2] == ["node"]:
        return _fitting(word, ("add", "delete", "list", "start", "stop"))
    return (
        _fitting(word, ("start", "stop", "status", "delete", "node", "ip", "kubectl", "version"))
        if len(words) == 1
        else []
    )


class _Kubectl:
    def __init__(self, terminal: Terminal, words: list[str], word: str):
        self.terminal, self.words, self.word = terminal, words, word
        self.store, self.kinds = terminal.simulation.store, terminal.simulation.api.kinds
        self.command, self.args, self.waiting, self.namespace = self._read()

    def _read(self) -> tuple[str, list[str], str, str]:
        """The command so far, its arguments, the flag that waits for a value, the namespace."""
        args: list[str] = []
        command, waiting, namespace = "", "", "default"
        for word in self.words:
            if waiting:
                namespace = word if waiting == "namespace" else namespace
                waiting = ""
            elif word.startswith("-"):
                waiting = self._flag(command, word)
                name, _, value = word.lstrip("-").partition("=")
                namespace = value if value and name in ("n", "namespace") else namespace
            elif not args and word in helptext.subcommands(command):
                command = f"{command} {word}".strip()
            else:
                args.append(word)
        return command, args, waiting, namespace

    def _flag(self, command: str, word: str) -> str:
        """The name of the flag if the next word is its value, else ""."""
        if "=" in word or (not word.startswith("--") and len(word) > 2):
            return ""
        known = helptext.flags(command)
        name = word.lstrip("-")
        flag = known.get(name) or next((flag for flag in known.values() if flag.short == name), None)
        return flag.name if flag and takes_value(flag) else ""

    def candidates(self) -> tuple[int, list[str]]:
        word = self.word
        if self.waiting:
            return 0, self._values(self.waiting, word)
        if word.startswith("--") and "=" in word:
            name, _, value = word[2:].partition("=")
            return len(name) + 3, self._values(name, value)
        if word.startswith("-"):
            return 0, _fitting(
                word,
                [
                    f"--{flag.name}" + ("=" if takes_value(flag) else "")
                    for flag in helptext.flags(self.command).values()
                ],
            )
        below = helptext.subcommands(self.command)
        if below and not self.args and self.command != "apply":
            found = _fitting(word, below)
            if found or self.command in ("", "config", "rollout", "set"):
                return 0, found
        return self._arguments()

    def _values(self, flag: str, word: str) -> list[str]:
        if flag in ("filename", "patch-file", "from-file"):
            return _files(word, self.terminal)
        if flag == "namespace":
            return _fitting(word, self._names("namespaces"))
        if flag == "output":
            return _fitting(word, _OUTPUTS)
        fixed = {
            "dry-run": ("client", "server", "none"),
            "cascade": ("background", "foreground", "orphan"),
            "type": ("ClusterIP", "NodePort", "LoadBalancer"),
        }
        return _fitting(word, fixed.get(flag, ()))

    def _arguments(self) -> tuple[int, list[str]]:
        first = self.command.split(" ")[0]
        if first in _TAKES_POD:
            return 0, _fitting(self.word, self._names("pods"))
        if first in _TAKES_NODE:
            return 0, _fitting(self.word, self._names("nodes"))
        if first == "taint" and self.args:
            return 0, _fitting(self.word, self._names("nodes"))
        if first not in _TAKES_KIND and first != "taint":
            return 0, []
        return self._kinds_or_names()

    def _kinds_or_names(self) -> tuple[int, list[str]]:
        kind, slash, name = self.word.partition("/")
        if slash:
            resource = self._resource(kind)
            return len(kind) + 1, _fitting(name, self._names(resource)) if resource else []
        if not self.args:
            plurals = [kind.plural for kind in self.kinds.all]
            if self.word:
                plurals += [short for kind in self.kinds.all for short in kind.short_names if short == self.word]
            return 0, _fitting(self.word, plurals, end="" if self.command.startswith(("rollout", "set")) else " ")
        resource = self._resource(self.args[0])
        taken = set(self.args[1:])
        return 0, [
            found for found in _fitting(self.word, self._names(resource)) if found.strip() not in taken
        ] if resource else []

    def _resource(self, word: str) -> str | None:
        word = word.lower()
        for kind in self.kinds.all:
            if word in (kind.plural, kind.singular, kind.resource, *kind.short_names):
                return kind.resource
        return None

    def _names(self, resource: str) -> list[str]:
        kind = self.kinds.by_resource.get(resource)
        namespace = self.namespace if kind is not None and kind.namespaced else None
        return [obj["metadata"]["name"] for obj in self.store.list(resource, namespace)]
