"""kubectl alpha kuberc: the file of a person's own defaults and aliases.

Source: https://kubernetes.io/docs/reference/kubectl/kuberc/ and the words of kubectl 1.35.2.
"""

from __future__ import annotations

import posixpath
from typing import Any

from cluster.kubectl import kuberc
from cluster.kubectl.command import Call, Command, Steps
from cluster.kubectl.errors import KubectlError
from cluster.kubectl.output import structured
from cluster.kubectl.printers.govalues import quote
from cluster.kubectl.waiting import Listen
from cluster.objects import yaml

_ASKED = "Would you like to generate a default kuberc file with recommended options? (y/N): "
_ARGUMENTS = {"prependarg": "prependArgs", "appendarg": "appendArgs"}


def _entry(command: str, option: str) -> dict:
    return {"command": command, "options": [{"name": option, "default": "true"}]}


_RECOMMENDED = [_entry("apply", "server-side"), _entry("delete", "interactive")]


_FIELDS = (
    "kind",
    "apiVersion",
    "defaults",
    "aliases",
    "name",
    "command",
    "prependArgs",
    "appendArgs",
    "options",
    "default",
)


def _in_order(value: Any) -> Any:
    """Fields in the order of the API's types."""
    if isinstance(value, list):
        return [_in_order(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {name: _in_order(value[name]) for name in sorted(value, key=lambda name: (*_FIELDS, name).index(name))}


def _preference(**sections: Any) -> dict:
    return {"kind": "Preference", "apiVersion": "kubectl.config.k8s.io/v1beta1", **sections}


class View(Command):
    path = "alpha kuberc view"

    def run(self, call: Call) -> Steps:
        show = structured(call, in_order=True)
        name = kuberc.file_of(call.host, call.flags["kuberc"])
        if call.host.files.exists(name):
            show(_in_order(yaml.load(call.host.files.read(name))))
            return 0
        call.out(f"kuberc file not found at {name}\n{_ASKED}")
        typed = call.host.stdin
        if typed is None and call.host.person:
            typed = yield Listen()
        if (typed or "").strip().lower() in ("y", "yes"):
            _write(call, name, _preference(aliases=None, defaults=_RECOMMENDED))
        return 0


class Set(Command):
    path = "alpha kuberc set"
    required = ("command", "section")

    def run(self, call: Call) -> int:
        flags, section = call.flags, call.flags["section"]
        if section not in ("defaults", "aliases"):
            raise KubectlError(f'--section must be "defaults" or "aliases", got: {section}')
        self._check(call, section)
        name = kuberc.file_of(call.host, flags["kuberc"])
        files = call.host.files
        old = yaml.load(files.read(name)) if files.exists(name) else _preference(aliases=None, defaults=None)
        entry = self._made(call, section)
        found = list(old.get(section) or ())
        key = "name" if section == "aliases" else "command"
        place = next((at for at, each in enumerate(found) if each.get(key) == entry[key]), None)
        if place is None:
            found.append(entry)
        elif not flags["overwrite"]:
            what = "alias" if section == "aliases" else "defaults for command"
            is_ = "already exists" if section == "aliases" else "already exist"
            raise KubectlError(f"{what} {quote(entry[key])} {is_}, use --overwrite to replace")
        else:
            found[place] = entry
        _write(call, name, {**old, section: found})
        return 0

    def _check(self, call: Call, section: str) -> None:
        flags = call.flags
        if section == "aliases" and not flags["name"]:
            raise KubectlError("--name is required when --section=aliases")
        if section == "defaults" and flags["name"]:
            raise KubectlError("--name should not be specified when --section=defaults")
        if section == "defaults" and any(flags[each] for each in _ARGUMENTS):
            raise KubectlError("--prependarg and --appendarg are only valid for --section=aliases")

    def _made(self, call: Call, section: str) -> dict:
        options = []
        for text in call.flags["option"]:
            name, equals, value = text.partition("=")
            if not equals:
                raise KubectlError(f"invalid option format {quote(text)}, expected flag=value")
            options.append({"default": value, "name": name})
        made: dict[str, Any] = {"command": call.flags["command"]}
        if section == "defaults":
            return {**made, "options": options or None}
        made |= {"name": call.flags["name"]} | ({"options": options} if options else {})
        return made | {field: call.flags[flag] for flag, field in _ARGUMENTS.items() if call.flags[flag]}


def _write(call: Call, name: str, preference: dict) -> None:
    files, folder = call.host.files, posixpath.dirname(name)
    if folder and not files.is_dir(folder):
        files.mkdir(folder)
    files.write(name, yaml.dump(preference))
    call.out(f"Updated {name}\n")
