"""Reads the help texts: a command's flags, aliases, subcommands and examples are what its `--help` says.

Files: cluster/kubectl/help/, recorded from kubectl 1.35.2 (README there).
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from cluster.objects.go import durations

_FLAG = re.compile(r"^    (?:-(?P<short>.), |)--(?P<name>[\w.-]+)=(?P<default>.*):$", re.MULTILINE)
_SECTION = re.compile(r"^(?:[\w ()/]*Commands[\w ()]*|Subcommands provided by plugins):\n((?:  \S.*\n)*)", re.MULTILINE)
_DURATION = re.compile(r"(\d+h)?(\d+m)?\d+s\Z")

# Flags whose values are kept whole, not split at commas. Source: `--help` shows both as `[]`; behaviour of kubectl
# 1.35.2.
_WHOLE = frozenset(
    ("from-literal", "env", "as-group", "as-user-extra", "resource-name", "prune-allowlist", "audience", "rule")
    + ("annotation", "annotations", "user", "group", "serviceaccount", "exec-env", "option", "prependarg", "appendarg")
)
# The value of a flag that is given without one. Source: kubectl 1.35.2.
_IMPLIED = {"dry-run": "unchanged", "validate": "strict", "cascade": "background", "merge": "true"}
_SMALL = frozenset(
    {("create deployment", "port"), ("create deployment", "replicas"), ("autoscale", "min"), ("autoscale", "max")}
)


class Flag(NamedTuple):
    """kind: bool, int, int32, duration, string, list (split at commas), array. implied: the value of `--flag` alone."""

    name: str
    short: str
    kind: str
    default: object
    implied: str | None = None
    deprecated: str = ""


# Flags that work but are not in the help texts.
_HIDDEN = {
    "record": Flag("record", "", "bool", False, "true", "--record will be removed in the future"),
    "cpu-percent": Flag(
        "cpu-percent",
        "",
        "int32",
        -1,
        None,
        "Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).",
    ),
}
_RECORDING = ("annotate", "apply", "autoscale", "create", "edit", "expose", "label", "patch", "run", "scale")
_HIDDEN_IN = {
    "record": frozenset(
        [*_RECORDING, *(f"set {what}" for what in ("image", "resources", "selector", "serviceaccount"))]
    ),
    "cpu-percent": frozenset({"autoscale"}),
}


@cache
def text(command: str) -> str:
    """What `kubectl COMMAND --help` prints; `` is the root command, `set image` a subcommand. KeyError if there is
    none."""
    name = command.replace(" ", "-") or "kubectl"
    try:
        return (files("cluster.kubectl") / "help" / f"{name}.txt").read_text(encoding="utf-8")
    except FileNotFoundError:
        raise KeyError(command) from None


@cache
def flags(command: str) -> dict[str, Flag]:
    """All flags that the command takes, by name; those of every command among them."""
    sources = ("options", command) if command != "help" else ("options",)
    found = {flag.name: flag for source in sources for flag in _read(text(source), command)}
    found.update({name: _HIDDEN[name] for name, commands in _HIDDEN_IN.items() if command in commands})
    found["help"] = Flag("help", "h", "bool", False, "true")
    return found


@cache
def subcommands(command: str) -> tuple[str, ...]:
    """Names of the commands below `command`, in the order of its help."""
    return tuple(described_subcommands(command))


@cache
def described_subcommands(command: str) -> dict[str, str]:
    """Name → what it is for."""
    lines = (line for section in _SECTION.finditer(text(command)) for line in section[1].splitlines())
    return {line.split()[0]: line.split(None, 1)[1] if len(line.split()) > 1 else "" for line in lines}


@cache
def about_flag(command: str, name: str) -> str:
    """What the help says of a flag."""
    if name == "help":
        return f"help for {command.rpartition(' ')[2] or 'kubectl'}"
    for source in (command, "options"):
        for found in _FLAG.finditer(text(source)):
            if found["name"] == name:
                return text(source)[found.end() :].split("\n\n")[0].strip()
    return ""


@cache
def aliases(command: str) -> tuple[str, ...]:
    """Other names of the command, such as `svc` of `create service`."""
    match = re.search(r"^Aliases:\n(.*)\n", text(command), re.MULTILINE)
    return tuple(match[1].split(", ")[1:]) if match else ()


def _read(help_text: str, command: str) -> list[Flag]:
    return [
        _flag(command, match["name"], match["short"] or "", match["default"]) for match in _FLAG.finditer(help_text)
    ]


def _flag(command: str, name: str, short: str, default: str) -> Flag:
    if name == "request-timeout" or default.startswith("'"):
        return Flag(name, short, "string", default.strip("'"), _IMPLIED.get(name))
    if default in ("true", "false"):
        return Flag(name, short, "bool", default == "true", "true")
    if default.startswith("["):
        return Flag(
            name, short, "array" if name in _WHOLE else "list", default[1:-1].split(",") if default != "[]" else []
        )
    if _DURATION.match(default):
        return Flag(name, short, "duration", duration(default))
    if re.fullmatch(r"-?\d+", default):
        return Flag(name, short, "int32" if (command, name) in _SMALL else "int", int(default))
    return Flag(name, short, "string", default)


def duration(given: str) -> int:
    """Go's duration text (`1m30s`, `1.5h`) in µs. ValueError in Go's words for anything else."""
    return durations.parse(given) // 1000
