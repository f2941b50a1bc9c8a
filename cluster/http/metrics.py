"""What the server counts of its own requests, for `/metrics`, in Prometheus' text format.

Names and labels are those of kube-apiserver: https://kubernetes.io/docs/reference/instrumentation/metrics/. What is
counted of objects stands in cluster.api.documents.metrics; times are of the clock on the wall.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from cluster.api.documents.metrics import family
from cluster.api.options import flag
from cluster.api.request import Request, Response
from cluster.api.routes import split

BUCKETS = (0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60)
MOST_SERIES = 2000  # of one family: a client that asks for ever new resources must not fill the memory
_VERBS = {"POST": "POST", "PUT": "PUT", "PATCH": "PATCH", "DELETE": "DELETE"}


class Asked(NamedTuple):
    """The labels of a request."""

    verb: str
    group: str = ""
    version: str = ""
    resource: str = ""
    subresource: str = ""
    scope: str = ""

    @classmethod
    def of(cls, request: Request) -> Asked:
        verb = _VERBS.get(request.method, request.method if request.method in ("GET", "HEAD", "OPTIONS") else "other")
        api = split(request.path)
        if api is None:
            return cls(verb, subresource=request.path if request.path in _KNOWN else "")
        group, version, rest = api
        namespaced = rest[0] == "namespaces" and len(rest) > 2
        parts = rest[2:] if namespaced else rest
        named = len(parts) > 1
        if verb == "GET" and flag(request.query.get("watch")):
            verb = "WATCH"
        elif verb in ("GET", "DELETE") and not named:
            verb = "LIST" if verb == "GET" else "DELETECOLLECTION"
        scope = "resource" if named or verb == "POST" else "namespace" if namespaced else "cluster"
        return cls(verb, group, version, parts[0], "/".join(parts[2:3]), scope)

    def labels(self, **more: str) -> dict[str, str]:
        return {
            "component": "apiserver", "group": self.group, "resource": self.resource, "scope": self.scope,
            "subresource": self.subresource, "verb": self.verb, "version": self.version, **more,
        }  # fmt: skip


_KNOWN = ("/api", "/apis", "/healthz", "/livez", "/metrics", "/openapi/v2", "/openapi/v3", "/readyz", "/version")


class Counted:
    """One request that is being answered."""

    def __init__(self, asked: Asked):
        self.asked, self.code, self.stays = asked, 0, False

    def answered(self, response: Response) -> None:
        self.code, self.stays = response.code, response.watch is not None or response.stream is not None


class Metrics:
    """Counts since the server began."""

    def __init__(self) -> None:
        self._requests: Counter[tuple[Asked, int, str]] = Counter()
        self._seconds: dict[Asked, list[float]] = {}  # counts of the buckets and of more, then the sum
        self._now: Counter[tuple[str, Asked]] = Counter()  # what is being answered, what stays open

    @contextmanager
    def counting(self, request: Request) -> Iterator[Counted]:
        counted = Counted(Asked.of(request))
        kind = "readOnly" if request.method in ("GET", "HEAD", "OPTIONS") else "mutating"
        dry_run = "All" if request.query.get("dryRun") == "All" else ""
        began = time.perf_counter()
        self._now[kind, _NOBODY] += 1
        try:
            yield counted
        finally:
            self._now[kind, _NOBODY] -= 1
            series = (counted.asked, counted.code, dry_run)
            if counted.code and counted.code != 404 and (series in self._requests or len(self._requests) < MOST_SERIES):
                self._requests[series] += 1
                if not counted.stays:
                    self._observe(counted.asked, time.perf_counter() - began)

    def text(self) -> str:
        requests = [
            (asked.labels(code=str(code), dry_run=dry), count)
            for (asked, code, dry), count in sorted(self._requests.items())
        ]
        inflight = [({"request_kind": kind}, self._now[kind, _NOBODY]) for kind in ("mutating", "readOnly")]
        return (
            family("apiserver_current_inflight_requests", "gauge", _INFLIGHT, inflight)
            + self._durations()
            + family("apiserver_request_total", "counter", _REQUESTS, requests)
        )

    def _observe(self, asked: Asked, seconds: float) -> None:
        found = self._seconds.setdefault(asked, [0.0] * (len(BUCKETS) + 2))
        found[bisect_left(BUCKETS, seconds)] += 1
        found[-1] += seconds

    def _durations(self) -> str:
        name = "apiserver_request_duration_seconds"
        lines: list[tuple[dict, float, str]] = []
        for asked, found in sorted(self._seconds.items()):
            labels, total = asked.labels(dry_run=""), 0.0
            for bound, count in zip((*map(str, BUCKETS), "+Inf"), found, strict=False):
                total += count
                lines.append(({**labels, "le": bound}, total, "_bucket"))
            lines += [(labels, found[-1], "_sum"), (labels, total, "_count")]
        return family(name, "histogram", _SECONDS, lines)


_NOBODY = Asked("")
_INFLIGHT = (
    "[STABLE] Maximal number of currently used inflight request limit of this apiserver per request kind in last "
    "second."
)
_REQUESTS = (
    "[STABLE] Counter of apiserver requests broken out for each verb, dry run value, group, version, resource, scope, "
    "component, and HTTP response code."
)
_SECONDS = (
    "[STABLE] Response latency distribution in seconds for each verb, dry run value, group, version, resource, "
    "subresource, scope and component."
)
