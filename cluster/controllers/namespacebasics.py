"""What every namespace gets: the ServiceAccount `default` and the ConfigMap kube-root-ca.crt. Two controllers.

Sources: https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/ and
https://kubernetes.io/docs/concepts/security/service-accounts/#verifying-the-api-server (kube-root-ca.crt).
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster import reasons
from cluster.api.access import keys
from cluster.api.errors import StatusError
from cluster.component import Component, World
from cluster.reasons import Reason, reason
from cluster.store import DELETED, Change, Store

reasons.register({"namespace.bootstrap": ("name",), "namespace.bootstrapped": ("name",)})

_DESCRIBED = "kubernetes.io/description"
NOTE = (
    "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the "
    "internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes "
    "clusters."
)


class NamespaceBasics(Component):
    """Makes one object in every namespace that is not going away, and makes it again when it is deleted or spoilt."""

    resource: str
    object_name: str

    def __init__(self) -> None:
        self.watches = {"namespaces": self.namespace_keys, self.resource: self.object_keys}

    @staticmethod
    def namespace_keys(change: Change, store: Store) -> Iterable[str]:
        if change.previous is None and change.op != DELETED:
            yield change.name

    def object_keys(self, change: Change, store: Store) -> Iterable[str]:
        if change.name == self.object_name and change.actor != self.name:
            yield change.namespace

    def reconcile(self, key: str, world: World) -> Reason | None:
        namespace = world.store.get("namespaces", "", key)
        if namespace is None or "deletionTimestamp" in namespace["metadata"]:
            return None
        there = world.store.get(self.resource, key, self.object_name)
        why = reason("namespace.bootstrap", name=self.object_name)
        if there is not None:
            mended = self.mended(there)
            if mended is None:
                return reason("namespace.bootstrapped", name=self.object_name)
            world.client.update(self.resource, mended, why)
            return why
        try:
            world.client.create(self.resource, self.made(key, world), why)
        except StatusError as error:
            if error.reason != "AlreadyExists":
                raise
        return why

    def made(self, namespace: str, world: World) -> dict:
        raise NotImplementedError

    def mended(self, there: dict) -> dict | None:
        """The object as it must be; None: it is good."""
        return None


class ServiceAccounts(NamespaceBasics):
    name = "serviceaccount-controller"
    resource, object_name = "serviceaccounts", "default"

    def made(self, namespace: str, world: World) -> dict:
        return {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default", "namespace": namespace}}


class RootCertificates(NamespaceBasics):
    name = "root-ca-certificate-publisher"
    resource, object_name = "configmaps", "kube-root-ca.crt"

    def made(self, namespace: str, world: World) -> dict:
        metadata = {
            "name": self.object_name,
            "namespace": namespace,
            "annotations": {_DESCRIBED: NOTE},
        }
        data = {"ca.crt": keys.authority()}
        return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data}

    def mended(self, there: dict) -> dict | None:
        """Source: k8s.io/kubernetes, pkg/controller/certificates/rootcacertpublisher."""
        data, notes = {"ca.crt": keys.authority()}, there["metadata"].get("annotations") or {}
        if there.get("data") == data and notes.get(_DESCRIBED):
            return None
        metadata = {**there["metadata"], "annotations": {**notes, _DESCRIBED: NOTE}}
        return {**there, "metadata": metadata, "data": data}
