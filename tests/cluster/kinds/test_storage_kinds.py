"""Volumes, claims, classes and what drivers say of themselves: tables of what is wrong, and of what may not change."""

from __future__ import annotations

import pytest

from cluster.kinds import KINDS

CSI = {"driver": "d.example.com", "volumeHandle": "h"}
OBJECTS = {
    "PersistentVolume": {
        "spec": {"capacity": {"storage": "1Gi"}, "accessModes": ["ReadWriteOnce"], "hostPath": {"path": "/a"}}
    },
    "PersistentVolumeClaim": {
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
        "status": {"phase": "Pending"},
    },
    "StorageClass": {"provisioner": "example.com/p"},
    "VolumeAttachment": {
        "spec": {"attacher": "d.example.com", "nodeName": "n", "source": {"persistentVolumeName": "v"}}
    },
    "CSINode": {"spec": {"drivers": [{"name": "d.example.com", "nodeID": "n"}]}},
    "CSIDriver": {"spec": {}},
    "CSIStorageCapacity": {"storageClassName": "fast"},
    "VolumeAttributesClass": {"driverName": "d.example.com", "parameters": {"iops": "1"}},
}


def kind_of(name: str):
    return next(kind for kind in KINDS.all if kind.kind == name)


def made(name: str, **changes) -> dict:
    kind, metadata = kind_of(name), {"name": "x"}
    if kind.namespaced:
        metadata["namespace"] = "default"
    obj = {"apiVersion": kind.api_version, "kind": name, "metadata": metadata, **OBJECTS[name]}
    for part, value in changes.items():
        both = isinstance(value, dict) and isinstance(obj.get(part), dict)
        obj[part] = {**obj[part], **value} if both else value
    return kind.defaults(obj)


def wrong(name: str, **changes) -> list[tuple[str, str]]:
    return [(error.field, error.message) for error in kind_of(name).validate(made(name, **changes))]


def refused(name: str, **changes) -> list[tuple[str, str]]:
    new, old = made(name, **changes), made(name)
    return [(error.field, error.message) for error in kind_of(name).validate_update(new, old)]


@pytest.mark.parametrize("name", OBJECTS)
def test_what_is_right_is_accepted_and_shown(name):
    obj = made(name)
    kind = kind_of(name)
    assert kind.validate(obj) == []
    assert kind.validate_update(obj, obj) == []
    assert len(kind.row(kind.prepare_create(obj), 0)) == len(kind.columns)


@pytest.mark.parametrize(
    ("name", "changes", "field", "message"),
    [
        ("PersistentVolume", {"spec": {"hostPath": None}}, "spec", "Required value: must specify a volume type"),
        (
            "PersistentVolume",
            {"spec": {"nfs": {"server": "s", "path": "/"}}},
            "spec.nfs",
            "Forbidden: may not specify more than 1 volume type",
        ),
        (
            "PersistentVolume",
            {"spec": {"hostPath": None, "local": {"path": "/a"}}},
            "spec.nodeAffinity",
            "Required value: Local volume requires node affinity",
        ),
        (
            "PersistentVolume",
            {"spec": {"nodeAffinity": {}}},
            "spec.nodeAffinity.required",
            "Required value: must specify required node constraints",
        ),
        (
            "PersistentVolume",
            {"spec": {"hostPath": {"path": "/"}, "persistentVolumeReclaimPolicy": "Recycle"}},
            "spec.persistentVolumeReclaimPolicy",
            "Forbidden: may not be 'recycle' for a hostPath mount of '/'",
        ),
        (
            "PersistentVolume",
            {"spec": {"volumeAttributesClassName": "gold"}},
            "spec.csi",
            "Required value: has to be specified when using volumeAttributesClassName",
        ),
        (
            "PersistentVolume",
            {"spec": {"hostPath": None, "csi": {**CSI, "nodePublishSecretRef": {"name": "a"}}}},
            "spec.csi.nodePublishSecretRef.namespace",
            "Required value",
        ),
        (
            "PersistentVolumeClaim",
            {"spec": {"accessModes": ["ReadWriteOncePod", "ReadWriteMany"]}},
            "spec.accessModes",
            "Forbidden: may not use ReadWriteOncePod with other access modes",
        ),
        (
            "PersistentVolumeClaim",
            {"spec": {"dataSource": {"kind": "Snapshot", "name": "s"}}},
            "spec.dataSource",
            "Invalid value: \"Snapshot\": must be 'PersistentVolumeClaim' when referencing the default apiGroup",
        ),
        ("StorageClass", {"provisioner": ""}, "provisioner", "Required value"),
        (
            "StorageClass",
            {"allowedTopologies": [{"matchLabelExpressions": [{"key": "a", "values": []}]}]},
            "allowedTopologies[0].matchLabelExpressions[0].values",
            "Required value",
        ),
        (
            "VolumeAttachment",
            {"spec": {"source": {}}},
            "spec.source",
            "Required value: must specify exactly one of inlineVolumeSpec and persistentVolumeName",
        ),
        (
            "VolumeAttachment",
            {"spec": {"source": {"inlineVolumeSpec": {"accessModes": ["ReadWriteOnce"], "hostPath": {"path": "/a"}}}}},
            "spec.source.inlineVolumeSpec.csi",
            "Required value: has to be specified in the context of inline volumes",
        ),
        (
            "CSINode",
            {"spec": {"drivers": [{"name": "a", "nodeID": "n"}, {"name": "a", "nodeID": "n"}]}},
            "spec.drivers[1].name",
            'Duplicate value: "a"',
        ),
        (
            "CSIDriver",
            {"spec": {"fsGroupPolicy": "Some"}},
            "spec.fsGroupPolicy",
            'Unsupported value: "Some": supported values: "File", "None", "ReadWriteOnceWithFSType"',
        ),
        (
            "CSIDriver",
            {"spec": {"tokenRequests": [{"audience": "a", "expirationSeconds": 1}]}},
            "spec.tokenRequests[0].expirationSeconds",
            "Invalid value: 1: may not specify a duration less than 10 minutes",
        ),
        (
            "CSIStorageCapacity",
            {"capacity": "-1"},
            "capacity",
            'Invalid value: "-1": must be greater than or equal to 0',
        ),
        (
            "VolumeAttributesClass",
            {"parameters": None},
            "parameters",
            "Required value: must contain at least one key/value pair",
        ),
    ],
)
def test_what_is_wrong_is_told(name, changes, field, message):
    assert (field, message) in wrong(name, **changes)


@pytest.mark.parametrize(
    ("name", "changes", "field", "message"),
    [
        (
            "PersistentVolume",
            {"spec": {"volumeMode": "Block"}},
            "volumeMode",
            'Invalid value: "Block": field is immutable',
        ),
        ("StorageClass", {"parameters": {"a": "b"}}, "parameters", "Forbidden: updates to parameters are forbidden."),
        ("StorageClass", {"provisioner": "b"}, "provisioner", "Forbidden: updates to provisioner are forbidden."),
        (
            "StorageClass",
            {"reclaimPolicy": "Retain"},
            "reclaimPolicy",
            "Forbidden: updates to reclaimPolicy are forbidden.",
        ),
        (
            "VolumeAttachment",
            {"spec": {"nodeName": "m"}},
            "spec",
            'Invalid value: {"Attacher":"d.example.com","Source":{"PersistentVolumeName":"v","InlineVolumeSpec":null},'
            '"NodeName":"m"}: field is immutable',
        ),
        (
            "CSIDriver",
            {"spec": {"attachRequired": False}},
            "spec.attachedRequired",
            "Invalid value: false: field is immutable",
        ),
        ("CSIStorageCapacity", {"storageClassName": "b"}, "storageClassName", 'Invalid value: "b": field is immutable'),
        (
            "VolumeAttributesClass",
            {"parameters": {"iops": "2"}},
            "parameters",
            "Forbidden: updates to parameters are forbidden.",
        ),
    ],
)
def test_what_may_not_change_is_told(name, changes, field, message):
    assert (field, message) in refused(name, **changes)


def test_a_forbidden_change_of_a_volume_shows_the_difference():
    ((field, message),) = refused("PersistentVolume", spec={"hostPath": {"path": "/b"}})
    assert field == "spec.persistentvolumesource"
    assert message == (
        "Forbidden: spec.persistentvolumesource is immutable after creation\n"
        '@@ -2,7 +2,7 @@\n  "GCEPersistentDisk": null,\n  "AWSElasticBlockStore": null,\n  "HostPath": {\n'
        '-  "Path": "/a",\n+  "Path": "/b",\n   "Type": ""\n  },\n  "Glusterfs": null,\n'
    )


@pytest.mark.parametrize(
    ("phase", "capacity", "size", "told"),
    [
        ("Pending", None, "2Gi", "spec is immutable after creation"),
        ("Bound", "1Gi", "2Gi", None),
        ("Bound", "1Gi", "512Mi", "field can not be less than status.capacity"),
    ],
)
def test_only_a_bound_claim_grows(phase, capacity, size, told):
    status = {"phase": phase, **({"capacity": {"storage": capacity}} if capacity else {})}
    old = made("PersistentVolumeClaim", status=status)
    new = made("PersistentVolumeClaim", spec={"resources": {"requests": {"storage": size}}}, status=status)
    errors = kind_of("PersistentVolumeClaim").validate_update(new, old)
    assert not errors if told is None else any(told in error.message for error in errors)


def test_a_new_claim_names_its_source_in_both_ways():
    source = {"kind": "PersistentVolumeClaim", "name": "other"}
    spec = kind_of("PersistentVolumeClaim").prepare_create(made("PersistentVolumeClaim", spec={"dataSource": source}))[
        "spec"
    ]
    assert spec["dataSourceRef"] == source


@pytest.mark.parametrize(
    ("modes", "text"),
    [(["ReadWriteMany", "ReadWriteOnce"], "RWO,RWX"), (["ReadWriteOncePod"], "RWOP"), (["ReadOnlyMany"], "ROX")],
)
def test_access_modes_are_shortened(modes, text):
    obj = made("PersistentVolume", spec={"accessModes": modes})
    assert kind_of("PersistentVolume").row(obj, 0)[2] == text
