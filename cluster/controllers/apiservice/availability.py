"""Whether the Service of an APIService is there, listens, has endpoints, and answers: its condition Available.

Source: https://github.com/kubernetes/kubernetes/tree/v1.35.0/staging/src/k8s.io/kube-aggregator/pkg/controllers/status
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster import reasons
from cluster.api.aggregation.remote import address_of, place
from cluster.component import Component, World
from cluster.controllers.conditions import with_condition
from cluster.images.wire import HttpRequest, Reply, Source
from cluster.kinds.apiservice import AVAILABLE, RESOURCE, availability, is_remote, local_condition, service_of
from cluster.kinds.rules.errors import quoted
from cluster.objects.selectors import from_labels
from cluster.objects.times import SECOND, rfc3339
from cluster.reasons import Reason, reason
from cluster.store import DELETED, Change, Store

reasons.register({"apiservice.available": ("name",), "apiservice.unavailable": ("message",)})

SLICES = "endpointslices.discovery.k8s.io"
_SERVICE = "kubernetes.io/service-name"
_FIRST, _MOST = 5_000, 30 * SECOND  # µs until a server that does not answer is asked again, doubled each time
_TRIES = 20  # then it is left alone until its Service or its endpoints change
_PATIENCE = 5 * SECOND
_HERE = Source("node", name="minikube")
_WHY = {
    "refused": "connect: connection refused",
    "unreachable": "connect: no route to host",
}


def changed(change: Change, store: Store) -> Iterable[str]:
    """One that has a Service, or had one."""
    before = change.previous or {}
    is_new = change.op != DELETED and change.object["spec"] != before.get("spec")
    if is_new and (is_remote(change.object) or is_remote(before)):
        yield change.name


def of_service(change: Change, store: Store) -> Iterable[str]:
    return _asking(store, change.namespace, change.name)


def of_slice(change: Change, store: Store) -> Iterable[str]:
    return _asking(store, change.namespace, (change.object["metadata"].get("labels") or {}).get(_SERVICE, ""))


def _asking(store: Store, namespace: str, name: str) -> Iterable[str]:
    for each in store.list(RESOURCE):  # about two dozen, hardly ever one with a Service
        told = service_of(each)
        if told and (told.get("namespace"), told.get("name")) == (namespace, name):
            yield each["metadata"]["name"]


class Availability(Component):
    name = "apiservice-status-available-controller"
    watches = {RESOURCE: changed, "services": of_service, SLICES: of_slice}

    def reconcile(self, key: str, world: World) -> Reason | None:
        registered = world.store.get(RESOURCE, "", key)
        if registered is None:
            world.remember(key, None)
            return None
        if not is_remote(registered):
            return self._tell(registered, local_condition(rfc3339(world.epoch + world.now)), world)
        told = _wrong(registered, world.store)
        if not told and (told := _silence(registered, world)):
            tries = world.recall(key, 0)
            world.remember(key, tries + 1)
            if tries < _TRIES:
                world.requeue(min(_FIRST << tries, _MOST))
        else:
            world.remember(key, None)
        status, why = ("False", told) if told else ("True", ("Passed", "all checks passed"))
        condition = {"type": AVAILABLE, "status": status, "lastTransitionTime": rfc3339(world.epoch + world.now)}
        return self._tell(registered, {**condition, "reason": why[0], "message": why[1]}, world)

    @staticmethod
    def _tell(registered: dict, condition: dict, world: World) -> Reason:
        if condition["status"] == "True":
            why = reason("apiservice.available", name=registered["metadata"]["name"])
        else:
            why = reason("apiservice.unavailable", message=condition["message"])
        before = availability(registered) or {}
        if before.get("status") == condition["status"]:
            condition = {**condition, "lastTransitionTime": before["lastTransitionTime"]}
        if before != condition:
            kept = [each for each in (registered.get("status") or {}).get("conditions") or () if each is not before]
            status = with_condition({"conditions": kept}, condition)
            world.client.update_status(RESOURCE, {**registered, "status": status}, why)
        return why


def _wrong(registered: dict, store: Store) -> tuple[str, str] | None:
    """(reason, message) of what is missing around the Service."""
    told = service_of(registered)
    namespace, name, port = told["namespace"], told["name"], told["port"]
    service, shown = store.get("services", namespace, name), f"service/{name} in {quoted(namespace)}"
    if service is None:
        return "ServiceNotFound", f"{shown} is not present"
    if service["spec"].get("type", "ClusterIP") != "ClusterIP":
        return None
    offered = [each for each in service["spec"].get("ports") or () if each["port"] == port]
    if not offered:
        return "ServicePortError", f"{shown} is not listening on port {port}"
    slices = store.select(SLICES, namespace, from_labels({_SERVICE: name}))
    if not slices:
        return "EndpointsNotFound", f"cannot find endpointslices for {shown}"
    port_name = offered[0].get("name", "")
    if not any(_has_endpoint(each, port_name) for each in slices):
        return "MissingEndpoints", f"endpointslices for {shown} have no addresses with port name {quoted(port_name)}"
    return None


def _has_endpoint(slice_: dict, port_name: str) -> bool:
    ready = any((each.get("conditions") or {}).get("ready", True) for each in slice_.get("endpoints") or ())
    return ready and any(each.get("name", "") == port_name for each in slice_.get("ports") or ())


def _silence(registered: dict, world: World) -> tuple[str, str] | None:
    """What is wrong with the answer to a request for the version's resources; None where it is a good one."""
    address = address_of(world.store, registered)
    if address is None:
        return "FailedDiscoveryCheck", f"no address found for service {quoted(service_of(registered)['name'])}"
    url = f"{address}{place(registered)}"
    reply = world.network.asker(_HERE).request(HttpRequest("GET", url, timeout=_PATIENCE))
    failed = _failure(reply, url)
    return ("FailedDiscoveryCheck", f"failing or missing response from {url}: {failed}") if failed else None


def _failure(reply: Reply, url: str) -> str:
    if reply.code and 200 <= reply.code < 300:
        return ""
    if reply.code:
        return f"bad status from {url}: {reply.code}"
    if reply.error == "tls":
        return f'Get "{url}": http: server gave HTTP response to HTTPS client'
    if reply.error == "timeout":
        return f'Get "{url}": context deadline exceeded'
    if reply.error == "resolve":
        host = url.split("/")[2].partition(":")[0]
        return f'Get "{url}": dial tcp: lookup {host}: no such host'
    if reply.error in _WHY:
        return f'Get "{url}": dial tcp {url.split("/")[2]}: {_WHY[reply.error]}'
    return f'Get "{url}": EOF'
