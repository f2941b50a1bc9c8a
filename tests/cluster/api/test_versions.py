"""A stored kind that is served in a second group: Events of the core group and of events.k8s.io."""

from __future__ import annotations

import pytest

CORE = "/api/v1/namespaces/default/events"
OWN = "/apis/events.k8s.io/v1/namespaces/default/events"
TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io"


def old_event(name: str = "e1", **more) -> dict:
    about = {"kind": "Pod", "name": "p", "namespace": "default"}
    return {"metadata": {"name": name}, "involvedObject": about, "reason": "Failed", "message": "no", "count": 3,
            "type": "Warning", "source": {"component": "kubelet", "host": "n1"},
            "firstTimestamp": "2026-01-01T00:00:00Z", "lastTimestamp": "2026-01-01T00:00:01Z", **more}  # fmt: skip


def new_event(name: str = "e2", **more) -> dict:
    about = {"kind": "Pod", "name": "p", "namespace": "default"}
    return {"apiVersion": "events.k8s.io/v1", "kind": "Event", "metadata": {"name": name}, "regarding": about,
            "reason": "Test", "note": "hello", "type": "Normal", "action": "Do", "reportingController": "a.io/b",
            "reportingInstance": "b-1", "eventTime": "2026-01-01T00:00:00.000000Z", **more}  # fmt: skip


def test_each_group_shows_what_the_other_wrote_in_its_own_words(api):
    api.ok("POST", CORE, old_event())
    api.ok("POST", OWN, new_event(series={"count": 2, "lastObservedTime": "2026-01-01T00:00:05.000000Z"}))
    seen = api.ok("GET", f"{OWN}/e1")
    assert seen["apiVersion"] == "events.k8s.io/v1"
    assert (seen["note"], seen["deprecatedCount"], seen["deprecatedSource"]) == (
        "no", 3, {"component": "kubelet", "host": "n1"},
    )  # fmt: skip
    assert "message" not in seen and "involvedObject" not in seen and seen["eventTime"] is None
    seen = api.ok("GET", f"{CORE}/e2")
    assert (seen["apiVersion"], seen["message"], seen["reportingComponent"]) == ("v1", "hello", "a.io/b")
    assert seen["involvedObject"]["name"] == "p" and seen["series"]["count"] == 2 and seen["source"] == {}
    for path, version in ((CORE, "v1"), (OWN, "events.k8s.io/v1")):
        found = api.ok("GET", path)
        assert (found["apiVersion"], {each["apiVersion"] for each in found["items"]}) == (version, {version})


def test_watches_tables_and_selectors_speak_the_group_that_was_asked(api):
    watch = api.watch(f"{OWN}?watch=1")
    api.ok("POST", CORE, old_event())
    assert [(e["type"], e["object"]["note"]) for e in watch.poll()] == [("ADDED", "no")]
    table = api.ok("GET", f"{OWN}?includeObject=Object", accept=TABLE)
    assert table["rows"][0]["cells"][2] == "Failed" and table["rows"][0]["object"]["note"] == "no"
    assert len(api.ok("GET", f"{OWN}?fieldSelector=regarding.name=p")["items"]) == 1
    assert api.ok("GET", f"{OWN}?fieldSelector=regarding.name=q")["items"] == []


def test_a_patch_and_a_delete_go_through_either_group(api):
    api.ok("POST", OWN, new_event())
    series = {"count": 4, "lastObservedTime": "2026-01-01T00:00:05.000000Z"}
    assert api.ok("PATCH", f"{OWN}/e2", {"series": series})["series"]["count"] == 4
    assert api.ok("PATCH", f"{CORE}/e2", {"count": 9})["series"]["count"] == 4
    assert api.ok("GET", f"{OWN}/e2")["deprecatedCount"] == 9
    api.ok("DELETE", f"{OWN}/e2")
    missing = api("GET", f"{OWN}/e2")
    assert (missing.code, missing.body["message"]) == (404, 'events.events.k8s.io "e2" not found')
    assert api("GET", f"{CORE}/e2").body["message"] == 'events "e2" not found'


def test_managers_keep_the_version_in_which_they_wrote(api):
    api.ok("POST", f"{OWN}?fieldManager=one", new_event(), user_agent="one")
    shown = api.ok("PATCH", f"{CORE}/e2?fieldManager=two", {"count": 9}, user_agent="two")
    entries = {each["manager"]: each for each in shown["metadata"]["managedFields"]}
    assert {name: each["apiVersion"] for name, each in entries.items()} == {"one": "events.k8s.io/v1", "two": "v1"}
    assert "f:note" in entries["one"]["fieldsV1"] and entries["two"]["fieldsV1"] == {"f:count": {}}
    shown = api.ok("PATCH", f"{CORE}/e2?fieldManager=two", {"reason": "Other"}, user_agent="two")
    entries = {each["manager"]: each for each in shown["metadata"]["managedFields"]}
    assert "f:reason" not in entries["one"]["fieldsV1"] and "f:reason" in entries["two"]["fieldsV1"]


def test_applying_in_one_group_conflicts_with_an_owner_in_the_other(api):
    api.ok("POST", f"{OWN}?fieldManager=one", new_event())
    config = {"apiVersion": "v1", "kind": "Event", "metadata": {"name": "e2"}, "message": "changed"}
    answer = api("PATCH", f"{CORE}/e2?fieldManager=two", config, content_type="application/apply-patch+yaml")
    assert (answer.code, answer.body["details"]["causes"][0]["field"]) == (409, ".message")
    forced = api("PATCH", f"{CORE}/e2?fieldManager=two&force=1", config, content_type="application/apply-patch+yaml")
    assert forced.body["message"] == "changed" and api.ok("GET", f"{OWN}/e2")["note"] == "changed"


@pytest.mark.parametrize(
    "change, message",
    [
        ({"eventTime": None}, 'Event "e2" is invalid: eventTime: Required value'),
        ({"type": "Odd"}, 'Event "e2" is invalid: type: Invalid value: "": has invalid value: Odd'),
        ({"deprecatedCount": 2}, 'Event "e2" is invalid: count: Invalid value: "": needs to be unset'),
        ({"action": ""}, 'Event "e2" is invalid: action: Required value'),
        ({"note": "x" * 1025}, 'Event "e2" is invalid: message: Invalid value: "": can have at most 1024 characters'),
        (
            {"series": {"count": 1, "lastObservedTime": None}},
            'Event "e2" is invalid: [series.count: Invalid value: "": should be at least 2, series.lastObservedTime: '
            "Required value]",
        ),
    ],
)
def test_the_new_group_is_stricter(api, change, message):
    assert api("POST", OWN, new_event(**change)).body["message"] == message


def test_the_new_group_keeps_what_an_event_said(api):
    api.ok("POST", OWN, new_event())
    answer = api("PATCH", f"{OWN}/e2", {"note": "other", "reason": "Else"})
    fields = [cause["field"] for cause in answer.body["details"]["causes"]]
    assert (answer.code, fields) == (422, ["reason", "message"])


def test_discovery_lists_one_resource_in_both_groups(api):
    lists = [api.ok("GET", path)["resources"] for path in ("/api/v1", "/apis/events.k8s.io/v1")]
    first, second = ([r for r in found if r["name"] == "events"][0] for found in lists)
    assert first == second
