"""ServiceAccount: a pod runs as an account of its namespace and finds that account's token in a projected volume.

Source: https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#serviceaccount-admission-controller
and #bound-service-account-token-volume
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster import randomness
from cluster.api.admission.base import Plugin
from cluster.api.errors import forbidden

if TYPE_CHECKING:
    from cluster.api.server import ApiServer
    from cluster.kinds.base import Kind

MOUNT_PATH = "/var/run/secrets/kubernetes.io/serviceaccount"
MIRROR = "kubernetes.io/config.mirror"
_TOKEN_SECONDS = 3607
_SOURCES = [
    {"serviceAccountToken": {"expirationSeconds": _TOKEN_SECONDS, "path": "token"}},
    {"configMap": {"items": [{"key": "ca.crt", "path": "ca.crt"}], "name": "kube-root-ca.crt"}},
    {
        "downwardAPI": {
            "items": [{"fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"}, "path": "namespace"}]
        }
    },
]
_PROJECTED = {"defaultMode": 420, "sources": _SOURCES}


class ServiceAccount(Plugin):
    name = "ServiceAccount"

    def concerns(self, kind: Kind) -> bool:
        return kind.resource == "pods"

    def mutate(self, server: ApiServer, kind: Kind, obj: dict) -> dict:
        metadata, spec = obj["metadata"], obj["spec"]
        if MIRROR in (metadata.get("annotations") or {}):
            return obj
        name = spec.get("serviceAccountName") or "default"
        account = self._account(server, kind, obj, name)
        spec = {**spec, "serviceAccountName": name, "serviceAccount": name}
        if account.get("imagePullSecrets") and not spec.get("imagePullSecrets"):
            spec["imagePullSecrets"] = list(account["imagePullSecrets"])
        if spec.get("automountServiceAccountToken", account.get("automountServiceAccountToken", True)):
            spec = _with_token(spec, _volume_name(server, metadata))
        return {**obj, "spec": spec}

    @staticmethod
    def _account(server: ApiServer, kind: Kind, obj: dict, name: str) -> dict:
        """The account; {} as long as the cluster has no such kind."""
        if "serviceaccounts" not in server.kinds.by_resource:
            return {}
        namespace = obj["metadata"].get("namespace", "")
        found = server.store.get("serviceaccounts", namespace, name)
        if found is None:
            why = f'error looking up service account {namespace}/{name}: serviceaccount "{name}" not found'
            raise forbidden(kind, obj["metadata"].get("name", ""), why)
        return found


def _volume_name(server: ApiServer, metadata: dict) -> str:
    place = f"{metadata.get('namespace', '')}/{metadata.get('name') or metadata.get('generateName', '')}"
    return "kube-api-access-" + randomness.suffix(server.seed, "token-volume", place, server.store.revision)


def _with_token(spec: dict, volume: str) -> dict:
    mount = {"mountPath": MOUNT_PATH, "name": volume, "readOnly": True}
    mounted = {}
    for field in ("initContainers", "containers", "ephemeralContainers"):
        if spec.get(field):
            mounted[field] = [_mounting(container, mount) for container in spec[field]]
    if all(mounted[field][index] is spec[field][index] for field in mounted for index in range(len(mounted[field]))):
        return spec
    return {**spec, **mounted, "volumes": [*(spec.get("volumes") or ()), {"name": volume, "projected": _PROJECTED}]}


def _mounting(container: dict, mount: dict) -> dict:
    """The container with the token's mount, or itself when it mounts something there already."""
    mounts = container.get("volumeMounts") or ()
    if any(known.get("mountPath") == MOUNT_PATH for known in mounts):
        return container
    return {**container, "volumeMounts": [*mounts, mount]}
