"""`kubectl apply --prune`: what was applied before and is not among what is applied now is deleted.

Source: https://kubernetes.io/docs/tasks/manage-kubernetes-objects/declarative-config/#alternative-kubectl-apply-f-directory-prune
and the words of kubectl 1.35.2.
"""

from __future__ import annotations

from collections.abc import Iterator

from cluster.kubectl.client.applied import LAST_APPLIED
from cluster.kubectl.client.discovery import Resource
from cluster.kubectl.client.resources import Info
from cluster.kubectl.command import Call
from cluster.kubectl.errors import KubectlError
from cluster.kubectl.output import printer

# What is looked through where --prune-allowlist names nothing, in this order: (api version, kind, namespaced)
_KINDS = (
    ("v1", "ConfigMap", True), ("v1", "Endpoints", True), ("v1", "Namespace", False),
    ("v1", "PersistentVolumeClaim", True), ("v1", "PersistentVolume", False), ("v1", "Pod", True),
    ("v1", "ReplicationController", True), ("v1", "Secret", True), ("v1", "Service", True), ("batch/v1", "Job", True),
    ("batch/v1", "CronJob", True), ("networking.k8s.io/v1", "Ingress", True), ("apps/v1", "DaemonSet", True),
    ("apps/v1", "Deployment", True), ("apps/v1", "ReplicaSet", True), ("apps/v1", "StatefulSet", True),
)  # fmt: skip


class Prune:
    """KubectlError where --prune-allowlist cannot be read."""

    def __init__(self, call: Call):
        self._call = call
        self._kinds = [self._kind(text) for text in call.flags["prune-allowlist"]] or self._usual()

    def _usual(self) -> list[tuple[str, str, bool]]:
        return [kind for kind in _KINDS if kind[2]] + [kind for kind in _KINDS if not kind[2]]

    def _kind(self, text: str) -> tuple[str, str, bool]:
        parts = text.split("/")
        if len(parts) != 3:
            raise KubectlError(f"invalid GroupVersionKind format: {text}, please follow <group/version/kind>")
        group, version, kind = parts
        api_version = version if group == "core" else f"{group}/{version}"
        found = self._call.discovery.by_kind(api_version, kind)
        if found is None:
            raise KubectlError(f'no matches for kind "{kind}" in version "{api_version}"')
        return api_version, kind, found.namespaced

    def run(self, applied: list[tuple[Info, dict]]) -> None:
        """Delete it. `applied`: what is to stay."""
        for resource, item in self.found(applied):
            self._delete(resource, item)

    def found(self, applied: list[tuple[Info, dict]]) -> Iterator[tuple[Resource, dict]]:
        """What was applied before and is not among `applied`."""
        kept = {(obj.get("metadata") or {}).get("uid") for _, obj in applied}
        namespaces = list(dict.fromkeys(info.namespace for info, _ in applied if info.resource.namespaced))
        resources = [self._resource(*kind) for kind in self._kinds]
        for namespace in namespaces:
            for resource in resources:
                if resource.namespaced:
                    yield from self._one_kind(resource, namespace, kept)
        for resource in resources:
            if not resource.namespaced:
                yield from self._one_kind(resource, "", kept)

    def _resource(self, api_version: str, kind: str, namespaced: bool) -> Resource:
        found = self._call.discovery.by_kind(api_version, kind)
        if found is None:
            version = api_version if "/" in api_version else f"/{api_version}"
            what = f"{version}, Kind={kind}, Namespaced={str(namespaced).lower()}"
            raise KubectlError(
                f"error retrieving RESTMappings to prune: invalid resource {what}: "
                f'no matches for kind "{kind}" in version "{api_version}"'
            )
        return found

    def _one_kind(self, resource: Resource, namespace: str, kept: set) -> Iterator[tuple[Resource, dict]]:
        found = self._call.api.get(resource.path(namespace), {"labelSelector": self._call.flags["selector"]})
        for item in found.get("items") or ():
            metadata = item["metadata"]
            if LAST_APPLIED in (metadata.get("annotations") or {}) and metadata["uid"] not in kept:
                yield resource, {**item, "apiVersion": resource.api_version, "kind": resource.kind}

    def _delete(self, resource: Resource, item: dict) -> None:
        call, metadata = self._call, item["metadata"]
        if call.dry_run != "client":
            query = {"dryRun": "All"} if call.dry_run == "server" else {}
            options: dict = {"propagationPolicy": "Background"}
            if call.flags["grace-period"] >= 0:
                options["gracePeriodSeconds"] = call.flags["grace-period"]
            path = resource.path(metadata.get("namespace", ""), metadata["name"])
            call.api.send("DELETE", path, query, options)
        printer(call, "pruned")(item, f"{resource.label}/{metadata['name']}")
