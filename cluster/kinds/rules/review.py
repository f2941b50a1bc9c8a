"""Reviews: questions put as objects. They are answered, never stored (cluster/api/access/reviews.py).

Source: https://kubernetes.io/docs/reference/access-authn-authz/authorization/#checking-api-access and, for the rules,
https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/apis/authorization/validation/validation.go
"""

from __future__ import annotations

from cluster.kinds.base import FieldError, Kind
from cluster.kinds.rules.errors import Struct, invalid
from cluster.kinds.rules.reading import optional, struct, text, texts


class Review(Kind):
    namespaced = False
    verbs = ("create",)
    has_generation = False
    asked = True


class AccessReview(Review):
    """Whether somebody may do something. `named`: the review says who."""

    group = "authorization.k8s.io"
    named = False

    def validate(self, obj: dict) -> list[FieldError]:
        spec = struct(obj, "spec")
        resource, other = optional(spec, "resourceAttributes"), optional(spec, "nonResourceAttributes")
        errors = []
        if resource is not None and other is not None:
            detail = "cannot be specified in combination with resourceAttributes"
            errors.append(invalid("spec.nonResourceAttributes", Struct(other), detail))
        if resource is None and other is None:
            detail = "exactly one of nonResourceAttributes or resourceAttributes must be specified"
            errors.append(invalid("spec.resourceAttributes", None, detail))
        if self.named and not text(spec, "user") and not texts(spec, "groups"):
            detail = "at least one of user or group must be specified"
            errors.insert(len(errors), invalid("spec.user", "", detail))
        kept = ("managedFields", "namespace") if self.namespaced else ("managedFields",)
        metadata = {name: value for name, value in struct(obj, "metadata").items() if name not in kept}
        if metadata:
            except_for = " except for namespace" if self.namespaced else ""
            errors.append(invalid("metadata", metadata, f"must be empty{except_for}"))
        return errors
