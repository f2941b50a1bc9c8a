"""What the store looks up instead of scanning: labels, owners, nodes, uids. Rebuilt from the objects at any time."""

from cluster.objects.storage import claims_of, objects_of
from cluster.store_tallies import Tallies

Key = tuple[str, str, str]  # resource, namespace, name

_NOTHING: dict = {}


class Indexes:
    def __init__(self) -> None:
        self.uids: dict[str, Key] = {}
        self.owned: dict[str, set[Key]] = {}  # owner's uid → its dependents
        self.on_node: dict[str, set[Key]] = {}  # node → pods
        self.claimed: dict[tuple[str, str], set[Key]] = {}  # namespace and name of a claim → pods that mount it
        self.mounted: dict[Key, set[Key]] = {}  # ConfigMap or Secret → pods that have it among their volumes
        self.pods = Tallies()  # counts of pods by owner
        self._labels: dict[tuple[str, str, str, str], set[str]] = {}  # resource, namespace, label, value → names

    def labelled(self, resource: str, namespace: str, equalities: list[tuple[str, str]]) -> set[str] | None:
        """Names that carry the rarest of `equalities`; None when there is none to look up."""
        found = [self._labels.get((resource, namespace, *pair), set()) for pair in equalities]
        return min(found, key=len) if found else None

    def replace(self, key: Key, old: dict | None, new: dict | None) -> None:
        """`old` (None: new object) became `new` (None: deleted)."""
        before = old["metadata"] if old else _NOTHING
        after = new["metadata"] if new else _NOTHING
        if old is None or new is None:
            self._set_uid(key, before.get("uid"), after.get("uid"))
        labels, owners = before.get("labels"), before.get("ownerReferences")
        if labels is not after.get("labels") and labels != after.get("labels"):
            self._move(
                self._labels, key[2], self._label_places(key, labels), self._label_places(key, after.get("labels"))
            )
        if owners is not after.get("ownerReferences") and owners != after.get("ownerReferences"):
            self._move(self.owned, key, _uids(owners), _uids(after.get("ownerReferences")))
        if key[0] == "pods":
            self.pods.replace(old, new)
            was = old["spec"].get("nodeName") if old else None
            now = new["spec"].get("nodeName") if new else None
            if was != now:
                self._move(self.on_node, key, {was} - {None}, {now} - {None})
            if old is None or new is None:  # a pod's volumes never change
                self._move(self.claimed, key, _claims(old), _claims(new))
                self._move(self.mounted, key, _written(old), _written(new))

    def copy(self) -> "Indexes":
        twin = Indexes()
        twin.uids = dict(self.uids)
        twin.pods = self.pods.copy()
        for name in ("owned", "on_node", "claimed", "mounted", "_labels"):
            setattr(twin, name, {place: set(members) for place, members in getattr(self, name).items()})
        return twin

    def _set_uid(self, key: Key, old: str | None, new: str | None) -> None:
        if old:
            self.uids.pop(old, None)
        if new:
            self.uids[new] = key

    @staticmethod
    def _label_places(key: Key, labels: dict | None) -> set:
        return {(key[0], key[1], label, value) for label, value in (labels or {}).items()}

    @staticmethod
    def _move(index: dict, member, leave: set, enter: set) -> None:
        for place in leave - enter:
            members = index[place]
            members.discard(member)
            if not members:
                del index[place]
        for place in enter - leave:
            index.setdefault(place, set()).add(member)


def _claims(pod: dict | None) -> set[tuple[str, str]]:
    return {(pod["metadata"]["namespace"], found.claim) for found in claims_of(pod)} if pod else set()


def _written(pod: dict | None) -> set[Key]:
    return {(resource, pod["metadata"]["namespace"], name) for resource, name in objects_of(pod)} if pod else set()


def _uids(references: list | None) -> set[str]:
    return {reference["uid"] for reference in references or ()}
