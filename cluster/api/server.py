"""The verbs that change objects, the same for every kind.

Two faces: `cluster.api.handling` takes Requests from outside (parses, decodes, checks), the trusted in-process client
calls the methods here directly. Both go through the same admission, and both end in one `_put`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from cluster.api.access.flows import Flows
from cluster.api.admission import Admission
from cluster.api.admission.matching import CREATE, DELETE, UPDATE, Asked
from cluster.api.admission.policies import BINDINGS
from cluster.api.admission.webhooks import CONFIGURATIONS
from cluster.api.aggregation import Aggregation
from cluster.api.errors import already_exists, being_deleted, conflict, forbidden, invalid, not_found
from cluster.api.patches.json import merge
from cluster.api.reads.views import Views
from cluster.api.writes import checking, deleting
from cluster.api.writes.naming import kept_metadata, new_metadata, note_removed
from cluster.kinds.base import PARTS
from cluster.kinds.customresource.serving import Served
from cluster.objects.remembering import Remembered
from cluster.objects.times import rfc3339
from cluster.randomness import draw
from cluster.store import Origin, Store

if TYPE_CHECKING:
    from cluster.api.access.users import User
    from cluster.clock import Clock
    from cluster.kinds.base import Kind, Registry

MODIFIED_MESSAGE = "the object has been modified; please apply your changes to the latest version and try again"
INTERCEPTING = (BINDINGS, *CONFIGURATIONS)
IMMORTAL = ("default", "kube-system", "kube-public")
_REMEMBERED = 512


class ApiServer:
    """`checked`: also what comes from inside is decoded against the schema and validated (tests do that)."""

    def __init__(self, store: Store, clock: Clock, kinds: Registry, seed: int, epoch: int, counts: dict[str, int]):
        self.store = store
        self.clock = clock
        self._served = Served(store, kinds)
        self.aggregation = Aggregation(store)
        self.flows = Flows(store)
        self.seed = seed
        self.epoch = epoch
        self.counts = counts  # how often a generated name was drawn per prefix, and names reused within one moment
        self.admission = Admission()
        self.checked = False  # set by tests
        self.warnings: list[str] = []  # for who asks
        self.emptied: list[tuple[str | int, ...]] = []  # empty maps in what they sent
        self.asking: User | None = None  # who sent the request that is being answered; None for writes from inside
        self.logs: Callable[[dict, str, dict], Any] | None = None  # the kubelet's part, set by the simulation
        self.connect: Callable[..., Any] | None = None  # likewise: exec, attach, portforward
        self.fetch: Callable[..., Any] | None = None  # likewise: makes a request on the cluster's network
        self.peek: Callable[..., Any] | None = None  # likewise: only finds out what one would be answered
        self.views = Views()  # objects as clients see them
        self._defaulted = Remembered(_REMEMBERED)  # pod specs with their defaults

    @property
    def kinds(self) -> Registry:
        """What this cluster serves now: the built-in kinds, those of its definitions, and what is aggregated."""
        return self.aggregation.with_remote(self._served.kinds)

    @property
    def quiet(self) -> bool:
        """Whether nothing intercepts requests: no webhook, no admission policy."""
        return not any(map(self.store.count, INTERCEPTING))

    def warn(self, text: str) -> None:
        """Tell who asks; nobody hears it when a component does."""
        if self.asking is not None and text not in self.warnings:
            self.warnings.append(text)

    @property
    def now(self) -> int:
        """µs since 1970."""
        return self.epoch + self.clock.now

    # -- verbs -----------------------------------------------------------------------------------------------------

    def create(
        self, resource: str | Kind, obj: dict, origin: Origin, *, validate: bool = False, dry_run: bool = False
    ) -> dict:
        """Store a new object. From outside `validate` is set, the kind is that of the request, and `obj` has its
        defaults and stored form already. Raises StatusError."""
        kind = self.kinds.by_resource[resource] if isinstance(resource, str) else resource
        if dry_run:  # is not journaled: not even a name may be drawn by it
            counts = dict(self.counts)
            try:
                return self._create(kind, obj, origin, validate, dry_run)
            finally:
                self.counts.clear()
                self.counts.update(counts)
        return self._create(kind, obj, origin, validate, dry_run)

    def _create(self, kind: Kind, obj: dict, origin: Origin, validate: bool, dry_run: bool) -> dict:
        if not validate:
            obj = self._with_defaults(kind, obj)
        if kind.closed:
            raise forbidden(kind, obj["metadata"].get("name", ""), kind.closed)
        obj = self.admission.mutate(self, kind, obj)
        if not self.quiet:
            obj = self.admission.alter(self, Asked(CREATE, kind, obj, None, "", dry_run))
        obj = kind.prepare_create(obj)
        obj = {**obj, "metadata": new_metadata(self, kind, obj["metadata"])}
        name, namespace = obj["metadata"]["name"], obj["metadata"].get("namespace", "")
        if validate or self.checked:
            checking.new_object(self, kind, obj, trusted=not validate)
        if not name:
            raise invalid(kind.stored, "", checking.name_required())
        obj = self._allocated(kind, obj, None)
        existing = self.store.get(kind.stored.resource, namespace, name)
        if existing is not None:
            raise (being_deleted if "deletionTimestamp" in existing["metadata"] else already_exists)(kind, name)
        if not self.quiet:
            self.admission.review(self, Asked(CREATE, kind, obj, None, "", dry_run))
        self.admission.validate(self, kind, obj, dry_run)
        return obj if dry_run else self._put(kind, obj, origin)

    def update(self, resource: str, obj: dict, origin: Origin, subresource: str = "") -> dict:
        """Replace; 409 Conflict when `obj` is not the newest version. Raises StatusError."""
        kind = self.kinds.by_resource[resource]
        metadata = obj["metadata"]
        old = self.existing(kind, metadata.get("namespace", ""), metadata["name"])
        version = metadata.get("resourceVersion")
        if version and version != old["metadata"]["resourceVersion"]:
            raise conflict(kind, metadata["name"], MODIFIED_MESSAGE)
        return self.replace(kind, old, obj, origin, subresource)

    def merge(
        self, resource: str, namespace: str, name: str, patch: dict, origin: Origin, subresource: str = ""
    ) -> dict:
        """A JSON merge patch (RFC 7386)."""
        kind = self.kinds.by_resource[resource]
        old = self.existing(kind, namespace, name)
        return self.replace(kind, old, merge(old, patch), origin, subresource)

    def delete(self, resource: str, namespace: str, name: str, options: dict, origin: Origin) -> dict:
        """Delete, or mark as being deleted where grace or finalizers ask for it. `options` are DeleteOptions; gives the
        last state."""
        kind = self.kinds.by_resource[resource]
        return self.delete_object(kind, self.existing(kind, namespace, name), options, origin)[0]

    def delete_object(
        self, kind: Kind, old: dict, options: dict, origin: Origin, dry_run: bool = False
    ) -> tuple[dict, bool]:
        """(the object as it is left, whether it is gone)."""
        if kind.resource == "namespaces" and old["metadata"]["name"] in IMMORTAL:
            raise forbidden(kind, old["metadata"]["name"], "this namespace may not be deleted")
        if why := kind.undeletable(old):
            raise forbidden(kind, old["metadata"]["name"], why)
        if self.asking is not None and not self.quiet:
            self.admission.review(self, Asked(DELETE, kind, None, old, "", dry_run))
        deleting.check_preconditions(kind, old, options.get("preconditions") or {})
        finalizers = deleting.finalizers_for(kind, old["metadata"], options)
        grace = deleting.grace_for(kind, old, options)
        changed = deleting.marked(kind, old, finalizers, grace, self.now)
        if "deletionTimestamp" not in old["metadata"]:
            changed = kind.being_deleted(changed, self.now)
        gone = not deleting.held(kind, changed)
        if dry_run:
            return changed, gone
        if gone:
            if kind.graceful and changed is not old:
                old = self._put(kind, changed, origin)  # watchers see the shorter grace first
            last = self._remove(kind, old, origin)
            return ({**last, "metadata": {**last["metadata"], **_deletion(changed)}} if kind.graceful else last), True
        return (changed if changed is old else self._put(kind, changed, origin)), False

    def bind(self, namespace: str, name: str, node: str, origin: Origin) -> dict:
        """Give a pod its node. 409 when it already has one."""
        kind = self.kinds.by_resource["pods"]
        old = self.existing(kind, namespace, name)
        if "deletionTimestamp" in old["metadata"]:
            raise conflict(kind, name, f"pod {name} is being deleted, cannot be assigned to a host", "binding")
        if old["spec"].get("nodeName"):
            taken = f'pod {name} is already assigned to node "{old["spec"]["nodeName"]}"'
            raise conflict(kind, name, taken, "binding")
        scheduled = {
            "type": "PodScheduled",
            "status": "True",
            "lastProbeTime": None,
            "lastTransitionTime": rfc3339(self.now),
            "observedGeneration": old["metadata"].get("generation", 1),
        }
        # What was expected is over (ClearingNominatedNodeNameAfterBinding, on since 1.35).
        status = {name: value for name, value in (old.get("status") or {}).items() if name != "nominatedNodeName"}
        others = [c for c in status.get("conditions") or () if c["type"] != "PodScheduled"]
        changed = {
            **old,
            "spec": {**old["spec"], "nodeName": node},
            "status": {**status, "conditions": [*others, scheduled]},
        }
        return self._put(kind, changed, origin)

    # -- what the verbs share --------------------------------------------------------------------------------------

    def existing(self, kind: Kind, namespace: str, name: str) -> dict:
        """The stored object; 404 when there is none."""
        obj = self.store.get(kind.stored.resource, namespace, name)
        if obj is None:
            made = kind.computed(self.now) or ()
            obj = next((made_one for made_one in made if made_one["metadata"]["name"] == name), None)
        if obj is None:
            raise not_found(kind, name)
        return obj

    def replace(
        self, kind: Kind, old: dict, new: dict, origin: Origin, subresource: str = "", *,
        validate: bool = False, dry_run: bool = False,
    ) -> dict:  # fmt: skip
        """`old` becomes `new`: what a client may not change is kept, an unchanged object is not written again,
        and one whose last finalizer went away while it is being deleted is removed."""
        if subresource == "status":
            new = kind.prepare_status_update(new, old)
        elif subresource in PARTS:
            new = kind.prepare_part(subresource, new, old)
        elif subresource not in ("finalize", "approval"):
            if validate:
                new = self.admission.mutate_update(self, kind, new, old)
                if not self.quiet:
                    new = self.admission.alter(self, Asked(UPDATE, kind, new, old, "", dry_run))
            new = kind.prepare_update(new, old)
        new = {**new, "metadata": kept_metadata(kind, new, old)}
        if validate or self.checked:
            checking.changed_object(self, kind, new, old, subresource, trusted=not validate)
        if not subresource:
            new = self._allocated(kind, new, old)
        if new == old:
            return old
        if validate and not self.quiet:
            self.admission.review(self, Asked(UPDATE, kind, new, old, subresource, dry_run))
        if validate and subresource in ("", "resize"):
            self.admission.validate_update(self, kind, new, old, dry_run)
        if "deletionTimestamp" in new["metadata"] and not deleting.held(kind, new):
            return new if dry_run else self._remove(kind, new, origin)
        return new if dry_run else self._put(kind, new, origin)

    def _with_defaults(self, kind: Kind, obj: dict) -> dict:
        """Defaults of what comes from inside. Pods made from one template share their spec: it is completed once."""
        if kind.resource != "pods":
            return kind.defaults(obj)
        spec = obj["spec"]
        return {**obj, "spec": self._defaulted.of(spec, lambda: kind.defaults(obj)["spec"])}

    def _allocated(self, kind: Kind, obj: dict, old: dict | None) -> dict:
        """What is decided among all objects, such as cluster IPs. Raises StatusError 422."""
        obj, errors = kind.allocate(obj, old, self.store, partial(draw, self.seed))
        if errors:
            raise invalid(kind.stored, obj["metadata"]["name"], errors)
        return obj

    def _put(self, kind: Kind, obj: dict, origin: Origin) -> dict:
        return self.store.put(kind.stored.resource, obj, self.clock.now, origin).object

    def _remove(self, kind: Kind, obj: dict, origin: Origin) -> dict:
        metadata = obj["metadata"]
        note_removed(self, kind, metadata)
        removed = self.store.remove(
            kind.stored.resource, metadata.get("namespace", ""), metadata["name"], self.clock.now, origin
        ).object
        return {**obj, "metadata": {**metadata, "resourceVersion": removed["metadata"]["resourceVersion"]}}


def _deletion(obj: dict) -> dict:
    return {
        name: obj["metadata"][name]
        for name in ("deletionTimestamp", "deletionGracePeriodSeconds", "generation")
        if name in obj["metadata"]
    }
