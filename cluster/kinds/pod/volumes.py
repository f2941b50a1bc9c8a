"""Validation of a pod's volumes: names, and for each source what it needs.

Source: https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/volume/, golden validation.
"""

from __future__ import annotations

from collections.abc import Callable

from cluster.kinds.base import FieldError
from cluster.kinds.pod.paths import no_steps_back, relative_path
from cluster.kinds.pod.projections import file_mode, key_paths, validate_downward_files, validate_projected
from cluster.kinds.rules import names
from cluster.kinds.rules.errors import (
    duplicate,
    each_invalid,
    forbidden,
    invalid,
    required,
    too_long,
    unsupported,
)
from cluster.kinds.rules.metadata import validate_annotations, validate_labels
from cluster.kinds.rules.reading import items, labels, number, optional, struct, structs, text
from cluster.kinds.rules.resources import quantity_of
from cluster.kinds.rules.storage import validate_claim_spec

_HOST_PATH_TYPES = ("", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket")
_PULL_POLICIES = ("Always", "IfNotPresent", "Never")

Source = Callable[[dict, str], list[FieldError]]


def validate_volumes(spec: dict, path: str, pod_name: str | None) -> tuple[dict[str, dict], list[FieldError]]:
    """The valid volumes by name (mounts may use those), and the errors."""
    volumes = structs(spec, "volumes")
    created = {f"{pod_name}-{text(volume, 'name')}" for volume in volumes if pod_name and optional(volume, "ephemeral")}
    valid: dict[str, dict] = {}
    errors = []
    for index, volume in enumerate(volumes):
        at, name = f"{path}[{index}]", text(volume, "name")
        found = _sources(volume, at, pod_name)
        found += each_invalid(f"{at}.name", name, names.dns_label(name)) if name else [required(f"{at}.name")]
        if name in valid:
            found.append(duplicate(f"{at}.name", name))
        errors += found
        if not found:
            valid[name] = volume
        claim = text(struct(volume, "persistentVolumeClaim"), "claimName")
        if claim in created:
            detail = "must not reference a PVC that gets created for an ephemeral volume"
            errors.append(invalid(f"{at}.persistentVolumeClaim.claimName", claim, detail))
    return valid, errors


def _sources(volume: dict, path: str, pod_name: str | None) -> list[FieldError]:
    """Exactly one source; a second one is forbidden."""
    given = [source for source in SOURCES if optional(volume, source) is not None]
    if not given:
        return [required(path, "must specify a volume type")]
    first = given[0]
    errors = SOURCES[first](volume[first], f"{path}.{_SHOWN_AS.get(first, first)}")
    if first == "ephemeral" and pod_name and text(volume, "name"):
        claim = f"{pod_name}-{text(volume, 'name')}"
        messages = [f'PVC name "{claim}": {message}' for message in names.dns_subdomain(claim)]
        errors += each_invalid(f"{path}.name", text(volume, "name"), messages)
    detail = "may not specify more than 1 volume type"
    return errors + [forbidden(f"{path}.{_FORBIDDEN_AS.get(name, name)}", detail) for name in given[1:]]


def needs(*fields: str) -> Source:
    """A source of which only the presence of fields is checked."""

    def check(source: dict, path: str) -> list[FieldError]:
        return [required(f"{path}.{field}") for field in fields if not source.get(field)]

    return check


def _empty_directory(source: dict, path: str) -> list[FieldError]:
    limit = source.get("sizeLimit")
    if limit is None or quantity_of(limit, path)[0].nano >= 0:
        return []
    return [forbidden(f"{path}.sizeLimit", "SizeLimit field must be a valid resource quantity")]


def _host_path(source: dict, path: str) -> list[FieldError]:
    place = text(source, "path")
    if not place:
        return [required(f"{path}.path")]
    errors = no_steps_back(place, f"{path}.path")
    if source.get("type") is not None and text(source, "type") not in _HOST_PATH_TYPES:
        errors.append(unsupported(f"{path}.type", text(source, "type"), _HOST_PATH_TYPES))
    return errors


def _git_repository(source: dict, path: str) -> list[FieldError]:
    return needs("repository")(source, path) + relative_path(text(source, "directory"), f"{path}.directory")


def _disk(field: str) -> Source:
    def check(source: dict, path: str) -> list[FieldError]:
        errors = needs(field)(source, path)
        partition = number(source, "partition") or 0
        if not 0 <= partition <= 255:
            errors.append(invalid(f"{path}.partition", partition, names.between(1, 255)))
        return errors

    return check


def _keyed(field: str) -> Source:
    """A Secret or ConfigMap as files."""

    def check(source: dict, path: str) -> list[FieldError]:
        errors = needs(field)(source, path) + file_mode(source, "defaultMode", path)
        return errors + key_paths(structs(source, "items"), f"{path}.items")

    return check


def _nfs(source: dict, path: str) -> list[FieldError]:
    errors = needs("server", "path")(source, path)
    if not text(source, "path").startswith("/"):
        errors.append(invalid(f"{path}.path", text(source, "path"), "must be an absolute path"))
    return errors


def _iscsi(source: dict, path: str) -> list[FieldError]:
    errors = needs("targetPortal", "iqn")(source, path)
    name = text(source, "iqn")
    if name and not name.startswith(("iqn", "eui", "naa")):
        errors.append(invalid(f"{path}.iqn", name, "must be valid format starting with iqn, eui, or naa"))
    lun = number(source, "lun") or 0
    if not 0 <= lun <= 255:
        errors.append(invalid(f"{path}.lun", lun, names.between(0, 255)))
    return errors


def _downward(source: dict, path: str) -> list[FieldError]:
    return file_mode(source, "defaultMode", path) + validate_downward_files(structs(source, "items"), path)


def _flex(source: dict, path: str) -> list[FieldError]:
    errors = needs("driver")(source, path)
    for key, _ in items(source, "options"):
        if f".{key.split('/')[0].lower()}".endswith((".kubernetes.io", ".k8s.io")):
            detail = "kubernetes.io and k8s.io namespaces are reserved"
            errors.append(invalid(f"{path}.options[{key}]", key, detail))
    return errors


def driver_name(driver: str, path: str) -> list[FieldError]:
    """Of a CSI driver."""
    errors = [] if driver else [required(path)]
    errors += [too_long(path, 63)] if names.length(driver) > 63 else []
    return errors + each_invalid(path, driver, names.dns_subdomain(driver.lower()))


def _driver(source: dict, path: str) -> list[FieldError]:
    errors = driver_name(text(source, "driver"), f"{path}.driver")
    secret = optional(source, "nodePublishSecretRef")
    if secret is None:
        return errors
    name = text(secret, "name")
    if not name:
        return [*errors, required(f"{path}.nodePublishSecretRef.name")]
    return errors + each_invalid(f"{path}.name", name, names.dns_subdomain(name))


def _ephemeral(source: dict, path: str) -> list[FieldError]:
    template = optional(source, "volumeClaimTemplate")
    if template is None:
        return [required(f"{path}.volumeClaimTemplate")]
    metadata, at = struct(template, "metadata"), f"{path}.volumeClaimTemplate"
    errors = validate_annotations(labels(metadata, "annotations"), f"{at}.metadata.annotations")
    errors += validate_labels(labels(metadata, "labels"), f"{at}.metadata.labels")
    for field in metadata:
        if field not in ("annotations", "labels", "creationTimestamp"):
            errors.append(forbidden(f"{at}.metadata.{field}", "cannot be set"))
    return errors + validate_claim_spec(struct(template, "spec"), f"{at}.spec")


def _image(source: dict, path: str) -> list[FieldError]:
    errors = needs("reference")(source, path)
    policy = text(source, "pullPolicy")
    if policy not in _PULL_POLICIES:
        errors.append(unsupported(f"{path}.pullPolicy", policy, _PULL_POLICIES))
    return errors


# In the order in which the server looks for them: the first one found counts.
SOURCES: dict[str, Source] = {
    "emptyDir": _empty_directory,
    "hostPath": _host_path,
    "gitRepo": _git_repository,
    "gcePersistentDisk": _disk("pdName"),
    "awsElasticBlockStore": _disk("volumeID"),
    "secret": _keyed("secretName"),
    "nfs": _nfs,
    "iscsi": _iscsi,
    "glusterfs": needs("endpoints", "path"),
    "flocker": lambda source, path: [],
    "persistentVolumeClaim": needs("claimName"),
    "rbd": needs("monitors", "image"),
    "cinder": needs("volumeID"),
    "cephfs": needs("monitors"),
    "quobyte": needs("registry", "volume"),
    "downwardAPI": _downward,
    "fc": lambda source, path: [],
    "flexVolume": _flex,
    "configMap": _keyed("name"),
    "azureFile": needs("secretName", "shareName"),
    "vsphereVolume": needs("volumePath"),
    "photonPersistentDisk": needs("pdID"),
    "portworxVolume": needs("volumeID"),
    "azureDisk": needs("diskName", "diskURI"),
    "storageos": needs("volumeName"),
    "projected": validate_projected,
    "scaleIO": needs("gateway", "system", "volumeName"),
    "csi": _driver,
    "ephemeral": _ephemeral,
    "image": _image,
}
# Where the server's paths are not the field's name.
_SHOWN_AS = {"gcePersistentDisk": "persistentDisk"}
_FORBIDDEN_AS = {"cephfs": "cephFS", "downwardAPI": "downwarAPI"}
