"""The arithmetic of rollouts, as tables. Sources: golden suites rollouts*, and the pages named in the modules."""

import pytest

from cluster.controllers.deployment import revisions, rolling, sizes, template
from cluster.controllers.deployment.proportion import Part, shares


def deployment(replicas, surge="25%", unavailable="25%", kind="RollingUpdate"):
    rolling_update = (
        {"rollingUpdate": {"maxSurge": surge, "maxUnavailable": unavailable}} if kind == "RollingUpdate" else {}
    )
    return {"metadata": {"name": "web"}, "spec": {"replicas": replicas, "strategy": {"type": kind, **rolling_update}}}


@pytest.mark.parametrize(
    ("replicas", "surge", "unavailable", "expected"),
    [
        (3, "25%", "25%", (1, 0)),  # up and down
        (4, "25%", "25%", (1, 1)),
        (10, "30%", 0, (3, 0)),
        (7, "10%", "10%", (1, 0)),
        (5, "100%", 0, (5, 0)),
        (2, 0, "25%", (0, 1)),  # both would be 0: nothing could move
        (0, 0, 0, (0, 0)),
        (2, 1, 5, (1, 2)),  # no more unavailable than there are
        (0, "25%", "25%", (0, 0)),
    ],
)
def test_fence_rounds_surge_up_and_unavailable_down(replicas, surge, unavailable, expected):
    assert sizes.fence(deployment(replicas, surge, unavailable)) == expected


def test_recreate_has_no_fence():
    assert sizes.fence(deployment(3, kind="Recreate")) == (0, 0)


def test_a_size_that_is_neither_number_nor_percentage_is_refused():
    with pytest.raises(ValueError, match="'half' must be an integer or a percentage"):
        sizes.scaled("half", 4, up=True)


@pytest.mark.parametrize(
    ("new", "total", "wanted", "most", "expected"),
    [
        (0, 3, 3, 4, 1),  # as much as the ceiling allows
        (0, 10, 10, 14, 4),
        (2, 5, 4, 5, 2),  # no room
        (3, 3, 3, 4, 3),  # enough
        (5, 5, 3, 4, 3),  # too many
        (0, 0, 3, 4, 3),
    ],
)
def test_the_new_replica_set_grows_to_the_ceiling(new, total, wanted, most, expected):
    assert rolling.new_size(new, total, wanted, most) == expected


def test_unavailable_old_pods_go_first_and_the_oldest_replica_set_before_others():
    olds = [rolling.Old("a", 3, 3), rolling.Old("b", 4, 1), rolling.Old("c", 2, 0)]
    assert rolling.cleanup(olds, 4).steps == [("b", 1), ("c", 1)]


def test_nothing_is_decided_from_a_status_that_lags_behind():
    cleanup = rolling.cleanup([rolling.Old("a", 2, 3), rolling.Old("b", 2, 0)], 4)
    assert cleanup.lagging
    assert cleanup.steps == []


def test_available_old_pods_go_as_far_as_the_floor_allows():
    olds = [rolling.Old("a", 2, 2), rolling.Old("b", 5, 5)]
    assert rolling.scale_down(olds, available=9, floor=5) == [("a", 0), ("b", 3)]
    assert rolling.scale_down(olds, available=5, floor=5) == []


@pytest.mark.parametrize(
    ("parts", "wanted", "surge", "expected"),
    [
        # golden rollouts: proportional-scale-up-three-replicasets, scale-while-paused-mid-rollout, random-38, random-20
        ([("rs1", 4, 14), ("rs2", 2, 14), ("rs3", 8, 14)], 20, 4, [("rs3", 14), ("rs1", 7), ("rs2", 3)]),
        ([("rs1", 4, 8), ("rs2", 4, 8)], 12, 2, [("rs2", 7), ("rs1", 7)]),
        ([("rs1", 2, 5), ("rs2", 2, 5)], 14, 3, [("rs2", 10), ("rs1", 7)]),
        ([("rs1", 10, 13), ("rs2", 3, 13)], 14, 2, [("rs1", 12), ("rs2", 4)]),
        ([("rs1", 5, 10), ("rs2", 5, 10)], 0, 0, [("rs1", 0), ("rs2", 0)]),  # down to nothing, the older first
    ],
)
def test_each_replica_set_gets_its_share_and_the_first_the_rest(parts, wanted, surge, expected):
    given = [Part(name, size, most, created=name) for name, size, most in parts]
    assert shares(given, wanted, surge, existing=0) == expected


def test_without_annotation_the_deployments_own_count_stands_in():
    parts = [Part("a", 2, None, "1"), Part("b", 2, None, "2")]
    assert shares(parts, 8, 0, existing=4) == [("b", 4), ("a", 4)]
    assert dict(shares(parts, 8, 0, existing=0)) == {"b": 6, "a": 2}  # nothing known: all to the first


def test_a_template_is_the_same_whether_hashed_or_not():
    plain = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"name": "a", "image": "nginx"}]}}
    hashed = template.with_hash(plain, "abc")
    assert template.same(plain, hashed)
    assert template.without_hash(hashed) == plain
    assert not template.same(plain, {**plain, "spec": {"containers": [{"name": "a", "image": "redis"}]}})


def test_the_hash_is_short_safe_stable_and_changes_with_collisions():
    plain = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": []}}
    first = template.template_hash(plain, None)
    assert first == template.template_hash({"spec": {"containers": []}, "metadata": {"labels": {"app": "web"}}}, None)
    assert set(first) <= set(template.ALPHABET)
    assert len(first) <= 10
    assert len({first, template.template_hash(plain, 1), template.template_hash(plain, 2)}) == 3


def replica_set(name, revision, replicas=0, **annotations):
    marks = {revisions.REVISION: str(revision), **annotations}
    return {
        "metadata": {"name": name, "creationTimestamp": "2026-01-01T00:00:00Z", "generation": 1, "annotations": marks},
        "spec": {"replicas": replicas},
        "status": {"replicas": replicas, "observedGeneration": 1},
    }


def test_going_back_to_an_old_revision_renumbers_it_and_keeps_the_past():
    web = {
        "metadata": {"name": "web", "annotations": {"note": "x", revisions.LAST_APPLIED: "{}"}},
        "spec": {"replicas": 1},
    }
    back = revisions.as_new(replica_set("web-1", 1), web, 3)
    assert back == {revisions.REVISION: "3", revisions.HISTORY: "1", "note": "x"}
    again = revisions.as_new({"metadata": {"name": "web-1", "annotations": back}}, web, 5)
    assert again[revisions.HISTORY] == "1,3"


def test_the_history_of_a_revision_does_not_grow_for_ever():
    old = replica_set("web-1", 5000, **{revisions.HISTORY: ",".join(str(n) for n in range(1000, 1500))})
    kept = revisions.as_new(old, {"metadata": {"name": "web"}, "spec": {"replicas": 1}}, 5001)[revisions.HISTORY]
    assert len(kept) <= revisions.HISTORY_MOST
    assert kept.endswith(",5000")


def test_empty_old_replica_sets_beyond_the_limit_go_lowest_revision_first():
    olds = [replica_set("c", 3), replica_set("a", 1), replica_set("b", 2, replicas=1)]
    web = {"spec": {"replicas": 1, "revisionHistoryLimit": 1}}
    assert [rs["metadata"]["name"] for rs in revisions.superfluous(web, olds)] == ["a"]
    assert revisions.superfluous({"spec": {"replicas": 1, "revisionHistoryLimit": revisions.NO_LIMIT}}, olds) == []
