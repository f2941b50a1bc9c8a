"""kubectl config set-cluster, set-credentials, set and unset.

Source: https://kubernetes.io/docs/reference/kubectl/generated/kubectl_config/ and words of kubectl 1.35.2.
"""

from __future__ import annotations

import base64

from cluster.kubectl import helptext
from cluster.kubectl.command import Call, Command
from cluster.kubectl.errors import KubectlError
from cluster.kubectl.printers import govalues
from cluster.objects.go.booleans import parse_bool

# The fields of a kubeconfig that can be set, by the kind of value. Source: the Config type of client-go (v1).
_TEXT, _YES, _LIST, _DATA = "text", "bool", "list", "bytes"
_FIELDS = {
    "clusters": {
        "server": _TEXT, "tls-server-name": _TEXT, "insecure-skip-tls-verify": _YES, "certificate-authority": _TEXT,
        "certificate-authority-data": _DATA, "proxy-url": _TEXT, "disable-compression": _YES,
    },
    "contexts": {"cluster": _TEXT, "user": _TEXT, "namespace": _TEXT},
    "users": {
        "client-certificate": _TEXT, "client-certificate-data": _DATA, "client-key": _TEXT, "client-key-data": _DATA,
        "token": _TEXT, "tokenFile": _TEXT, "as": _TEXT, "as-uid": _TEXT, "as-groups": _LIST, "username": _TEXT,
        "password": _TEXT,
    },
}  # fmt: skip
_SINGULAR = {"clusters": "cluster", "contexts": "context", "users": "user"}


def _entry(call: Call, key: str, name: str) -> dict:
    return dict((call.config.named(key, name) or {}).get(_SINGULAR[key]) or {})


def _store(call: Call, key: str, name: str, fields: dict) -> None:
    config = call.config.content
    others = [entry for entry in config.get(key) or () if entry["name"] != name]
    entry = {_SINGULAR[key]: dict(sorted(fields.items())), "name": name}
    call.config.content = {**config, key: sorted([*others, entry], key=lambda item: item["name"])}


def _one_name(call: Call) -> str:
    if len(call.args) != 1:
        call.out(helptext.text(call.command))
        raise KubectlError(f"Unexpected args: {govalues.plain(call.args)}")
    return call.args[0]


def _embed(call: Call, fields: dict, field: str) -> None:
    """`--embed-certs`: what is in the file, instead of its name. The other of the two goes."""
    fields.pop(f"{field}-data", None)
    if call.flags["embed-certs"] and fields[field]:
        path = fields.pop(field)
        try:
            text = call.host.files.read(path)
        except OSError:
            told = f"could not stat {field} file {path}: stat {path}: no such file or directory"
            raise KubectlError(told) from None
        fields[f"{field}-data"] = base64.b64encode(text.encode()).decode()


class SetCluster(Command):
    path = "config set-cluster"

    def run(self, call: Call) -> int:
        flags, name = call.flags, _one_name(call)
        fields = _entry(call, "clusters", name)
        for flag in ("server", "tls-server-name", "proxy-url", "certificate-authority"):
            if flags.given(flag):
                fields[flag] = flags[flag]
        if flags.given("insecure-skip-tls-verify"):
            fields["insecure-skip-tls-verify"] = flags["insecure-skip-tls-verify"]
        if flags.given("certificate-authority"):
            _embed(call, fields, "certificate-authority")
        _store(call, "clusters", name, {key: value for key, value in fields.items() if value not in ("", False)})
        call.out(f'Cluster "{name}" set.\n')
        return 0


class SetCredentials(Command):
    path = "config set-credentials"

    def run(self, call: Call) -> int:
        if len(call.args) != 1:
            call.out(helptext.text(call.command))
            raise KubectlError(f"unexpected args: {govalues.plain(call.args)}")
        flags, name = call.flags, call.args[0]
        self._check(call)
        fields = _entry(call, "users", name)
        for flag in ("client-certificate", "client-key", "token", "username", "password"):
            if flags.given(flag):
                fields[flag] = flags[flag]
        for flag in ("client-certificate", "client-key"):
            if flags.given(flag):
                _embed(call, fields, flag)
        if flags["token"]:
            fields.pop("username", None), fields.pop("password", None)
        elif flags["username"] or flags["password"]:
            fields.pop("token", None)
        if flags["exec-command"]:
            fields["exec"] = self._plugin(call)
        _store(call, "users", name, {key: value for key, value in fields.items() if value != ""})
        call.out(f'User "{name}" set.\n')
        return 0

    def _check(self, call: Call) -> None:
        flags = call.flags
        ways = [way for way, given in (("--token", flags["token"]),
                ("--username/--password", flags["username"] or flags["password"])) if given]  # fmt: skip
        if len(ways) > 1:
            told = ", ".join(ways)
            raise KubectlError(f"you cannot specify more than one authentication method at the same time: {told}")

    def _plugin(self, call: Call) -> dict:
        flags = call.flags
        env = [dict(zip(("name", "value"), item.split("=", 1), strict=False)) for item in flags["exec-env"]]
        mode = flags["exec-interactive-mode"]
        return {
            "apiVersion": flags["exec-api-version"],
            "args": flags["exec-arg"] or None,
            "command": flags["exec-command"],
            "env": env or None,
            **({"interactiveMode": mode} if mode else {}),
            "provideClusterInfo": flags["exec-provide-cluster-info"],
        }


class Set(Command):
    path = "config set"

    def run(self, call: Call) -> int:
        if len(call.args) != 2:
            call.out(helptext.text(call.command))
            raise KubectlError(f"Unexpected args: {govalues.plain(call.args)}")
        path, value = call.args
        if path == "current-context":
            call.config.content = {**call.config.content, "current-context": value}
        else:
            key, name, field = _steps(call, path)
            if not field:
                raise KubectlError(f"can't set a map to a value: {_map_text(call, key)}")
            fields = {**_entry(call, key, name), field: self._value(call, key, field, value)}
            _store(call, key, name, {word: told for word, told in fields.items() if told is not False})
        call.out(f'Property "{path}" set.\n')
        return 0

    def _value(self, call: Call, key: str, field: str, text: str):
        kind = _FIELDS[key][field]
        if kind == _YES:
            return _boolean(text)
        if kind == _LIST:
            return text.split(",")
        if kind == _DATA:
            return self._data(call, text)
        return text

    def _data(self, call: Call, text: str) -> str:
        if call.flags["set-raw-bytes"]:
            return base64.b64encode(text.encode()).decode()
        try:
            base64.b64decode(text, validate=True)
        except ValueError:
            raise KubectlError(f"error decoding data: illegal base64 data at input byte {_good(text)}") from None
        return text


def _good(text: str) -> int:
    """How many characters at the beginning are base64."""
    return next((index for index, char in enumerate(text) if not (char.isalnum() or char in "+/=")), len(text))


class Unset(Command):
    path = "config unset"

    def run(self, call: Call) -> int:
        if len(call.args) != 1:
            call.out(helptext.text(call.command))
            raise KubectlError(f"Unexpected args: {govalues.plain(call.args)}")
        path, config = call.args[0], call.config.content
        if path == "current-context":
            call.config.content = {**config, "current-context": ""}
        else:
            key, name, field = _steps(call, path)
            if field and call.config.named(key, name) is None:
                raise KubectlError(f"current map key `{name}` is invalid")
            if field:
                fields = _entry(call, key, name)
                _store(call, key, name, {word: value for word, value in fields.items() if word != field})
            else:
                others = [other for other in config.get(key) or () if other["name"] != name]
                call.config.content = {**config, key: others}
        call.out(f'Property "{path}" unset.\n')
        return 0


def _steps(call: Call, path: str) -> tuple[str, str, str]:
    """`contexts.dev.namespace` → (contexts, dev, namespace). A name may hold dots."""
    key, _, rest = path.partition(".")
    if key not in _FIELDS:
        raise KubectlError(f"unable to parse {path} after [] at api.Config")
    known = _FIELDS[key]
    name, dot, field = rest.rpartition(".")
    if not dot or (field not in known and call.config.named(key, rest) is not None):
        return key, rest, ""
    if field not in known:
        raise KubectlError(f"unable to parse {path} after [{key} {name}] at api.{_SINGULAR[key].title()}")
    return key, name, field


def _map_text(call: Call, key: str) -> str:
    return govalues.plain({entry["name"]: entry for entry in call.config.content.get(key) or ()})


def _boolean(text: str) -> bool:
    value = parse_bool(text)
    if value is None:
        raise KubectlError(f"strconv.ParseBool: parsing {govalues.quote(text)}: invalid syntax")
    return value
