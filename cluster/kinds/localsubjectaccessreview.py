"""LocalSubjectAccessReview: may somebody, in this namespace?

Source: https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/local-subject-access-review-v1/
"""

from __future__ import annotations

from cluster.kinds.base import FieldError
from cluster.kinds.rules.errors import Struct, invalid
from cluster.kinds.rules.reading import optional, struct, text
from cluster.kinds.rules.review import AccessReview


class LocalSubjectAccessReview(AccessReview):
    kind, plural, named, namespaced = "LocalSubjectAccessReview", "localsubjectaccessreviews", True, True

    def validate(self, obj: dict) -> list[FieldError]:
        errors = super().validate(obj)
        spec = struct(obj, "spec")
        resource = optional(spec, "resourceAttributes")
        if resource is not None and text(resource, "namespace") != text(struct(obj, "metadata"), "namespace"):
            detail = "must match metadata.namespace"
            errors.append(invalid("spec.resourceAttributes.namespace", text(resource, "namespace"), detail))
        other = optional(spec, "nonResourceAttributes")
        if other is not None:
            detail = "disallowed on this kind of request"
            errors.append(invalid("spec.nonResourceAttributes", Struct(other), detail))
        return errors


KIND = LocalSubjectAccessReview()
