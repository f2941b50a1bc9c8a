"""What holds of every kind."""

import pytest

from cluster.kinds import KINDS
from cluster.objects.schema import kind_schema
from tests.cluster.kinds.helpers import NOW

ALL = pytest.mark.parametrize("kind", KINDS.all, ids=lambda kind: kind.resource)


@ALL
def test_is_a_kind_of_1_35(kind):
    assert kind_schema(kind.group, kind.version, kind.kind) is not None


@ALL
def test_a_bare_object_has_a_row_and_field_labels(kind):
    bare = {"metadata": {"name": "x", "namespace": "default"}, "spec": {}, "status": {}}
    assert len(kind.row(bare, NOW)) == len(kind.columns)
    labels = kind.field_labels(bare)
    assert all(isinstance(value, str) for value in labels.values())
    assert labels["metadata.name"] == "x"


@ALL
def test_names_are_unique(kind):
    words = [
        (word, other.resource) for other in KINDS.stored for word in (other.plural, other.singular, *other.short_names)
    ]
    mine = {kind.plural, kind.singular, *kind.short_names}
    assert {resource for word, resource in words if word in mine} == {kind.stored.resource}


def test_which_kinds_there_are():
    assert {kind.resource for kind in KINDS.all} >= {
        "nodes", "namespaces", "pods", "replicationcontrollers", "replicasets.apps", "deployments.apps", "events",
        "services", "endpoints", "endpointslices.discovery.k8s.io", "configmaps", "resourcequotas", "serviceaccounts",
        "leases.coordination.k8s.io", "componentstatuses", "secrets",
    }  # fmt: skip
