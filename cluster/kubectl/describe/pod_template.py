"""A pod template, as controllers and `rollout history --revision` show it."""

from __future__ import annotations

from cluster.kubectl.describe import containers, placing, volumes
from cluster.kubectl.describe.page import Page


def pod_template(page: Page, template: dict | None) -> None:
    page.line(0, "Pod Template:")
    if template is None:
        page.put("  <unset>")
        return
    metadata, spec = template.get("metadata") or {}, template.get("spec") or {}
    page.labels("  Labels", metadata.get("labels"))
    if metadata.get("annotations"):
        page.annotations("  Annotations", metadata["annotations"])
    if spec.get("serviceAccountName"):
        page.field(1, "Service Account", spec["serviceAccountName"])
    if spec.get("initContainers"):
        containers.containers(page, "Init Containers", spec["initContainers"], [], None, "  ")
    containers.containers(page, "Containers", spec.get("containers") or [], [], None, "  ")
    volumes.volumes(page, spec.get("volumes") or [], "  ")
    placing.spread(page, spec.get("topologySpreadConstraints"), "  ")
    if spec.get("priorityClassName"):
        page.field(1, "Priority Class Name", spec["priorityClassName"])
    page.labels("  Node-Selectors", spec.get("nodeSelector"))
    placing.tolerations(page, spec.get("tolerations"), "  Tolerations")


def describe_template(template: dict) -> str:
    """A template alone. It is not aligned: `rollout history` prints the cells with their tabs."""
    page = _Unaligned()
    pod_template(page, template)
    return page.text()


class _Unaligned(Page):
    def __init__(self) -> None:
        super().__init__(0)
        self._parts: list[str] = []

    def put(self, text: str) -> None:
        self._parts.append(text)

    def text(self) -> str:
        return "".join(self._parts)
