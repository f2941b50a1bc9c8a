"""MutatingWebhookConfiguration: servers that may change objects on their way in.

Source: https://kubernetes.io/docs/reference/kubernetes-api/extend-resources/mutating-webhook-configuration-v1/
"""

from __future__ import annotations

from cluster.kinds.validatingwebhookconfiguration import ValidatingWebhookConfiguration


class MutatingWebhookConfiguration(ValidatingWebhookConfiguration):
    kind, plural = "MutatingWebhookConfiguration", "mutatingwebhookconfigurations"
    singular = "mutatingwebhookconfiguration"
    mutating = True


KIND = MutatingWebhookConfiguration()
