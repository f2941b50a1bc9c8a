"""Requests and answers of the API itself: suite api (FORMAT.md)."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from cluster.api.request import Request, Response
from tests.golden.cases import Case
from tests.golden.compare import differences
from tests.golden.control_plane import ControlPlane
from tests.golden.reports import without_layout

SUITES = ("api",)
NAMESPACE = "api-case"
# what an API server makes of itself when it starts
KUBERNETES = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "kubernetes"},
    "spec": {"clusterIP": "10.96.0.1", "ports": [{"name": "https", "port": 443, "targetPort": 6443}]},
}
ADDRESS = "192.168.49.2:8443"
REQUEST = 4_000  # µs that a request takes: controllers see one before the next comes
WARM_UP = 2_000_000  # µs: until the namespace has what controllers put into every namespace


class Session:
    """One case: its control plane, its namespace, what the last answer gave."""

    def __init__(self) -> None:
        self.plane = ControlPlane()
        self.plane.ask("POST", "/api/v1/namespaces", _object("Namespace", NAMESPACE))
        self.plane.ask("POST", "/api/v1/namespaces/default/services", KUBERNETES)
        self.wait(WARM_UP)
        store = self.plane.cluster.store
        store.compact(store.revision)  # the recorded control plane had run for long: its first revisions were gone
        self.token = self.uid = ""
        self.watches: list[Any] = []

    def wait(self, microseconds: int) -> None:
        cluster = self.plane.cluster
        cluster.run_until(cluster.now + microseconds)

    def send(self, request: dict) -> Response:
        path = self._filled(request["path"])
        body = request.get("body")
        body = self._filled(body).encode() if isinstance(body, str) else body
        if isinstance(body, (dict, list)):
            body = json.loads(self._filled(json.dumps(body)))
        split = urlsplit(path)
        asked = Request(
            request["method"],
            split.path,
            dict(parse_qsl(split.query, keep_blank_values=True)),
            body,
            request.get("contentType") or "application/json",
            request.get("accept") or "application/json",
        )
        answer = self.plane.cluster.request(asked, actor="recorder")
        self._remember(answer.body)
        self.wait(REQUEST)
        return answer

    def open(self, step: dict) -> None:
        path = self._filled(step["watch"])
        split = urlsplit(path)
        query = dict(parse_qsl(split.query))
        listed = self.send({"method": "GET", "path": split.path}).body
        query.update(watch="1", resourceVersion=listed["metadata"]["resourceVersion"])
        asked = Request("GET", split.path, query, accept=step.get("accept") or "application/json")
        self.watches.append(self.plane.cluster.request(asked).watch)

    def _filled(self, text: str) -> str:
        text = re.sub(r"\bNS\b", NAMESPACE, text)
        return text.replace("CONTINUE", self.token).replace("KEEPUID", self.uid)

    def _remember(self, body: Any) -> None:
        if isinstance(body, dict) and isinstance(body.get("metadata"), dict):
            self.token = body["metadata"].get("continue", self.token)
            self.uid = body["metadata"].get("uid", self.uid)


def run(case: Case) -> list[str]:
    """Plays the exchanges one after the other and compares every answer."""
    session = Session()
    found = []
    for index, step in enumerate(case.expect["exchanges"]):
        at = f"/exchanges/{index}"
        if "sleep" in step:
            session.wait(int(step["sleep"] * 1_000_000))
        elif "watch" in step:
            session.open(step)
        elif "watchEvents" in step:
            events = [_recorded(event) for event in session.watches.pop(0).poll()]
            found += differences(step["watchEvents"], events, case.unstable, f"{at}/watchEvents")
        elif _is_answerable(step["request"]):
            found += _compare(session.send(step["request"]), step["response"], f"{at}/response", case.unstable)
    return found


def _compare(answer: Response, expected: dict, at: str, unstable: tuple[str, ...]) -> list[str]:
    body = answer.body
    if answer.watch is not None:
        events = answer.watch.poll()
        body = events[0] if events else None
    actual = {"code": answer.code, "body": _cut(_recorded(body), expected["body"])}
    if "contentType" in expected and answer.watch is None:
        actual["contentType"] = answer.content_type
    wanted = {key: without_layout(_blanks(expected[key])) for key in actual}
    return differences(wanted, actual, unstable, at)


def _cut(body: Any, expected: Any) -> Any:
    """The body as the recording cut it: one part only, or the choice of items only."""
    if not isinstance(expected, dict) or not isinstance(body, dict):
        return body
    if "only" in expected:
        part = expected["only"]
        return {"only": part, **({"nothing": None} if part == "nothing" else {part: body.get(part)})}
    if "itemNames" in expected:
        items = body.get("items") or []
        keys = sorted({key for item in items for key in item} - {"apiVersion", "kind"})
        names = [item["metadata"]["name"] for item in items]
        rest = {key: value for key, value in body.items() if key != "items"}
        return {**rest, "itemKeys": keys, "itemNames": names}
    return body


def _recorded(value: Any) -> Any:
    """The case's namespace by the name that the recording gives it."""
    return without_layout(json.loads(json.dumps(value).replace(NAMESPACE, "NS").replace(ADDRESS, "SERVER")))


def _blanks(value: Any) -> Any:
    """go-cmp writes blanks that do not break now and then, on purpose."""
    return json.loads(json.dumps(value).replace("\\u00a0", " "))


def _is_answerable(request: dict) -> bool:
    """Requests without credentials are turned away by what stands before the API: there is nothing such in a cluster
    that is addressed by an unguessable path."""
    return "token" not in request


def _object(kind: str, name: str) -> dict:
    return {"apiVersion": "v1", "kind": kind, "metadata": {"name": name}}
