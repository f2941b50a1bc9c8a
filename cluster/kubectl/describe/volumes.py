"""A pod's volumes, each with what stands behind it."""

from __future__ import annotations

from cluster.kubectl.describe import volume_sources
from cluster.kubectl.describe.page import Page
from cluster.kubectl.printers import govalues


def volumes(page: Page, found: list[dict], space: str = "") -> None:
    if not found:
        page.put(f"{space}Volumes:\t<none>\n")
        return
    page.put(f"{space}Volumes:\n")
    for volume in found:
        page.line(1, f"{' ' if space else ''}{volume['name']}:")
        kind = next((key for key in volume if key != "name" and volume[key] is not None), "")
        if kind in _VOLUMES:
            page.fields(2, *_VOLUMES[kind](volume[kind] or {}))
        elif not volume_sources.put(page, kind, volume.get(kind) or {}):
            page.line(1, "<unknown>")


def _true(value: object) -> str:
    return govalues.plain(bool(value))


def _projected(source: dict) -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = [
        ("Type", "Projected (a volume that contains injected data from multiple sources)")
    ]
    for part in source.get("sources") or ():
        if "secret" in part:
            found += [
                ("SecretName", part["secret"].get("name", "")),
                ("Optional", _true(part["secret"].get("optional"))),
            ]
        elif "downwardAPI" in part:
            found.append(("DownwardAPI", "true"))
        elif "configMap" in part:
            found += [
                ("ConfigMapName", part["configMap"].get("name", "")),
                ("Optional", _true(part["configMap"].get("optional"))),
            ]
        elif "serviceAccountToken" in part:
            found.append(("TokenExpirationSeconds", part["serviceAccountToken"].get("expirationSeconds", 0)))
    return found


_VOLUMES = {
    "hostPath": lambda v: [
        ("Type", "HostPath (bare host directory volume)"),
        ("Path", v.get("path", "")),
        ("HostPathType", v.get("type") if v.get("type") is not None else "<none>"),
    ],
    "emptyDir": lambda v: [
        ("Type", "EmptyDir (a temporary directory that shares a pod's lifetime)"),
        ("Medium", v.get("medium", "")),
        ("SizeLimit", v.get("sizeLimit") or "<unset>"),
    ],
    "secret": lambda v: [
        ("Type", "Secret (a volume populated by a Secret)"),
        ("SecretName", v.get("secretName", "")),
        ("Optional", _true(v.get("optional"))),
    ],
    "configMap": lambda v: [
        ("Type", "ConfigMap (a volume populated by a ConfigMap)"),
        ("Name", v.get("name", "")),
        ("Optional", _true(v.get("optional"))),
    ],
    "persistentVolumeClaim": lambda v: [
        ("Type", "PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)"),
        ("ClaimName", v.get("claimName", "")),
        ("ReadOnly", _true(v.get("readOnly"))),
    ],
    "projected": _projected,
    "nfs": lambda v: [
        ("Type", "NFS (an NFS mount that lasts the lifetime of a pod)"),
        ("Server", v.get("server", "")),
        ("Path", v.get("path", "")),
        ("ReadOnly", _true(v.get("readOnly"))),
    ],
}
