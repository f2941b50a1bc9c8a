"""How `kubectl describe` tells of the sources of volumes that are not the pod's own. Words: kubectl 1.35.2."""

from __future__ import annotations

from collections.abc import Callable

from cluster.kubectl.describe.page import Page
from cluster.kubectl.printers import govalues
from cluster.objects.storage import class_of

Lines = list[tuple[str, object]]
_SHARED = "on the host that shares a pod's lifetime"
_TYPES = {
    "gcePersistentDisk": "GCEPersistentDisk (a Persistent Disk resource in Google Compute Engine)",
    "awsElasticBlockStore": "AWSElasticBlockStore (a Persistent Disk resource in AWS)",
    "azureDisk": "AzureDisk (an Azure Data Disk mount on the host and bind mount to the pod)",
    "azureFile": "AzureFile (an Azure File Service mount on the host and bind mount to the pod)",
    "cinder": "Cinder (a Persistent Disk resource in OpenStack)",
    "cephfs": f"CephFS (a CephFS mount {_SHARED})",
    "csi": "CSI (a Container Storage Interface (CSI) volume source)",
    "fc": "FC (a Fibre Channel disk)",
    "flexVolume": "FlexVolume (a generic volume resource that is provisioned/attached using an exec based plugin)",
    "glusterfs": f"Glusterfs (a Glusterfs mount {_SHARED})",
    "hostPath": "HostPath (bare host directory volume)",
    "iscsi": (
        "ISCSI (an ISCSI Disk resource that is attached to a kubelet's host machine and then exposed to the pod)"
    ),
    "local": "LocalVolume (a persistent volume backed by local storage on a node)",
    "nfs": "NFS (an NFS mount that lasts the lifetime of a pod)",
    "portworxVolume": "PortworxVolume (a Portworx Volume resource)",
    "rbd": f"RBD (a Rados Block Device mount {_SHARED})",
    "vsphereVolume": "vSphereVolume (a Persistent Disk resource in vSphere)",
}
WITHOUT_COLON = "ISCSIInterface"  # the one title that kubectl forgot the colon of
# source → what is told of it: title → (field, what stands for nothing)
_FIELDS: dict[str, dict[str, tuple[str, object]]] = {
    "gcePersistentDisk": {"PDName": ("pdName", ""), "FSType": ("fsType", ""), "Partition": ("partition", 0)},
    "awsElasticBlockStore": {"VolumeID": ("volumeID", ""), "FSType": ("fsType", ""), "Partition": ("partition", 0)},
    "azureDisk": {
        "DiskName": ("diskName", ""),
        "DiskURI": ("diskURI", ""),
        "Kind": ("kind", ""),
        "FSType": ("fsType", ""),
        "CachingMode": ("cachingMode", ""),
    },
    "azureFile": {
        "SecretName": ("secretName", ""),
        "SecretNamespace": ("secretNamespace", ""),
        "ShareName": ("shareName", ""),
    },
    "cinder": {"VolumeID": ("volumeID", ""), "FSType": ("fsType", "")},
    "csi": {"Driver": ("driver", ""), "FSType": ("fsType", "")},
    "fc": {"TargetWWNs": ("targetWWNs", []), "LUN": ("lun", "<none>"), "FSType": ("fsType", "")},
    "glusterfs": {
        "EndpointsName": ("endpoints", ""),
        "EndpointsNamespace": ("endpointsNamespace", "<unset>"),
        "Path": ("path", ""),
    },
    "hostPath": {"Path": ("path", ""), "HostPathType": ("type", "<none>")},
    "iscsi": {
        "TargetPortal": ("targetPortal", ""),
        "IQN": ("iqn", ""),
        "Lun": ("lun", 0),
        WITHOUT_COLON: ("iscsiInterface", ""),
        "FSType": ("fsType", ""),
    },
    "local": {"Path": ("path", "")},
    "nfs": {"Server": ("server", ""), "Path": ("path", "")},
    "portworxVolume": {"VolumeID": ("volumeID", "")},
    "vsphereVolume": {
        "VolumePath": ("volumePath", ""),
        "FSType": ("fsType", ""),
        "StoragePolicyName": ("storagePolicyName", ""),
    },
}
_WITHOUT_READ_ONLY = ("hostPath", "local", "portworxVolume", "vsphereVolume")


def put(page: Page, source: str, about: dict) -> bool:
    """A source as it stands below its volume's name; False where kubectl has no words for it here."""
    if source == "ephemeral":
        _ephemeral(page, about.get("volumeClaimTemplate") or {})
        return True
    if source == "downwardAPI":
        _downward(page, about.get("items") or [])
        return True
    told = lines(source, about)
    for title, value in told or ():
        colon = "" if title == WITHOUT_COLON else ":"
        page.put(f"    {title}{colon}\t{value}\n" if title else f"        \t{value}\n")
    return told is not None


def lines(source: str, about: dict) -> Lines | None:
    """Type and fields of a source; None for one that kubectl has no words for here."""
    if source not in _TYPES:
        return None
    found: Lines = [("Type", _TYPES[source])]
    found += [(title, _text(about.get(field, default))) for title, (field, default) in _FIELDS.get(source, {}).items()]
    if "volumeHandle" in about:  # of a PersistentVolume
        found.append(("VolumeHandle", about["volumeHandle"]))
    if source not in _WITHOUT_READ_ONLY:
        found.append(("ReadOnly", govalues.plain(bool(about.get("readOnly")))))
    more = _MORE.get(source)
    return found + more(about) if more else found


def _ephemeral(page: Page, template: dict) -> None:
    """The claim that is made for the pod, indented piece by piece as kubectl does it."""
    what = "an inline specification for a volume that gets created and deleted with the pod"
    spec, metadata = template.get("spec") or {}, template.get("metadata") or {}
    page.fields(2, ("Type", f"EphemeralVolume ({what})"), ("StorageClass", class_of(template)))
    page.field(2, "Volume", spec.get("volumeName", ""))
    for title, field, sign in (("Labels", "labels", "="), ("Annotations", "annotations", ": ")):
        pairs = [f"    {key}{sign}{value}" for key, value in sorted((metadata.get(field) or {}).items())]
        page.field(2, title, pairs[0] if pairs else "<none>")
        for pair in pairs[1:]:
            page.put(f"        \t{pair}\n")
    page.fields(2, ("Capacity", ""), ("Access Modes", ""))
    if spec.get("volumeMode") is not None:
        page.field(2, "VolumeMode", spec["volumeMode"])


def _downward(page: Page, items: list[dict]) -> None:
    page.field(2, "Type", "DownwardAPI (a volume populated by information about the pod)")
    page.line(2, "Items:")
    for item in items:
        if item.get("fieldRef"):
            page.line(3, f"{item['fieldRef'].get('fieldPath', '')} -> {item['path']}")
        if item.get("resourceFieldRef"):
            page.line(3, f"{item['resourceFieldRef'].get('resource', '')} -> {item['path']}")


def _text(value: object) -> object:
    return ", ".join(map(str, value)) if isinstance(value, list) else value


def _attributes(about: dict) -> Lines:
    attributes = about.get("volumeAttributes") or {}
    told = [f"{key}={attributes[key]}" for key in sorted(attributes)]
    if not attributes:
        return [("VolumeAttributes", "<none>")]
    return [("VolumeAttributes", f"    {told[0]}"), *(("", f"    {line}") for line in told[1:])]


def _iscsi(about: dict) -> Lines:
    secret = about.get("secretRef")
    name = f"&LocalObjectReference{{Name:{secret.get('name', '')},}}" if secret else "nil"
    if secret and "namespace" in secret:  # of a PersistentVolume
        name = f"&SecretReference{{Name:{secret.get('name', '')},Namespace:{secret['namespace']},}}"
    return [
        ("Portals", f"[{' '.join(about.get('portals') or ())}]"),
        ("DiscoveryCHAPAuth", govalues.plain(bool(about.get("chapAuthDiscovery")))),
        ("SessionCHAPAuth", govalues.plain(bool(about.get("chapAuthSession")))),
        ("SecretRef", name),
        ("InitiatorName", about.get("initiatorName") or "<none>"),
    ]


_MORE: dict[str, Callable[[dict], Lines]] = {"csi": _attributes, "iscsi": _iscsi}
