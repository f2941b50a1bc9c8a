"""Where a volume's data lie: exactly one source, and what each needs.

Source: https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/persistent-volume-v1/; the
order and the paths are those in which the server looks.
"""

from __future__ import annotations

from cluster.kinds.base import FieldError
from cluster.kinds.pod import volumes
from cluster.kinds.pod.paths import no_steps_back
from cluster.kinds.pod.volume_defaults import FIELDS
from cluster.kinds.pod.volumes import Source, driver_name, needs
from cluster.kinds.rules import names
from cluster.kinds.rules.errors import each_invalid, forbidden, required
from cluster.kinds.rules.reading import optional, text

_SECRETS = ("controllerPublishSecretRef", "controllerExpandSecretRef", "nodePublishSecretRef", "nodeExpandSecretRef")
_FILE_SYSTEMS = {"scaleIO": {"storageMode": "ThinProvisioned", "fsType": "xfs"}}


def default_source(spec: dict) -> dict:
    """The volume's spec with what its source leaves unsaid."""
    for source, fields in {**FIELDS, **_FILE_SYSTEMS}.items():
        given = optional(spec, source)
        if source in SOURCES and given is not None:
            missing = {name: value for name, value in fields.items() if given.get(name) is None}
            spec = {**spec, source: {**given, **missing}}
    return spec


def validate_source(spec: dict, path: str) -> list[FieldError]:
    given = [source for source in SOURCES if optional(spec, source) is not None]
    if not given:
        return [required(path, "must specify a volume type")]
    errors, found = [], False
    for source in given:
        at = f"{path}.{_FORBIDDEN_AS.get(source, source)}"
        if found and source != "flexVolume":
            errors.append(forbidden(at, "may not specify more than 1 volume type"))
            continue
        found = True
        errors += SOURCES[source](spec[source], f"{path}.{_SHOWN_AS.get(source, source)}")
        if source == "local" and not _requires_nodes(spec):
            errors.append(required(f"{path}.nodeAffinity", "Local volume requires node affinity"))
    return errors


def _requires_nodes(spec: dict) -> bool:
    return optional(spec, "nodeAffinity") is not None


def _local(source: dict, path: str) -> list[FieldError]:
    place = text(source, "path")
    return no_steps_back(place, f"{path}.path") if place else [required(f"{path}.path")]


def _with_secret(*fields: str) -> Source:
    """The fields must be there, and if a secret is named, its name and namespace."""

    def check(source: dict, path: str) -> list[FieldError]:
        errors, secret = needs(*fields)(source, path), optional(source, "secretRef")
        return errors if secret is None else errors + needs("name", "namespace")(secret, f"{path}.secretRef")

    return check


def _azure_file(source: dict, path: str) -> list[FieldError]:
    errors = needs("secretName", "shareName")(source, path)
    return [*errors, required(f"{path}.secretNamespace")] if source.get("secretNamespace") == "" else errors


def _storage_os(source: dict, path: str) -> list[FieldError]:
    name = text(source, "volumeName")
    label = each_invalid(f"{path}.volumeName", name, names.dns_label(name)) if name else []
    return label + _with_secret("volumeName")(source, path)


def _driver(source: dict, path: str) -> list[FieldError]:
    errors = driver_name(text(source, "driver"), f"{path}.driver") + needs("volumeHandle")(source, path)
    for field in _SECRETS:
        secret = optional(source, field)
        for part, check in (
            (("name", names.dns_subdomain), ("namespace", names.dns_label)) if secret is not None else ()
        ):
            value, at = text(secret or {}, part), f"{path}.{field}.{part}"
            errors += each_invalid(at, value, check(value)) if value else [required(at)]
    return errors


SOURCES: dict[str, Source] = {
    **{name: volumes.SOURCES[name] for name in ("hostPath", "gcePersistentDisk", "awsElasticBlockStore")},
    **{name: volumes.SOURCES[name] for name in ("glusterfs", "flocker", "nfs", "rbd", "quobyte", "cephfs", "iscsi")},
    "cinder": _with_secret("volumeID"),
    **{name: volumes.SOURCES[name] for name in ("fc", "flexVolume")},
    "azureFile": _azure_file,
    **{name: volumes.SOURCES[name] for name in ("vsphereVolume", "photonPersistentDisk", "portworxVolume")},
    **{name: volumes.SOURCES[name] for name in ("azureDisk", "scaleIO")},
    "local": _local,
    "storageos": _storage_os,
    "csi": _driver,
}
_SHOWN_AS = {"gcePersistentDisk": "persistentDisk"}
_FORBIDDEN_AS = {"cephfs": "cephFS"}
