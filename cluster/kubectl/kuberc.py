"""kuberc: a person's own defaults and aliases for kubectl.

Source: https://kubernetes.io/docs/reference/kubectl/kuberc/ and the words of kubectl 1.35.2.
"""

from __future__ import annotations

import re

from cluster.kubectl import helptext
from cluster.kubectl.errors import Said
from cluster.kubectl.host import Host
from cluster.kubectl.printers.govalues import quote
from cluster.objects import yaml

_OFF = ("false", "0", "off")
_VERSIONS = ("kubectl.config.k8s.io/v1alpha1", "kubectl.config.k8s.io/v1beta1")
_FAILED = "error occurred while applying preferences"


def file_of(host: Host, given: str = "") -> str:
    """`given` is --kuberc."""
    return given or host.environment.get("KUBERC") or f"{host.environment.get('HOME', '')}/.kube/kuberc"


def applied(words: list[str], host: Host) -> list[str]:
    """The line with what the preferences add to it. Raises Said for preferences that cannot be followed."""
    given = _given(words)
    if host.environment.get("KUBECTL_KUBERC", "").lower() in _OFF:
        return words
    name = file_of(host, given)
    if not host.files.exists(name):
        if given:
            raise Said(f"{_FAILED} kuberc error kuberc: open {name}: no such file or directory")
        return words
    preference = _read(name, host)
    return _with_defaults(_with_alias(words, preference, host), preference, host)


def _given(words: list[str]) -> str:
    for at, word in enumerate(words):
        if word == "--":
            break
        if word.startswith("--kuberc="):
            return word.partition("=")[2]
        if word == "--kuberc":
            return words[at + 1] if at + 1 < len(words) else ""
    return ""


def _read(name: str, host: Host) -> dict:
    try:
        found = yaml.load(host.files.read(name))
    except ValueError:
        found = None
    if isinstance(found, dict) and found.get("kind") == "Preference" and found.get("apiVersion") in _VERSIONS:
        return found
    told = f"no valid preferences found in {name}, use --v=5 to see details"
    host.err(f"kuberc: no preferences loaded from {name}: {told}")
    return {}


def _with_alias(words: list[str], preference: dict, host: Host) -> list[str]:
    below = helptext.subcommands("")
    for alias in preference.get("aliases") or ():
        name, command = alias.get("name", ""), alias.get("command", "")
        if not re.fullmatch(r"[a-zA-Z]+", name):
            raise Said(f"{_FAILED} invalid alias name, can only include alphabetical characters")
        if name in below:
            continue
        if not _is_command(command):
            raise Said(f"{_FAILED} command {quote(command)} not found to set alias {quote(name)}: {_list(command)}")
        if words[:1] == [name]:
            rest = words[1:]
            options = _options(alias, command, rest)
            before = [*command.split(), *(alias.get("prependArgs") or ()), *options]
            return [*before, *rest, *(alias.get("appendArgs") or ())]
    return words


def _with_defaults(words: list[str], preference: dict, host: Host) -> list[str]:
    for default in preference.get("defaults") or ():
        command = default.get("command", "")
        if not _is_command(command):
            host.err(f"Warning: command {quote(command)} not found to set kuberc override\n")
            continue
        parts = command.split()
        if words[: len(parts)] != parts or _goes_further(command, words[len(parts) :]):
            continue
        rest = words[len(parts) :]
        return [*parts, *_options(default, command, rest), *rest]
    return words


def _goes_further(command: str, rest: list[str]) -> bool:
    """Whether the line means a command below this one."""
    return bool(rest) and rest[0] in helptext.subcommands(command)


def _options(entry: dict, command: str, rest: list[str]) -> list[str]:
    """`--name=value` of each option that the line does not set itself."""
    flags, found = helptext.flags(command), []
    for option in entry.get("options") or ():
        name = option.get("name", "")
        if name not in flags:
            raise Said(f"{_FAILED} invalid flag {name} for command {command}")
        short = flags[name].short
        typed = rest[: rest.index("--")] if "--" in rest else rest
        if not any(_sets(word, name, short) for word in typed):
            found.append(f"--{name}={option.get('default', '')}")
    return found


def _sets(word: str, name: str, short: str) -> bool:
    if word.startswith("--"):
        return word[2:].partition("=")[0] == name
    return bool(short) and word.startswith(f"-{short}")


def _is_command(command: str) -> bool:
    try:
        helptext.text(command)
    except KeyError:
        return False
    return bool(command)


def _list(command: str) -> str:
    return f"[{' '.join(command.split())}]"
