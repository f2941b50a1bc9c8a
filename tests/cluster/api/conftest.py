"""A control plane without nodes, and a short way to talk to it."""

from __future__ import annotations

from typing import Any

import pytest

from cluster.api.request import Request, Response
from cluster.simulation import Simulation

CONFIGMAPS = "/api/v1/namespaces/default/configmaps"
DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments"
PODS = "/api/v1/namespaces/default/pods"


class Api:
    """`api("POST", path, body)` gives the Response; `api.ok(...)` its body, and fails on an error."""

    def __init__(self, guard: bool = True) -> None:
        self.cluster = Simulation(seed=1, nodes=0, guard=guard)
        self("POST", "/api/v1/namespaces", {"metadata": {"name": "default"}})
        self.cluster.run_until(self.cluster.now + 2_000_000)

    def __call__(self, method: str, path: str, body: Any = None, **options: Any) -> Response:
        split, _, text = path.partition("?")
        query = dict(part.partition("=")[::2] for part in text.split("&") if part)
        content_type = options.pop("content_type", "application/json")
        if method == "PATCH" and content_type == "application/json":
            content_type = "application/merge-patch+json"
        return self.cluster.request(Request(method, split, query, body, content_type, **options), actor="test")

    def ok(self, *arguments: Any, **options: Any) -> Any:
        answer = self(*arguments, **options)
        assert answer.code < 300, answer.body
        return answer.body

    def watch(self, path: str, **options: Any) -> Any:
        watch = self("GET", path, **options).watch
        assert watch is not None
        return watch


@pytest.fixture
def api() -> Api:
    return Api()


def configmap(name: str, labels: dict | None = None, **data: str) -> dict:
    return {"metadata": {"name": name, **({"labels": labels} if labels else {})}, "data": data or {"a": "1"}}


def pod(name: str = "web", **spec: Any) -> dict:
    return {"metadata": {"name": name}, "spec": {"containers": [{"name": "a", "image": "nginx"}], **spec}}


def deployment(name: str = "web", **spec: Any) -> dict:
    template = {"metadata": {"labels": {"app": name}}, "spec": {"containers": [{"name": "a", "image": "nginx"}]}}
    return {
        "metadata": {"name": name},
        "spec": {"selector": {"matchLabels": {"app": name}}, "template": template, "replicas": 0, **spec},
    }
