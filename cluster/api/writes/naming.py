"""What the server itself writes into metadata: generated names, uid, creationTimestamp, generation.

Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/, golden suite api.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster import randomness
from cluster.objects.times import rfc3339

if TYPE_CHECKING:
    from cluster.api.server import ApiServer
    from cluster.kinds.base import Kind

PREFIX_LENGTH = 58  # leaves room for the five characters of a generated name
# What a client cannot set on a new object.
_WIPED = ("resourceVersion", "selfLink", "deletionTimestamp", "deletionGracePeriodSeconds", "uid", "generation")
# What stays as it is, whatever an update says.
_KEPT = (
    "uid", "creationTimestamp", "generation", "resourceVersion", "deletionTimestamp", "deletionGracePeriodSeconds",
    "generateName", "namespace", "name",
)  # fmt: skip

_REPEATED = (
    ".metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject "
    "such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: [{uids}]"
)


def new_metadata(server: ApiServer, kind: Kind, metadata: dict) -> dict:
    """Metadata of a new object; without name and generateName its name stays "", which validation
    refuses, but for kinds that the server names itself."""
    metadata = {name: value for name, value in metadata.items() if name not in _WIPED}
    namespace = metadata.get("namespace", "")
    if not metadata.get("name") and metadata.get("generateName"):
        metadata["name"] = _generated(server, kind, namespace, metadata["generateName"])
    elif not metadata.get("name") and kind.named_by_server:
        metadata["name"] = _made_up(server, kind, namespace)
    name = metadata.setdefault("name", "")
    moment = server.clock.now
    metadata["uid"] = randomness.uid(
        server.seed, kind.stored.resource, namespace, name, moment, _reuse(server, kind, metadata)
    )
    metadata["creationTimestamp"] = rfc3339(server.now)
    if kind.has_generation:
        metadata["generation"] = 1
    return metadata


def without_repeated_owners(obj: dict) -> tuple[dict, list[str]]:
    """The object with each of its owner references once, and the server's warning of those that were repeated
    (dedupOwnerReferences of k8s.io/apiserver)."""
    references = obj["metadata"].get("ownerReferences") or []
    once: list[dict] = []
    repeated = []
    for reference in references:
        if reference in once:
            repeated.append(reference.get("uid", ""))
        else:
            once.append(reference)
    if not repeated:
        return obj, []
    told = _REPEATED.format(uids=" ".join(repeated))
    return {**obj, "metadata": {**obj["metadata"], "ownerReferences": once}}, [told]


def kept_metadata(kind: Kind, new: dict, old: dict) -> dict:
    """Metadata of a changed object: what a client may not change comes from `old`."""
    before, metadata = old["metadata"], dict(new["metadata"])
    for name in _KEPT:
        if name in before:
            metadata[name] = before[name]
        else:
            metadata.pop(name, None)
    metadata.pop("selfLink", None)
    if kind.has_generation and kind.changed(new, old):
        metadata["generation"] = before.get("generation", 0) + 1
    return metadata


def note_removed(server: ApiServer, kind: Kind, metadata: dict) -> None:
    """An object that goes in the moment in which it came: the next of its name needs another uid."""
    if metadata.get("creationTimestamp") == rfc3339(server.now):
        _reuse(server, kind, metadata)
        place = _place(kind, metadata)
        server.counts[place] = server.counts.get(place, 0) + 1


def _generated(server: ApiServer, kind: Kind, namespace: str, prefix: str) -> str:
    place = f"{kind.stored.resource}/{namespace}/{prefix}"
    while True:
        count = server.counts[place] = server.counts.get(place, 0) + 1
        name = prefix[:PREFIX_LENGTH] + randomness.suffix(server.seed, "name", place, count)
        if server.store.get(kind.stored.resource, namespace, name) is None:
            return name


def _made_up(server: ApiServer, kind: Kind, namespace: str) -> str:
    """Source: PrepareForCreate of 1.35's strategy for LimitRanges, the only kind with it."""
    place = f"{kind.stored.resource}/{namespace}/"
    count = server.counts[place] = server.counts.get(place, 0) + 1
    return randomness.uid(server.seed, "name", place, count)


def _reuse(server: ApiServer, kind: Kind, metadata: dict) -> int:
    """How often this name was already given within this very moment: its uids must differ."""
    counts, now = server.counts, server.clock.now
    if counts.get("@moment") != now:
        for place in [place for place in counts if place.startswith("@")]:
            del counts[place]
        counts["@moment"] = now
    return counts.get(_place(kind, metadata), 0)


def _place(kind: Kind, metadata: dict) -> str:
    return f"@{kind.stored.resource}/{metadata.get('namespace', '')}/{metadata['name']}"
