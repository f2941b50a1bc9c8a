"""Admission: what is added to a new object, or refused, after it was read and before it is stored.

One plugin a file; PLUGINS is the order in which they run. Source:
https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/ (those that are on by default in 1.35 and
concern what is simulated). As with the real server's flag, a plugin can be disabled by name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.api.admission.base import Plugin
from cluster.api.admission.capacity import Capacity
from cluster.api.admission.certificates import CertificateSubjectRestriction
from cluster.api.admission.escalation import Escalation
from cluster.api.admission.ingressclass import DefaultIngressClass
from cluster.api.admission.limitranger import LimitRanger
from cluster.api.admission.namespaces import NamespaceLifecycle
from cluster.api.admission.nodetaints import TaintNodesByCondition
from cluster.api.admission.podsecurity import PodSecurity
from cluster.api.admission.policies import Policies
from cluster.api.admission.priority import Priority
from cluster.api.admission.quota import ResourceQuota
from cluster.api.admission.runtimeclass import RuntimeClass
from cluster.api.admission.serviceaccount import ServiceAccount
from cluster.api.admission.storageclass import DefaultStorageClass
from cluster.api.admission.storageprotection import StorageObjectInUseProtection
from cluster.api.admission.storageresize import PersistentVolumeClaimResize
from cluster.api.admission.tolerations import DefaultTolerationSeconds
from cluster.api.admission.webhooks import MutatingWebhooks, ValidatingWebhooks

if TYPE_CHECKING:
    from cluster.api.admission.matching import Asked
    from cluster.api.server import ApiServer
    from cluster.kinds.base import Kind

PLUGINS: tuple[type[Plugin], ...] = (
    NamespaceLifecycle,
    LimitRanger,
    ServiceAccount,
    TaintNodesByCondition,
    PodSecurity,
    Priority,
    DefaultTolerationSeconds,
    DefaultStorageClass,
    StorageObjectInUseProtection,
    DefaultIngressClass,
    PersistentVolumeClaimResize,
    RuntimeClass,
    MutatingWebhooks,
    CertificateSubjectRestriction,
    Escalation,
    Policies,
    ValidatingWebhooks,
    Capacity,
    ResourceQuota,  # the last: what it charges is created
)


class Admission:
    """The chain. `disabled` are names of plugins, as in `--disable-admission-plugins`."""

    def __init__(self, disabled: tuple[str, ...] = ()):
        known = [plugin.name for plugin in PLUGINS]
        unknown = [name for name in disabled if name not in known]
        if unknown:
            raise ValueError(f"admission plugins {', '.join(unknown)} are not known; known are {', '.join(known)}")
        self.disabled = disabled
        self._plugins = [plugin() for plugin in PLUGINS if plugin.name not in disabled]
        self._altering = [plugin for plugin in self._plugins if type(plugin).alter is not Plugin.alter]
        self._reviewing = [plugin for plugin in self._plugins if type(plugin).review is not Plugin.review]
        self._by_resource: dict[tuple[str, bool], tuple[list[Plugin], list[Plugin], list[Plugin]]] = {}

    def mutate(self, server: ApiServer, kind: Kind, obj: dict) -> dict:
        """A new object as the plugins complete it. Raises StatusError."""
        for plugin in self._of(kind)[0]:
            obj = plugin.mutate(server, kind, obj)
        return obj

    def mutate_update(self, server: ApiServer, kind: Kind, new: dict, old: dict) -> dict:
        """A changed object from outside as the plugins complete it."""
        for plugin in self._of(kind)[0]:
            new = plugin.mutate_update(server, kind, new, old)
        return new

    def validate(self, server: ApiServer, kind: Kind, obj: dict, dry_run: bool = False) -> None:
        """After the object is known to be valid. Raises StatusError."""
        for plugin in self._of(kind)[1]:
            plugin.validate(server, kind, obj, dry_run)

    def validate_update(self, server: ApiServer, kind: Kind, new: dict, old: dict, dry_run: bool = False) -> None:
        """After a change from outside is known to be valid. Raises StatusError."""
        for plugin in self._of(kind)[2]:
            plugin.validate_update(server, kind, new, old, dry_run)

    def alter(self, server: ApiServer, asked: Asked) -> dict:
        """The object of a create or an update as webhooks complete it. Raises StatusError."""
        for plugin in self._altering:
            asked = plugin.alter(server, asked)
        return asked.subject

    def review(self, server: ApiServer, asked: Asked) -> None:
        """Any change, once it is known to be valid. Raises StatusError."""
        for plugin in self._reviewing:
            plugin.review(server, asked)

    def _of(self, kind: Kind) -> tuple[list[Plugin], ...]:
        key = kind.resource, kind.namespaced  # a definition may come again with another scope
        found = self._by_resource.get(key)
        if found is None:
            concerned = [plugin for plugin in self._plugins if plugin.concerns(kind)]
            found = self._by_resource[key] = (
                [plugin for plugin in concerned if type(plugin).mutate is not Plugin.mutate],
                [plugin for plugin in concerned if type(plugin).validate is not Plugin.validate],
                [plugin for plugin in concerned if type(plugin).validate_update is not Plugin.validate_update],
            )
        return found
