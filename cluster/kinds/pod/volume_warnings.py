"""Warnings about volumes: kinds that are going or gone, files that hide each other; wordings of 1.35."""

from __future__ import annotations

from collections.abc import Iterator

from cluster.kinds.pod.container_warnings import fractions
from cluster.kinds.rules.errors import quoted
from cluster.kinds.rules.reading import optional, struct, structs, text

_OLD_VOLUMES = {
    "photonPersistentDisk": "deprecated in v1.11, non-functional in v1.16+",
    "gitRepo": "deprecated in v1.11",
    "scaleIO": "deprecated in v1.16, non-functional in v1.22+",
    "flocker": "deprecated in v1.22, non-functional in v1.25+",
    "storageos": "deprecated in v1.22, non-functional in v1.25+",
    "quobyte": "deprecated in v1.22, non-functional in v1.25+",
    "glusterfs": "deprecated in v1.25, non-functional in v1.26+",
    "cephfs": "deprecated in v1.28, non-functional in v1.31+",
    "rbd": "deprecated in v1.28, non-functional in v1.31+",
}


def volume_warnings(spec: dict, at: str) -> Iterator[str]:
    for index, volume in enumerate(structs(spec, "volumes")):
        path = f"{at}.volumes[{index}]"
        for field, why in _OLD_VOLUMES.items():
            if optional(volume, field) is not None:
                yield f"{path}.{'storageOS' if field == 'storageos' else field}: {why}"
        claim = struct(struct(struct(volume, "ephemeral"), "volumeClaimTemplate"), "spec")
        requests, where = struct(struct(claim, "resources"), "requests"), "ephemeral.volumeClaimTemplate.spec"
        yield from fractions(requests, f"{path}.{where}.resources.requests", ("storage",))


def path_warnings(spec: dict) -> Iterator[str]:
    """Files of one volume that hide each other."""
    for volume in structs(spec, "volumes"):
        called = f"volume {quoted(text(volume, 'name'))}"
        config, secret, downward = (struct(volume, field) for field in ("configMap", "secret", "downwardAPI"))
        for items, what in (
            (config, f"ConfigMap {quoted(text(config, 'name'))}"),
            (secret, f"Secret {quoted(text(secret, 'secretName'))}"),
            (downward, "DownwardAPI"),
        ):
            paths = [(text(item, "path"), "") for item in structs(items, "items")]
            yield from (f"{called} ({what}): overlapping paths: {pair}" for pair in _overlaps(paths))
        paths = []
        for source in structs(struct(volume, "projected"), "sources"):
            if not source:
                yield f"{called} (Projected) has no sources provided"
            paths += _projected_paths(source)
        yield from (f"{called} (Projected): overlapping paths: {pair}" for pair in _overlaps(paths))


def _projected_paths(source: dict) -> list[tuple[str, str]]:
    """(path, from where) of each file of a source."""
    config, secret, bundle = (struct(source, field) for field in ("configMap", "secret", "clusterTrustBundle"))
    certificate, token = struct(source, "podCertificate"), struct(source, "serviceAccountToken")
    for items, what in (
        (config, f"ConfigMap {quoted(text(config, 'name'))}"),
        (secret, f"Secret {quoted(text(secret, 'name'))}"),
        (struct(source, "downwardAPI"), "DownwardAPI"),
    ):
        if items.get("items"):
            return [(text(item, "path"), what) for item in structs(items, "items")]
    if token:
        return [(text(token, "path"), "ServiceAccountToken")]
    if bundle:
        name = text(bundle, "name") or text(bundle, "signerName")
        return [(text(bundle, "path"), f"ClusterTrustBundle {quoted(name)}")]
    parts = (("certificateChainPath", "chain"), ("keyPath", "key"), ("credentialBundlePath", "credential bundle"))
    return [(text(certificate, field), f"PodCertificate {what}") for field, what in parts if text(certificate, field)]


def _overlaps(paths: list[tuple[str, str]]) -> Iterator[str]:
    before: list[tuple[str, str]] = []
    for path, source in ((path.rstrip("/"), source) for path, source in paths):
        for other in before:
            if path and other[0] and (f"{path}/".startswith(f"{other[0]}/") or f"{other[0]}/".startswith(f"{path}/")):
                yield f"{_sourced(path, source)} with {_sourced(*other)}"
        before.append((path, source))


def _sourced(path: str, source: str) -> str:
    return f"{quoted(path)} ({source})" if source else quoted(path)
