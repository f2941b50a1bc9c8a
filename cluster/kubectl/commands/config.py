"""kubectl config: reads and changes the kubeconfig.

Source: https://kubernetes.io/docs/reference/kubectl/generated/kubectl_config/ and words of kubectl 1.35.2.
"""

from __future__ import annotations

from cluster.kubectl import helptext
from cluster.kubectl.command import Call, Command
from cluster.kubectl.errors import KubectlError, Several
from cluster.kubectl.output import structured
from cluster.kubectl.printers import govalues
from cluster.kubectl.printers.tabwriter import TabWriter
from cluster.objects import yaml


def _entries(call: Call, key: str) -> list[dict]:
    return list(call.config.content.get(key) or ())


def _named(call: Call, key: str, name: str) -> dict | None:
    return next((entry for entry in _entries(call, key) if entry["name"] == name), None)


def _put(call: Call, key: str, entry: dict) -> bool:
    """Store an entry under its name; whether there was one before."""
    others = [other for other in _entries(call, key) if other["name"] != entry["name"]]
    before = len(others) < len(_entries(call, key))
    call.config.content = {**call.config.content, key: sorted([*others, entry], key=lambda item: item["name"])}
    return before


def _drop(call: Call, key: str, name: str) -> None:
    left = [entry for entry in _entries(call, key) if entry["name"] != name]
    call.config.content = {**call.config.content, key: left}


def _help_error(call: Call) -> KubectlError:
    call.out(helptext.text(call.command))
    return KubectlError(f"Unexpected args: {govalues.plain(call.args)}")


class CurrentContext(Command):
    path = "config current-context"

    def run(self, call: Call) -> int:
        current = call.config.content.get("current-context")
        if not current:
            raise KubectlError("current-context is not set")
        call.out(current + "\n")
        return 0


class UseContext(Command):
    path = "config use-context"

    def run(self, call: Call) -> int:
        if len(call.args) != 1:
            raise _help_error(call)
        name = call.args[0]
        if _named(call, "contexts", name) is None:
            raise KubectlError(f'no context exists with the name: "{name}"')
        call.config.content = {**call.config.content, "current-context": name}
        call.out(f'Switched to context "{name}".\n')
        return 0


class GetContexts(Command):
    path = "config get-contexts"

    def run(self, call: Call) -> int:
        flags = call.flags
        if flags["output"] not in ("", "name"):
            text = (
                f"--output {flags['output']} is not available in kubectl config get-contexts; resetting "
                f"to default output format"
            )
            raise KubectlError(text)
        wanted = call.args or [entry["name"] for entry in _entries(call, "contexts")]
        errors: list[KubectlError] = [
            KubectlError(f"context {name} not found") for name in wanted if _named(call, "contexts", name) is None
        ]
        found = sorted(name for name in wanted if _named(call, "contexts", name) is not None)
        if flags["output"] == "name":
            call.out("".join(f"{name}\n" for name in found))
        else:
            writer = TabWriter(minimum=6, padding=3)
            if not flags["no-headers"]:
                writer.write("CURRENT\tNAME\tCLUSTER\tAUTHINFO\tNAMESPACE\n")
            for name in found:
                context = (_named(call, "contexts", name) or {}).get("context") or {}
                mark = "*" if call.config.content.get("current-context") == name else " "
                cells = (context.get(field, "") for field in ("cluster", "user", "namespace"))
                writer.write("\t".join([mark, name, *cells]) + "\n")
            call.out(writer.flush())
        if errors:
            raise errors[0] if len(errors) == 1 else Several(errors)
        return 0


class _Names(Command):
    key: str

    def run(self, call: Call) -> int:
        call.out(
            "NAME\n"
            + "".join(f"{entry['name']}\n" for entry in sorted(_entries(call, self.key), key=lambda item: item["name"]))
        )
        return 0


class GetClusters(_Names):
    path, key = "config get-clusters", "clusters"


class GetUsers(_Names):
    path, key = "config get-users", "users"


class SetContext(Command):
    path = "config set-context"

    def run(self, call: Call) -> int:
        flags = call.flags
        if len(call.args) > 1:
            raise _help_error(call)
        if not call.args and not flags["current"]:
            raise KubectlError("you must specify a non-empty context name or --current")
        name: str = call.config.content.get("current-context", "") if flags["current"] else call.args[0]
        if flags["current"] and not name:
            raise KubectlError("no current context is set")
        context = dict((_named(call, "contexts", name) or {}).get("context") or {})
        for flag in ("cluster", "user", "namespace"):
            if flags.given(flag):
                context[flag] = flags[flag]
        told = {key: value for key, value in sorted(context.items()) if value}
        existed = _put(call, "contexts", {"context": told, "name": name})
        call.out(f'Context "{name}" {"modified" if existed else "created"}.\n')
        return 0


class RenameContext(Command):
    path = "config rename-context"

    def run(self, call: Call) -> int:
        if len(call.args) != 2:
            raise _help_error(call)
        old, new = call.args
        found = _named(call, "contexts", old)
        if found is None:
            raise KubectlError(f'cannot rename the context "{old}", it\'s not in {call.config.file}')
        if _named(call, "contexts", new) is not None:
            file = call.config.file
            raise KubectlError(f'cannot rename the context "{old}", the context "{new}" already exists in {file}')
        _drop(call, "contexts", old)
        _put(call, "contexts", {**found, "name": new})
        if call.config.content.get("current-context") == old:
            call.config.content = {**call.config.content, "current-context": new}
        call.out(f'Context "{old}" renamed to "{new}".\n')
        return 0


class _Deletion(Command):
    key: str
    word: str

    def run(self, call: Call) -> int:
        if len(call.args) != 1 and self.word == "user":
            raise call.usage("user to delete is required")
        if len(call.args) != 1:
            call.out(helptext.text(call.command))
            return 0
        name = call.args[0]
        if _named(call, self.key, name) is None:
            raise KubectlError(f"cannot delete {self.word} {name}, not in {call.config.file}")
        if self.key == "contexts" and call.config.content.get("current-context") == name:
            call.err(
                'warning: this removed your active context, use "kubectl config use-context" to '
                "select a different one\n"
            )
        _drop(call, self.key, name)
        call.out(f"deleted {self.word} {name} from {call.config.file}\n")
        return 0


class DeleteContext(_Deletion):
    path, key, word = "config delete-context", "contexts", "context"


class DeleteCluster(_Deletion):
    path, key, word = "config delete-cluster", "clusters", "cluster"


class DeleteUser(_Deletion):
    path, key, word = "config delete-user", "users", "user"


class View(Command):
    path = "config view"

    def run(self, call: Call) -> int:
        if call.args:
            raise call.usage(f"unexpected arguments: {govalues.plain(call.args)}")
        config = dict(call.config.content)
        if call.flags["minify"]:
            config = self._minified(call, config)
        shown = {
            "kind": "Config",
            "apiVersion": "v1",
            "clusters": _ordered(config, "clusters", call.flags["raw"]),
            "users": _ordered(config, "users", call.flags["raw"]),
            "contexts": _ordered(config, "contexts", call.flags["raw"]),
            "current-context": config.get("current-context", ""),
        }
        if call.flags["output"] == "name":
            call.out("config/<unknown>\n")
        elif not call.flags["output"]:
            call.out(yaml.dump(shown))
        else:
            structured(call, in_order=True)(shown)
        return 0

    def _minified(self, call: Call, config: dict) -> dict:
        name = call.flags["context"] or config.get("current-context")
        found = _named(call, "contexts", name or "")
        if found is None:
            if call.flags["context"]:
                raise KubectlError(f"cannot locate context {name}")
            raise KubectlError("current-context must exist in order to minify")
        context = found.get("context") or {}
        return {
            **config,
            "contexts": [found],
            "clusters": [entry for entry in config.get("clusters") or () if entry["name"] == context.get("cluster")],
            "users": [entry for entry in config.get("users") or () if entry["name"] == context.get("user")],
        }


# Fields in the order in which kubectl writes JSON. Source: the Config type of client-go (v1).
_ORDER = {
    "clusters": (
        "server", "tls-server-name", "insecure-skip-tls-verify", "certificate-authority", "certificate-authority-data",
        "proxy-url", "disable-compression",
    ),
    "users": (
        "client-certificate", "client-certificate-data", "client-key", "client-key-data", "token", "tokenFile", "as",
        "as-uid", "as-groups", "username", "password", "auth-provider", "exec",
    ),
    "contexts": ("cluster", "user", "namespace"),
    "exec": ("command", "args", "env", "apiVersion", "installHint", "provideClusterInfo", "interactiveMode"),
}  # fmt: skip


# Fields that are shown when they are empty, too.
_ALWAYS: dict[str, dict] = {"clusters": {"server": ""}, "users": {}, "contexts": {"cluster": "", "user": ""}}


def _ordered(config: dict, key: str, raw: bool) -> list[dict] | None:
    """Entries as they are shown, secrets only when `raw`; None for no entries."""
    word = key[:-1]
    found = []
    for entry in config.get(key) or ():
        fields = _in_order(_ALWAYS[key] | (entry.get(word) or {}), _ORDER[key])
        if "exec" in fields:
            fields["exec"] = _in_order(fields["exec"], _ORDER["exec"])
        found.append({"name": entry["name"], word: fields if raw else _without_secrets(fields)})
    return found or None


def _in_order(fields: dict, first: tuple[str, ...]) -> dict:
    return {name: fields[name] for name in (*first, *sorted(set(fields) - set(first))) if name in fields}


def _without_secrets(fields: dict) -> dict:
    hidden = {"token": "REDACTED", "password": "REDACTED"}
    hidden |= {name: "DATA+OMITTED" for name in fields if name.endswith("-data")}
    return {name: hidden.get(name, value) for name, value in fields.items()}
