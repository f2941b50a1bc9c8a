"""Columns of the server's tables: what they are documented as."""

import pytest

from cluster.api.documents.column_docs import description
from cluster.kinds import KINDS

PLAIN = {"Handler"}  # pkg/printers/internalversion/printers.go asks ObjectMeta for `handler`, which it has not


def documented(resource: str) -> dict[str, str]:
    kind = KINDS.by_resource[resource]
    return {column.name: column.description or description(kind, column.name) for column in kind.columns}


@pytest.mark.parametrize("resource", [resource for resource, kind in KINDS.by_resource.items() if kind.columns])
def test_every_column_is_documented(resource):
    lacking = {name for name, text in documented(resource).items() if not text}
    assert lacking <= PLAIN


@pytest.mark.parametrize(
    ("resource", "column", "start"),
    [
        ("replicasets.apps", "Selector", "Selector is a label query over pods that should match the replica count. If"),
        ("daemonsets.apps", "Ready", "The number of nodes that should be running the daemon pod and have one or more"),
        ("clusterrolebindings.rbac.authorization.k8s.io", "Users", "Users in the clusterRoleBinding"),
        ("persistentvolumes", "VolumeAttributesClass", "VolumeAttributesClass of the pv"),
        ("jobs.batch", "Completions", "The number of pods which reached phase Succeeded. The value increases"),
    ],
)
def test_some_are_documented_by_an_older_version_or_in_words_of_their_own(resource, column, start):
    assert documented(resource)[column].startswith(start)
