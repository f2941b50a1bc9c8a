"""kubectl create configmap and create secret."""

from __future__ import annotations

import base64
import json as standard_json
import re
from hashlib import sha256

from cluster.kubectl.command import Call, Command
from cluster.kubectl.errors import KubectlError
from cluster.kubectl.generating import made, name_of, submit
from cluster.kubectl.printers.json import compact

_KEY = re.compile(r"[-._a-zA-Z0-9]+\Z")
_VARIABLE = re.compile(r"[-._a-zA-Z][-._a-zA-Z0-9]*\Z")


# Digits that could spell something. Source: names that kubectl 1.35.2 gives with --append-hash.
_HARMLESS = str.maketrans("013ae", "ghkmt")


def _name_with_hash(call: Call, obj: dict, hashed: dict) -> None:
    """`--append-hash`: the name tells the content."""
    if call.flags["append-hash"]:
        name = obj["metadata"]["name"]
        digest = sha256(compact({**hashed, "name": name}).encode()).hexdigest()
        obj["metadata"]["name"] = f"{name}-{digest[:10].translate(_HARMLESS)}"


class CreateConfigMap(Command):
    path = "create configmap"

    def run(self, call: Call) -> int:
        name = name_of(call)
        data = _Sources(call, "ConfigMap", name).read()
        obj = made("ConfigMap", "v1", name)
        if data:
            obj["data"] = dict(sorted(data.items()))
        _name_with_hash(call, obj, {"kind": "ConfigMap", "data": obj.get("data")})
        submit(call, obj, "configmaps", "failed to create configmap:")
        return 0


class CreateSecretGeneric(Command):
    path = "create secret generic"

    def run(self, call: Call) -> int:
        name = name_of(call)
        data = _Sources(call, "Secret", name).read()
        obj = made("Secret", "v1", name)
        if data:
            obj["data"] = {key: _encoded(data[key]) for key in sorted(data)}
        if call.flags["type"]:
            obj["type"] = call.flags["type"]
        _name_with_hash(call, obj, {"kind": "Secret", "data": obj.get("data"), "type": obj.get("type", "")})
        submit(call, obj, "secrets", "failed to create secret")
        return 0


class CreateSecretTls(Command):
    path = "create secret tls"

    def run(self, call: Call) -> int:
        name, flags = name_of(call), call.flags
        if not flags["cert"] or not flags["key"]:
            raise KubectlError("key and cert must be specified")
        data = {"tls.crt": _pem(call, flags["cert"]), "tls.key": _pem(call, flags["key"])}
        fields = {"data": {key: _encoded(text) for key, text in data.items()}, "type": "kubernetes.io/tls"}
        obj = made("Secret", "v1", name, **fields)
        _name_with_hash(call, obj, {"kind": "Secret", **fields})
        submit(call, obj, "secrets", "failed to create secret")
        return 0


class CreateSecretDocker(Command):
    path = "create secret docker-registry"

    def run(self, call: Call) -> int:
        name, flags = name_of(call), call.flags
        if not flags["from-file"] and not (
            flags["docker-username"] and flags["docker-password"] and flags["docker-server"]
        ):
            raise KubectlError(
                "either --from-file or the combination of --docker-username, --docker-password and "
                "--docker-server is required"
            )
        user, password = flags["docker-username"], flags["docker-password"]
        entry = {"username": user, "password": password}
        if flags["docker-email"]:
            entry["email"] = flags["docker-email"]
        entry["auth"] = _encoded(f"{user}:{password}")
        text = standard_json.dumps({"auths": {flags["docker-server"]: entry}}, separators=(",", ":"))
        if flags["from-file"]:
            text = _file(call, flags["from-file"][0].partition("=")[2] or flags["from-file"][0])
        fields = {"data": {".dockerconfigjson": _encoded(text)}, "type": "kubernetes.io/dockerconfigjson"}
        obj = made("Secret", "v1", name, **fields)
        _name_with_hash(call, obj, {"kind": "Secret", **fields})
        submit(call, obj, "secrets", "failed to create secret")
        return 0


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _pem(call: Call, path: str) -> str:
    if not call.host.files.exists(path):
        raise KubectlError(f"Cannot read file {path}, open {path}: no such file or directory")
    text = _file(call, path)
    if "-----BEGIN " not in text:
        raise KubectlError("tls: failed to find any PEM data in certificate input")
    return text


def _file(call: Call, path: str) -> str:
    try:
        return call.host.files.read(path)
    except OSError:
        raise KubectlError(f"error reading {path}: no such file or directory") from None


class _Sources:
    """Keys and texts out of --from-literal, --from-file and --from-env-file."""

    def __init__(self, call: Call, kind: str, name: str):
        self._call, self._kind, self._name = call, kind, name
        self._data: dict[str, str] = {}

    def read(self) -> dict[str, str]:
        flags = self._call.flags
        if flags["from-env-file"] and (flags["from-file"] or flags["from-literal"]):
            raise KubectlError("from-env-file cannot be combined with from-file or from-literal")
        for source in flags["from-literal"]:
            key, equals, value = source.partition("=")
            if not equals or not key:
                raise KubectlError(f"invalid literal source {source}, expected key=value")
            if value[:1] in "\"'" and value[-1:] == value[:1] and len(value) > 1:
                value = value[1:-1]
            self._add(key, value)
        for source in flags["from-file"]:
            self._files(source)
        for path in flags["from-env-file"]:
            self._variables(path)
        return self._data

    def _add(self, key: str, value: str) -> None:
        if not _KEY.match(key):
            word = "ConfigMap" if self._kind == "ConfigMap" else "Secret"
            raise KubectlError(
                f'"{key}" is not a valid key name for a {word}: a valid config key must consist of '
                f"alphanumeric characters, "
                "'-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for "
                "validation is '[-._a-zA-Z0-9]+')"
            )
        if key in self._data:
            place = f'in Data for ConfigMap "{self._name}"' if self._kind == "ConfigMap" else ""
            text = f'cannot add key "{key}", another key by that name already exists {place}'
            raise KubectlError(text if place else f"cannot add key {key}, another key by that name already exists")
        self._data[key] = value

    def _files(self, source: str) -> None:
        files = self._call.host.files
        if source.count("=") > 1:
            raise KubectlError("key names or file paths cannot contain '='")
        key, equals, path = source.partition("=")
        path = path if equals else source
        if equals and not key:
            raise KubectlError("key name for file path " + path + " missing")
        if equals and not path:
            raise KubectlError("file path for key name " + key + " missing")
        if files.is_dir(path):
            if equals:
                raise KubectlError("cannot give a key name for a directory path")
            for name in files.listdir(path):
                if not files.is_dir(f"{path}/{name}") and _KEY.match(name):
                    self._add(name, files.read(f"{path}/{name}"))
            return
        self._add(key if equals else path.rsplit("/", 1)[-1], _file(self._call, path))

    def _variables(self, path: str) -> None:
        for line in _file(self._call, path).split("\n"):
            line = line.lstrip().rstrip("\r")
            if not line or line.startswith("#"):
                continue
            key, equals, value = line.partition("=")
            if not _VARIABLE.match(key):
                from cluster.kubectl.printers.govalues import quote

                raise KubectlError(
                    f"{quote(key)} is not a valid key name: a valid environment variable name must "
                    f"consist of alphabetic characters, "
                    "digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  "
                    "or 'MY_ENV.NAME',  or "
                    "'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')"
                )
            self._add(key, value if equals else self._call.host.environment.get(key, ""))
