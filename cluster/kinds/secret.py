"""Secret: values by key, kept apart from ConfigMaps so that access can differ.

Source: https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/secret-v1/
"""

from __future__ import annotations

from base64 import b64decode, b64encode

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, NAME, age
from cluster.kinds.rules.bags import bag_size, immutable_bags, validate_keys
from cluster.kinds.rules.errors import invalid, required, too_long
from cluster.kinds.rules.metadata import validate_metadata_update
from cluster.kinds.rules.reading import labels, struct, text
from cluster.kinds.standard import Standard
from cluster.objects.go import json as gojson
from cluster.objects.paths import without

LIMIT = 1024 * 1024
_ACCOUNT = "kubernetes.io/service-account.name"
# Type → keys that must be there.
_KEYS = {
    "kubernetes.io/dockercfg": (".dockercfg",),
    "kubernetes.io/dockerconfigjson": (".dockerconfigjson",),
    "kubernetes.io/ssh-auth": ("ssh-privatekey",),
    "kubernetes.io/tls": ("tls.crt", "tls.key"),
}
_JSON = (".dockercfg", ".dockerconfigjson")
_NAMES = {list: "array", str: "string", bool: "bool", int: "number", float: "number"}


class Secret(Standard):
    kind, plural = "Secret", "secrets"
    has_generation = False
    columns = (NAME, Column("Type"), Column("Data"), AGE)

    def defaults(self, obj: dict) -> dict:
        """`stringData` is a way to write `data`."""
        plain = labels(obj, "stringData")
        obj = {**without(obj, "stringData"), "type": text(obj, "type") or "Opaque"}
        if plain:
            written = {key: b64encode(value.encode("utf-8", "replace")).decode() for key, value in plain.items()}
            obj["data"] = {**struct(obj, "data"), **written}
        return obj

    def rules(self, obj: dict) -> list[FieldError]:
        data, kind = struct(obj, "data"), text(obj, "type")
        errors = validate_keys(sorted(data), "data")
        if bag_size(data) > LIMIT:
            errors.append(too_long("data", LIMIT))
        if kind == "kubernetes.io/service-account-token":
            if not labels(struct(obj, "metadata"), "annotations").get(_ACCOUNT):
                errors.append(required(f"metadata.annotations[{_ACCOUNT}]"))
        elif kind == "kubernetes.io/basic-auth" and not {"username", "password"} & set(data):
            errors += [required("data[username]"), required("data[password]")]
        for key in _KEYS.get(kind, ()):
            if key not in data or (kind.endswith("ssh-auth") and not data[key]):
                errors.append(required(f"data[{key}]"))
            elif key in _JSON:
                errors += _well_formed(data[key], f"data[{key}]")
        return errors

    def validate_update(self, obj: dict, old: dict) -> list[FieldError]:
        errors = validate_metadata_update(obj, old)
        if text(obj, "type") != text(old, "type"):
            errors.append(invalid("type", text(obj, "type"), "field is immutable"))
        return errors + immutable_bags(obj, old, "data") + self.validate(obj)

    def field_labels(self, obj: dict) -> dict[str, str]:
        return {**super().field_labels(obj), "type": obj.get("type", "")}

    def row(self, obj: dict, now: int) -> list:
        metadata = obj["metadata"]
        return [
            metadata["name"],
            obj.get("type", ""),
            len(obj.get("data") or ()),
            age(metadata.get("creationTimestamp"), now),
        ]


def _well_formed(value: object, path: str) -> list[FieldError]:
    """A registry's credentials must be a JSON object; the decoder's words, and nothing of the secret, are told."""
    try:
        raw = b64decode(value if isinstance(value, str) else "")
    except ValueError:
        return []  # refused when it was decoded
    try:
        found = gojson.loads(raw)
    except gojson.GoJSONError as error:
        return [invalid(path, "<secret contents redacted>", str(error))]
    if found is None or isinstance(found, dict):
        return []
    why = f"json: cannot unmarshal {_NAMES[type(found)]} into Go value of type map[string]interface {{}}"
    return [invalid(path, "<secret contents redacted>", why)]


KIND = Secret()
