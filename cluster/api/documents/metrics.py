"""The part of `/metrics` that the cluster itself can tell: how many objects there are, and which version this is.

Source: https://kubernetes.io/docs/reference/instrumentation/metrics/ (names, labels, words); text format:
https://prometheus.io/docs/instrumenting/exposition_formats/. A host adds what it counts of requests.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cluster.api.documents import health
from cluster.objects.times import SECOND

if TYPE_CHECKING:
    from cluster.api.server import ApiServer

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_OBJECTS = "[STABLE] Number of stored objects at the time of last check split by kind."
_BUILD = (
    "[ALPHA] A metric with a constant '1' value labeled by major, minor, git version, git commit, git tree state, "
    "build date, Go version, and compiler from which Kubernetes was built, and platform on which it is running."
)

_CHECK = "[STABLE] This metric records the result of a single healthcheck."
_CHECKS = "[STABLE] This metric records the results of all healthcheck."
_PROBED_EVERY = {"livez": 10 * SECOND, "readyz": SECOND}


def text(server: ApiServer, version: dict[str, str]) -> str:
    """`version` as `/version` tells it."""
    counts = [
        ({"group": kind.group, "resource": kind.plural}, server.store.count(kind.resource))
        for kind in server.kinds.stored
        if not kind.asked and kind.computed(server.now) is None
    ]
    words = (
        "buildDate",
        "compiler",
        "gitCommit",
        "gitTreeState",
        "gitVersion",
        "goVersion",
        "major",
        "minor",
        "platform",
    )
    build = {_snake(word): version[word] for word in words}
    return family("apiserver_resource_objects", "gauge", _OBJECTS, counts) + family(
        "kubernetes_build_info", "gauge", _BUILD, [(build, 1)]
    )


def service_levels(now: int) -> str:
    """`/metrics/slis`: how the health checks went. `now` in µs; the kubelet asks as minikube's static pod tells it to,
    so how often is read from the clock. Source: https://kubernetes.io/docs/reference/instrumentation/slis/"""
    checked = [({"name": check, "type": name}, name) for name in health.NAMES for check in sorted(health.checks(name))]
    counted = [
        ({**labels, "status": "success"}, now // _PROBED_EVERY[name])
        for labels, name in checked
        if name in _PROBED_EVERY
    ]
    return family("kubernetes_healthcheck", "gauge", _CHECK, [(labels, 1) for labels, _ in checked]) + family(
        "kubernetes_healthchecks_total", "counter", _CHECKS, counted
    )


def family(name: str, kind: str, words: str, series: Iterable[tuple]) -> str:
    """One metric: (labels, value) or (labels, value, what comes behind the name) each."""
    lines = [f"# HELP {name} {words}\n# TYPE {name} {kind}\n"]
    for labels, value, *behind in series:
        told = ",".join(f'{label}="{_quoted(text)}"' for label, text in sorted(labels.items()))
        lines.append(f"{name}{''.join(behind)}{{{told}}} {value:g}\n")
    return "".join(lines)


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _snake(word: str) -> str:
    return "".join(f"_{mark.lower()}" if mark.isupper() else mark for mark in word)
