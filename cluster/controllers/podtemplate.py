"""Pods as a template asks for them, and being refused one."""

from __future__ import annotations

from cluster.api.errors import StatusError
from cluster.objects.owners import controller_reference


def pod_from(owner: dict) -> dict:
    """A pod of the owner's template, to be named by the API server. Labels, annotations and spec are shared."""
    template = owner["spec"]["template"]
    from_template = template.get("metadata") or {}
    metadata = {
        "generateName": f"{owner['metadata']['name']}-",
        "namespace": owner["metadata"]["namespace"],
        **{part: from_template[part] for part in ("labels", "annotations", "finalizers") if from_template.get(part)},
        "ownerReferences": [controller_reference(owner)],
    }
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": template["spec"]}


def is_namespace_terminating(error: StatusError) -> bool:
    causes = (error.details or {}).get("causes") or ()
    return any(cause.get("reason") == "NamespaceTerminating" for cause in causes)
