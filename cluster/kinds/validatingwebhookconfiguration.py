"""ValidatingWebhookConfiguration: servers that may refuse requests.

Source: https://kubernetes.io/docs/reference/kubernetes-api/extend-resources/validating-webhook-configuration-v1/
"""

from __future__ import annotations

from cluster.kinds.base import Column
from cluster.kinds.cells import AGE, NAME, age
from cluster.kinds.rules.admission import WebhookConfiguration
from cluster.kinds.rules.reading import structs


class ValidatingWebhookConfiguration(WebhookConfiguration):
    kind, plural = "ValidatingWebhookConfiguration", "validatingwebhookconfigurations"
    columns = (
        NAME,
        Column(
            "Webhooks",
            "integer",
            description="Webhooks indicates the number of webhooks registered in this configuration",
        ),
        AGE,
    )

    def row(self, obj: dict, now: int) -> list:
        metadata = obj["metadata"]
        return [metadata["name"], len(structs(obj, "webhooks")), age(metadata.get("creationTimestamp"), now)]


KIND = ValidatingWebhookConfiguration()
