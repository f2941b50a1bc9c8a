"""Admission webhooks: their servers cannot be reached from a simulated API server, and a request that one of them
should see gets the error that a real one gives for that, or goes on where the failure policy ignores it.

Source: https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#failure-policy
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cluster.api.admission.base import Plugin
from cluster.api.admission.matching import Asked, intercepts, meant, selected
from cluster.api.admission.policies import conditions_hold
from cluster.api.errors import StatusError

if TYPE_CHECKING:
    from cluster.api.server import ApiServer

GROUP = "admissionregistration.k8s.io"
CONFIGURATIONS = (f"mutatingwebhookconfigurations.{GROUP}", f"validatingwebhookconfigurations.{GROUP}")


class Webhooks(Plugin):
    name = "ValidatingAdmissionWebhook"

    def review(self, server: ApiServer, asked: Asked) -> None:
        if not intercepts(asked):
            return
        for resource in CONFIGURATIONS:
            for configuration in server.store.list(resource):
                for hook in configuration.get("webhooks") or ():
                    if meant(hook.get("rules"), asked) and selected(server, asked, hook):
                        _call(server, hook, asked)


def _call(server: ApiServer, hook: dict, asked: Asked) -> None:
    """Raises StatusError 500, unless failures are ignored."""
    if not conditions_hold(server, hook.get("matchConditions"), asked) or hook.get("failurePolicy") == "Ignore":
        return
    url, why = unreachable(server, hook["clientConfig"], hook.get("timeoutSeconds", 10))
    told = f'failed calling webhook "{hook["name"]}": failed to call webhook: Post "{url}": {why}'
    raise StatusError(500, "InternalError", f"Internal error occurred: {told}", {"causes": [{"message": told}]})


def unreachable(server: ApiServer, config: dict, seconds: int) -> tuple[str, str]:
    """(the URL that would be called, why it cannot be)."""
    if config.get("url"):
        url, host = config["url"], urlsplit(config["url"]).hostname
        return f"{url}?timeout={seconds}s", f"dial tcp: lookup {host} on 192.168.49.1:53: no such host"
    service = config["service"]
    name, namespace, port = service["name"], service["namespace"], service.get("port", 443)
    place = "/" + service.get("path", "").lstrip("/")
    url = f"https://{name}.{namespace}.svc:{port}{place}?timeout={seconds}s"
    found = server.store.get("services", namespace, name)
    if found is None:
        return url, f'service "{name}" not found'
    if not _endpoints(server, namespace, name):
        return url, f'no endpoints available for service "{name}"'
    return url, f"dial tcp {found['spec'].get('clusterIP', '')}:{port}: connect: connection refused"


def _endpoints(server: ApiServer, namespace: str, service: str) -> bool:
    found = server.store.get("endpoints", namespace, service)
    return any(subset.get("addresses") for subset in (found or {}).get("subsets") or ())
