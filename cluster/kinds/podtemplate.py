"""PodTemplate: a pod's description that is only kept.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-template-v1/
"""

from __future__ import annotations

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import NAME, containers, label_text
from cluster.kinds.pod.template import default_template, validate_template
from cluster.kinds.pod.warnings import pod_warnings
from cluster.kinds.rules.reading import struct
from cluster.kinds.standard import Standard


class PodTemplate(Standard):
    kind, plural = "PodTemplate", "podtemplates"
    columns = (
        NAME,
        Column("Containers", description="Names of each container in the template."),
        Column("Images", description="Images referenced by each container in the template."),
        Column("Pod Labels", description="The labels for the pod template."),
    )

    def defaults(self, obj: dict) -> dict:
        return {**obj, "template": default_template(struct(obj, "template"))}

    def rules(self, obj: dict) -> list[FieldError]:
        return validate_template(struct(obj, "template"), "template")

    def warnings(self, obj: dict, old: dict | None) -> list[str]:
        if old is not None and not self.changed(obj, old):
            return []
        return pod_warnings(struct(obj, "template"), "template.")

    def changed(self, new: dict, old: dict) -> bool:
        return new.get("template") != old.get("template")

    def row(self, obj: dict, now: int) -> list:
        template = struct(obj, "template")
        names, images = containers(template)
        return [obj["metadata"]["name"], names, images, label_text(struct(template, "metadata").get("labels"))]


KIND = PodTemplate()
