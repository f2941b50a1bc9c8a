"""What must hold of a cluster after any requests."""

from __future__ import annotations

import json

from cluster.api.decoding.bodies import schema_of
from cluster.api.decoding.fieldvalidation import decode
from cluster.api.handling import handle
from cluster.api.request import Request, Response
from cluster.simulation import Simulation
from cluster.store import Origin


def check(cluster: Simulation) -> None:
    """What has changed since the cluster's record began is looked at closely, and all of it together."""
    since = cluster.origin["store"]["revision"]
    _objects_are_sound(cluster, since)
    _revisions_rise(cluster)
    _listing_agrees(cluster, {change.resource for change in cluster.store.changes_since(since)})


def settled(cluster: Simulation) -> None:
    """After the controllers have had time: nothing is owned by what is gone, nothing lives where no namespace is."""
    store = cluster.store
    for resource in store.resources():
        for obj in store.list(resource):
            metadata = obj["metadata"]
            owners = metadata.get("ownerReferences") or ()
            if owners and not metadata.get("deletionTimestamp"):
                gone = [owner for owner in owners if store.by_uid(owner["uid"]) is None]
                assert len(gone) < len(owners), f"{resource} {metadata['name']} outlived all its owners {owners}"


def _objects_are_sound(cluster: Simulation, since: int) -> None:
    uids: dict[str, str] = {}
    versions: set[str] = set()
    kinds = cluster.api.kinds
    for resource in cluster.store.resources():
        kind = kinds.by_resource.get(resource)
        for obj in cluster.store.list(resource):
            metadata = obj["metadata"]
            place = f"{resource} {metadata.get('namespace', '')}/{metadata['name']}"
            assert metadata["name"], place
            assert metadata["uid"] not in uids, f"{place} has the uid of {uids[metadata['uid']]}"
            uids[metadata["uid"]] = place
            assert metadata["resourceVersion"] not in versions, place
            assert 0 < int(metadata["resourceVersion"]) <= cluster.store.revision, place
            versions.add(metadata["resourceVersion"])
            if int(metadata["resourceVersion"]) <= since:
                continue
            json.dumps(obj, allow_nan=False)
            if kind is None:
                continue
            assert kind.namespaced == bool(metadata.get("namespace")), place
            if not kind.custom:
                found, errors = decode(obj, schema_of(kind))
                assert not errors, f"{place}: {errors}"
            if metadata.get("deletionTimestamp") and not kind.graceful and resource != "namespaces":
                assert metadata.get("finalizers"), f"{place} is being deleted and nothing holds it"


def _revisions_rise(cluster: Simulation) -> None:
    revisions = [change.revision for change in cluster.history]
    assert revisions == sorted(set(revisions))


def _listing_agrees(cluster: Simulation, changed: set[str]) -> None:
    """Nothing that is stored is hidden from a list, and the list's form can be written down."""
    for kind in cluster.api.kinds.stored:
        root = f"/apis/{kind.group}/{kind.version}" if kind.group else f"/api/{kind.version}"
        if kind.resource not in changed or "list" not in kind.verbs or kind.computed(cluster.now) is not None:
            continue
        for accept in ("application/json", "application/json;as=Table;v=v1;g=meta.k8s.io"):
            answer = handle(cluster.api, Request("GET", f"{root}/{kind.plural}", accept=accept), Origin("test"))
            assert answer.code == 200, (kind.resource, answer.body)
            json.dumps(answer.body, allow_nan=False)
            listed = answer.body["items"] if "items" in answer.body else answer.body["rows"]
            assert len(listed) == cluster.store.count(kind.resource), kind.resource


def watched(cluster: Simulation) -> None:
    """A client that lists at the revision where the record began and watches from there sees what is there now."""
    since = cluster.origin["store"]["revision"]
    for resource in {change.resource for change in cluster.store.changes_since(since)}:
        kind = cluster.api.kinds.by_resource.get(resource)
        if kind is None or "watch" not in kind.verbs:
            continue
        path = (
            f"/apis/{kind.group}/{kind.version}/{kind.plural}" if kind.group else f"/api/{kind.version}/{kind.plural}"
        )
        query = {"resourceVersion": str(since), "resourceVersionMatch": "Exact"}
        then, now = (_asked(cluster, path, asked).body["items"] for asked in (query, {}))
        seen = {_place(obj): obj for obj in then}
        watch = _asked(cluster, path, {"watch": "1", "resourceVersion": str(since)}).watch
        for event in watch.poll():
            place, told = _place(event["object"]), event["type"]
            assert (told == "ADDED") == (place not in seen), f"{told} {resource} {place}"
            if told == "DELETED":
                del seen[place]
            else:
                seen[place] = event["object"]
        watch.close()
        assert {place: obj["metadata"]["resourceVersion"] for place, obj in seen.items()} == {
            _place(obj): obj["metadata"]["resourceVersion"] for obj in now
        }, resource


def _asked(cluster: Simulation, path: str, query: dict[str, str]) -> Response:
    return handle(cluster.api, Request("GET", path, query), Origin("test"))


def _place(obj: dict) -> tuple[str, str]:
    return obj["metadata"].get("namespace", ""), obj["metadata"]["name"]


def replayed(cluster: Simulation) -> Simulation:
    """The cluster lived again, from its record."""
    twin = Simulation.restore(json.loads(json.dumps(cluster.origin)))
    twin.workqueue.on_failure = cluster.workqueue.on_failure
    for given in cluster.inputs:
        twin.apply(type(given)(*json.loads(json.dumps(given))))
    twin.run_until(cluster.now)
    return twin
