import pytest

from cluster.guard import freeze
from cluster.objects.selectors import EVERYTHING, Requirement, Selector, from_labels
from cluster.store import Compacted, Origin, Store

WHO = Origin("test", ("i1",), None)


def obj(name, labels=None, owner=None, node=None, uid=None):
    metadata = {"name": name, "namespace": "default", "uid": uid or f"uid-{name}", "labels": labels or {}}
    if owner:
        metadata["ownerReferences"] = [{"uid": owner}]
    return {"metadata": metadata, "spec": {"nodeName": node} if node else {}}


def names(objects):
    return [o["metadata"]["name"] for o in objects]


def store_of(*objects, freeze=None):
    store = Store(freeze)
    for o in objects:
        store.put("pods", o, 0, WHO)
    return store


def test_each_write_is_one_revision_with_what_was_before_and_after():
    store = store_of(obj("a"), obj("a", {"x": "1"}))
    store.remove("pods", "default", "a", 9, WHO)
    assert [(c.revision, c.op, bool(c.previous), c.time) for c in store.history] == [
        (1, "ADDED", False, 0),
        (2, "MODIFIED", True, 0),
        (3, "DELETED", True, 9),
    ]
    assert [c.object["metadata"]["resourceVersion"] for c in store.history] == ["1", "2", "3"]
    assert store.get("pods", "default", "a") is None


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        (from_labels({"app": "web"}), ["a", "b"]),
        (from_labels({"app": "web", "tier": "f"}), ["b"]),
        (Selector((Requirement("teir", "NotIn", ("production",)),)), ["a", "b", "c"]),
        (Selector((Requirement("app", "In", ("web", "db")),)), ["a", "b", "c"]),
        (Selector((Requirement("tier", "Exists"),)), ["b"]),
        (Selector((Requirement("tier", "DoesNotExist"),)), ["a", "c"]),
        (EVERYTHING, ["a", "b", "c"]),
    ],
)
def test_selectors_find_by_labels(selector, expected):
    store = store_of(obj("c", {"app": "db"}), obj("b", {"app": "web", "tier": "f"}), obj("a", {"app": "web"}))
    assert names(store.select("pods", "default", selector)) == expected


def test_indexes_follow_labels_owners_and_nodes():
    store = store_of(obj("a", {"app": "web"}, owner="rs", node="n1"))
    assert names(store.pods_on("n1")) == names(o for _, o in store.owned_by("rs")) == ["a"]
    store.put("pods", obj("a", {"app": "db"}, owner="other", node="n2"), 0, WHO)
    assert (
        not store.pods_on("n1")
        and not store.owned_by("rs")
        and not store.select("pods", "default", from_labels({"app": "web"}))
    )
    assert names(store.pods_on("n2")) == names(o for _, o in store.owned_by("other")) == ["a"]
    store.remove("pods", "default", "a", 0, WHO)
    assert not store.pods_on("n2") and not store.owned_by("other") and store.by_uid("uid-a") is None


def test_a_branch_shares_objects_and_nothing_else():
    store = store_of(obj("a", {"app": "web"}))
    twin = store.branch()
    assert twin.get("pods", "default", "a") is store.get("pods", "default", "a")
    twin.put("pods", obj("b", {"app": "web"}), 0, WHO)
    assert names(store.list("pods")) == ["a"] == names(store.select("pods", "default", from_labels({"app": "web"})))
    assert store.revision == 1 and len(store.history) == 1


def test_a_loaded_store_finds_what_the_dumped_one_found():
    store = store_of(obj("b", {"app": "web"}, owner="rs", node="n1"), obj("a"))
    twin = Store()
    twin.load(store.dump())
    assert twin.dump() == store.dump()
    assert names(twin.pods_on("n1")) == names(o for _, o in twin.owned_by("rs")) == ["b"]


ASKED = {
    "get": lambda store: store.get("events", "default", "b"),
    "list": lambda store: store.list("events"),
    "list of a namespace": lambda store: store.list("events", "default"),
    "count of a namespace": lambda store: store.count("events", "default"),
    "select": lambda store: store.select("events", "default", from_labels({"app": "web"})),
    "owned_by": lambda store: store.owned_by("rs"),
    "count_owned_by": lambda store: store.count_owned_by("rs"),
    "by_uid": lambda store: store.by_uid("uid-b"),
    "put": lambda store: store.put("events", obj("b"), 1, WHO),
    "remove": lambda store: store.remove("events", "default", "a", 1, WHO),
    "dump": lambda store: store.dump(),
    "of a branch": lambda store: store.branch().list("events"),
}


@pytest.mark.parametrize("name", ASKED)
def test_objects_on_a_shelf_are_read_when_somebody_asks_and_answer_as_others(name):
    store = Store()
    for one in (obj("b", {"app": "web"}, owner="rs"), obj("a")):
        store.put("events", one, 0, WHO)
    store.put("pods", obj("p"), 0, WHO)
    plain, shelved, read = Store(), Store(), []
    plain.load(data := store.dump())

    class Shelf:
        count = 2

        def __call__(self):
            read.append(1)
            return data["objects"]["events"]

    shelved.load({**data, "objects": {**data["objects"], "events": Shelf()}})
    assert (shelved.size, shelved.resources()) == (plain.size, plain.resources())
    assert shelved.get("pods", "default", "p") and shelved.get("pods", "default", "none") is None and not read
    assert ASKED[name](shelved) == ASKED[name](plain)
    assert shelved.dump() == plain.dump()
    assert set(read) == {1}


def test_compacted_history_says_so():
    store = store_of(obj("a"), obj("b"), obj("c"))
    store.compact(2)
    assert [c.name for c in store.changes_since(2)] == ["c"]
    with pytest.raises(Compacted, match="revision 1 is compacted; kept are those after 2"):
        store.changes_since(1)
    with pytest.raises(Compacted):
        store.change(2)


def test_a_branch_goes_on_above_what_was_issued_elsewhere():
    store = store_of(obj("a"), obj("b"))
    store.go_above(9)
    store.put("pods", obj("c"), 0, WHO)
    assert (store.revision, store.history[-1].revision) == (11, 11)
    for known in (2, 10):  # the last of our own before, and what a list said right after
        assert [c.name for c in store.changes_since(known)] == ["c"]
    assert [c.name for c in store.changes_since(1)] == ["b", "c"]
    for elsewhere in (3, 9):
        with pytest.raises(Compacted, match=f"revision {elsewhere} is of a branch that was left") as caught:
            store.changes_since(elsewhere)
        assert caught.value.oldest == 10
    assert store.change(11).name == "c"
    with pytest.raises(IndexError, match="revision 10 was made by no change"):
        store.change(10)


def test_a_branch_that_is_as_far_as_the_other_loses_no_change():
    store = store_of(obj("a"), obj("b"))
    store.go_above(2)
    store.put("pods", obj("c"), 0, WHO)
    store.put("pods", obj("d"), 0, WHO)
    assert [c.revision for c in store.history] == [1, 2, 4, 5]
    for known in (2, 3):
        assert [c.name for c in store.changes_since(known)] == ["c", "d"]
    assert [store.change(revision).name for revision in (2, 4, 5)] == ["b", "c", "d"]
    with pytest.raises(IndexError, match="revision 3 was made by no change"):
        store.change(3)


def test_gaps_survive_dump_branch_and_compaction():
    store = store_of(obj("a"))
    store.go_above(5)
    store.put("pods", obj("b"), 0, WHO)
    loaded = Store()
    loaded.load(store.dump(), store.history)
    for twin in (store.branch(), loaded):
        assert twin.dump() == store.dump()
        with pytest.raises(Compacted, match="branch that was left"):
            twin.check(4)
        twin.keep(1)
        assert [c.name for c in twin.history] == ["b"]
        with pytest.raises(Compacted, match="compacted"):
            twin.changes_since(0)


def test_going_above_less_than_what_is_there_changes_nothing():
    store = store_of(obj("a"), obj("b"))
    store.go_above(1)
    assert store.revision == 2 and "gaps" not in store.dump()


def test_the_guard_catches_a_change_in_place():
    stored = store_of(obj("a", {"app": "web"}), freeze=freeze).get("pods", "default", "a")
    for change in (
        lambda: stored["metadata"].update(x=1),
        lambda: stored["metadata"]["labels"].__setitem__("a", "b"),
        lambda: stored.pop("spec"),
    ):
        with pytest.raises(TypeError, match="changed in place"):
            change()
    assert {**stored, "spec": {}}["spec"] == {}
