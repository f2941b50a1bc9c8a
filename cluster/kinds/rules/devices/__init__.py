"""Devices that pods ask for: selectors in CEL, requests of claims, what drivers tell of their devices.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/ and, for texts,
https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/apis/resource/validation/validation.go
"""

GROUP = "resource.k8s.io"
VERSION = f"{GROUP}/v1"
CLASSES, CLAIMS = f"deviceclasses.{GROUP}", f"resourceclaims.{GROUP}"
TEMPLATES, SLICES = f"resourceclaimtemplates.{GROUP}", f"resourceslices.{GROUP}"
FINALIZER = "resource.kubernetes.io/delete-protection"
POD_CLAIM = "resource.kubernetes.io/pod-claim-name"
EXACT, ALL = "ExactCount", "All"
ADMIN_ACCESS = "resource.kubernetes.io/admin-access"  # the label of namespaces that may ask for it

__all__ = [
    "ADMIN_ACCESS",
    "ALL",
    "CLAIMS",
    "CLASSES",
    "EXACT",
    "FINALIZER",
    "GROUP",
    "POD_CLAIM",
    "SLICES",
    "TEMPLATES",
    "VERSION",
]
