"""Pod templates: what controllers make pods from.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-template-v1/, golden validation.
"""

from __future__ import annotations

from cluster.kinds.base import FieldError
from cluster.kinds.pod.annotations import validate_pod_annotations
from cluster.kinds.pod.defaults import default_template_spec
from cluster.kinds.pod.spec import validate_pod_spec
from cluster.kinds.rules.errors import NO_ITEMS, forbidden, invalid, unsupported
from cluster.kinds.rules.metadata import validate_annotations, validate_labels
from cluster.kinds.rules.reading import labels, struct, text
from cluster.objects.selectors import Selector


def default_template(template: dict) -> dict:
    return {
        **template,
        "metadata": struct(template, "metadata"),
        "spec": default_template_spec(struct(template, "spec")),
    }


def validate_template(template: dict, path: str) -> list[FieldError]:
    metadata, spec = struct(template, "metadata"), struct(template, "spec")
    errors = validate_labels(labels(metadata, "labels"), f"{path}.labels")
    errors += validate_annotations(labels(metadata, "annotations"), f"{path}.annotations")
    errors += validate_pod_annotations(metadata, spec, f"{path}.annotations")
    errors += validate_pod_spec(spec, f"{path}.spec")
    if spec.get("ephemeralContainers"):
        detail = "ephemeral containers not allowed in pod template"
        errors.append(forbidden(f"{path}.spec.ephemeralContainers", detail))
    return errors


def labels_not_selected(template: dict, path: str) -> FieldError:
    """Of a controller whose selector and template do not fit each other."""
    metadata = struct(template, "metadata")
    given = NO_ITEMS if metadata.get("labels") is None else labels(metadata, "labels")
    return invalid(path, given, "`selector` does not match template `labels`")


def validate_replicated_template(template: dict, selector: Selector | None, owner: str, path: str) -> list[FieldError]:
    """Of a controller that keeps pods running. `selector`: None when it selects nothing; one without requirements
    matches anything. `owner` is the kind that the messages name."""
    given = labels(struct(template, "metadata"), "labels")
    errors = []
    if selector is None or not selector.matches(given):
        errors.append(labels_not_selected(template, f"{path}.metadata.labels"))
    errors += validate_template(template, path)
    spec = struct(template, "spec")
    if text(spec, "restartPolicy") != "Always":
        errors.append(unsupported(f"{path}.spec.restartPolicy", text(spec, "restartPolicy"), ("Always",)))
    if spec.get("activeDeadlineSeconds") is not None:
        detail = f"activeDeadlineSeconds in {owner} is not Supported"
        errors.append(forbidden(f"{path}.spec.activeDeadlineSeconds", detail))
    return errors
