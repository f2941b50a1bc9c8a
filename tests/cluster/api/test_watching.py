"""Watches: what comes, in which order, and how they end."""

from __future__ import annotations

from tests.cluster.api.conftest import CONFIGMAPS, configmap

TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io"


def told(events: list[dict]) -> list[tuple]:
    return [(event["type"], event["object"]["metadata"].get("name")) for event in events]


def test_a_watch_tells_what_happens_after_its_revision(api):
    since = api.ok("GET", CONFIGMAPS)["metadata"]["resourceVersion"]
    watch = api.watch(f"{CONFIGMAPS}?watch=1&resourceVersion={since}")
    assert watch.poll() == []
    api.ok("POST", CONFIGMAPS, configmap("w"))
    api.ok("PATCH", f"{CONFIGMAPS}/w", {"data": {"b": "2"}})
    api.ok("DELETE", f"{CONFIGMAPS}/w")
    assert told(watch.poll()) == [("ADDED", "w"), ("MODIFIED", "w"), ("DELETED", "w")]
    assert watch.poll() == []


def test_a_watch_without_revision_begins_with_what_is_there(api):
    api.ok("POST", CONFIGMAPS, configmap("old"))
    assert ("ADDED", "old") in told(api.watch(f"{CONFIGMAPS}?watch=1").poll())


def test_the_old_form_of_a_watch(api):
    since = api.cluster.store.revision
    watch = api.watch(f"/api/v1/watch/namespaces/default/configmaps?resourceVersion={since}")
    api.ok("POST", CONFIGMAPS, configmap("w"))
    assert told(watch.poll()) == [("ADDED", "w")]


def test_objects_that_come_to_match_are_added_and_leave_as_deleted(api):
    watch = api.watch(f"{CONFIGMAPS}?watch=1&labelSelector=app%3Dx".replace("%3D", "="))
    api.ok("POST", CONFIGMAPS, configmap("w", {"app": "y"}))
    for label in ("x", "x", "z"):
        api.ok("PATCH", f"{CONFIGMAPS}/w", {"metadata": {"labels": {"app": label}}, "data": {label: str(id(label))}})
        api.ok("PATCH", f"{CONFIGMAPS}/w", {"data": {"n": label + label}})
    events = watch.poll()
    assert told(events)[0] == ("ADDED", "w") and told(events)[-1] == ("DELETED", "w")
    assert {kind for kind, _ in told(events)[1:-1]} == {"MODIFIED"}
    versions = [int(event["object"]["metadata"]["resourceVersion"]) for event in events]
    assert versions == sorted(versions)


def test_a_streaming_list_ends_with_a_marked_bookmark(api):
    query = "watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true"
    events = api.watch(f"{CONFIGMAPS}?{query}").poll()
    assert events[-1]["type"] == "BOOKMARK"
    assert events[-1]["object"]["metadata"]["annotations"] == {"k8s.io/initial-events-end": "true"}
    assert {event["type"] for event in events[:-1]} == {"ADDED"}


def test_a_revision_that_was_forgotten_is_gone(api):
    api.cluster.store.compact(api.cluster.store.revision)
    watch = api.watch(f"{CONFIGMAPS}?watch=1&resourceVersion=1")
    events = watch.poll()
    assert watch.closed
    assert [(event["type"], event["object"]["code"], event["object"]["reason"]) for event in events] == [
        ("ERROR", 410, "Expired")
    ]


def test_a_watch_ends_when_its_time_is_up(api):
    watch = api.watch(f"{CONFIGMAPS}?watch=1&timeoutSeconds=5")
    watch.poll()
    api.cluster.run_until(api.cluster.now + 6_000_000)
    watch.poll()
    assert watch.closed


def test_only_the_first_table_of_a_watch_has_its_head(api):
    watch = api.watch(f"{CONFIGMAPS}?watch=1&resourceVersion={api.cluster.store.revision}", accept=TABLE)
    api.ok("POST", CONFIGMAPS, configmap("a"))
    api.ok("POST", CONFIGMAPS, configmap("b"))
    first, second = (event["object"] for event in watch.poll())
    assert first["columnDefinitions"] and second["columnDefinitions"] is None
    assert [row["cells"][0] for table in (first, second) for row in table["rows"]] == ["a", "b"]


def test_bookmarks_come_every_minute_to_those_who_asked(api):
    watch = api.watch(f"{CONFIGMAPS}?watch=1&allowWatchBookmarks=true&resourceVersion={api.cluster.store.revision}")
    api.cluster.run_until(api.cluster.now + 61_000_000)
    assert [event["type"] for event in watch.poll()] == ["BOOKMARK"]


def test_options_that_contradict_each_other_are_invalid(api):
    answer = api("GET", f"{CONFIGMAPS}?watch=1&sendInitialEvents=true")
    assert (answer.code, answer.body["details"]["kind"]) == (422, "ListOptions")


def test_the_old_form_of_a_watch_of_one_object(api):
    for name in ("a", "b"):
        api.ok("POST", CONFIGMAPS, configmap(name))
    old = CONFIGMAPS.replace("/api/v1/", "/api/v1/watch/")
    one = api.watch(f"{old}/b")
    assert [event["object"]["metadata"]["name"] for event in one.poll()] == ["b"]
    api.ok("PATCH", f"{CONFIGMAPS}/a", {"data": {"x": "1"}})
    api.ok("PATCH", f"{CONFIGMAPS}/b", {"data": {"x": "1"}})
    assert [(event["type"], event["object"]["metadata"]["name"]) for event in one.poll()] == [("MODIFIED", "b")]
    assert api("GET", "/api/v1/watch/namespaces/default").watch is not None
    assert api("GET", "/api/v1/watch/namespaces/default/pods/a/status").code == 404
