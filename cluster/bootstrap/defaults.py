"""What is in every cluster alike, but for its namespaces: RBAC's roles and bindings, the API's registrations, priority
classes, the range of Services' addresses, the default storage class.

It is made once in a process and shared by the clusters that begin there: objects are never changed in place.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cluster import policy
from cluster.api.admission import Admission
from cluster.api.admission.namespaces import NamespaceLifecycle
from cluster.api.aggregation import priorities
from cluster.controllers import serviceaddresses
from cluster.controllers.storage.provisioner import NAME as PROVISIONER
from cluster.kinds.apiservice import RESOURCE as API_SERVICES
from cluster.kinds.priorityclass import SYSTEM as PRIORITY_CLASSES
from cluster.kinds.rules import flows
from cluster.kinds.storageclass import IS_DEFAULT
from cluster.reasons import reason
from cluster.store import Origin

if TYPE_CHECKING:
    from cluster.api.server import ApiServer
    from cluster.simulation import Settings, Simulation

_MADE: dict[Settings, Simulation] = {}
_MOST_MADE = 8
LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


def furnish(simulation: Simulation, origin: Origin) -> None:
    """Make them; anew and with uids of their own where somebody asked for it, or something has happened before."""
    beginning = simulation.beginning
    if beginning is None or origin.causes:
        _make(simulation.api, origin)
    else:
        simulation.take_over(_furnished(simulation, beginning))


def _furnished(simulation: Simulation, beginning: Settings) -> Simulation:
    made = _MADE.get(beginning)
    if made is None:
        if len(_MADE) >= _MOST_MADE:
            _MADE.clear()
        made = _MADE[beginning] = type(simulation)(nodes=0, **beginning._asdict())
        _make(made.api, Origin("minikube", reason=reason("minikube.start")))
    return made


def _make(api: ApiServer, origin: Origin) -> None:
    """Roles in the system's namespaces are there before these, whose uids are each cluster's own."""
    api.admission, usual = Admission(disabled=(NamespaceLifecycle.name,)), api.admission
    _access(api, origin)
    _registrations(api, origin)
    _flow_control(api, origin)
    _priority_classes(api, origin)
    api.create(serviceaddresses.RANGES, serviceaddresses.first_range(), origin)
    _storage_class(api, origin)
    api.admission = usual


def _access(api: ApiServer, origin: Origin) -> None:
    """RBAC's default roles and bindings."""
    for resource, obj in policy.objects():
        api.create(resource, obj, origin)


def _registrations(api: ApiServer, origin: Origin) -> None:
    """An APIService for each version that the API server serves itself."""
    for obj in priorities.registrations():
        api.create(API_SERVICES, obj, origin)


def _flow_control(api: ApiServer, origin: Origin) -> None:
    for resource, obj in flows.builtin():
        api.create(resource, obj, origin)


def _priority_classes(api: ApiServer, origin: Origin) -> None:
    for name, (value, description) in PRIORITY_CLASSES.items():
        obj = {
            "apiVersion": "scheduling.k8s.io/v1",
            "kind": "PriorityClass",
            "metadata": {"name": name},
            "value": value,
            "description": description,
        }
        api.create("priorityclasses.scheduling.k8s.io", obj, origin)


def _storage_class(api: ApiServer, origin: Origin) -> None:
    """minikube's default class, as its addon storage-provisioner applies it."""
    labels, annotations = {"addonmanager.kubernetes.io/mode": "EnsureExists"}, {IS_DEFAULT[0]: "true"}
    head = {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass"}
    applied = {
        **head,
        "metadata": {"annotations": annotations, "labels": labels, "name": "standard"},
        "provisioner": PROVISIONER,
    }
    written = json.dumps(applied, separators=(",", ":")) + "\n"
    metadata = {"name": "standard", "labels": labels, "annotations": {LAST_APPLIED: written, **annotations}}
    api.create("storageclasses.storage.k8s.io", {**head, "metadata": metadata, "provisioner": PROVISIONER}, origin)
