"""Whatever comes, the server answers as a server does, and the cluster stays whole.

`ORRERY_EXAMPLES=20000 .venv/bin/pytest -p no:django tests/cluster/properties` runs longer, with other examples each
time.
"""

from __future__ import annotations

import json
import os
from functools import cache

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from cluster.api.request import Request, Response
from cluster.http.encoding import Encoder
from cluster.simulation import Simulation
from tests.cluster.properties import bodies, invariants
from tests.cluster.properties.requests import Call, calls

EXAMPLES = int(os.environ.get("ORRERY_EXAMPLES", "0"))
SECOND = 1_000_000
WEB = ("Pod", "Deployment", "Job", "PersistentVolumeClaim", "Service", "ConfigMap")

settings.register_profile("here", max_examples=EXAMPLES or 200, derandomize=not EXAMPLES, deadline=None,
                          database=None, suppress_health_check=list(HealthCheck))  # fmt: skip
profile = settings.get_profile("here")


@cache
def beginning() -> dict:
    """The snapshot of a cluster that has lived a minute with one object of each kind, `a`, and some named `web`."""
    cluster = Simulation(seed=7, nodes=1)
    created = 0
    for (api_version, kind), obj in bodies.examples().items():
        served = cluster.api.kinds.by_kind.get((*split(api_version), kind))
        if served is None or "create" not in served.verbs or served.asked:
            continue
        collection = f"{'/apis' if served.group else '/api'}/{api_version}"
        collection += f"{'/namespaces/default' if served.namespaced else ''}/{served.plural}"
        named_web = [{**obj, "metadata": {"name": "web", "labels": {"app": "web"}}}] if kind in WEB else []
        for body in (obj, *named_web):
            answer = cluster.request(Request("POST", collection, body=body))
            assert answer.code in (201, 409), answer.body  # two versions of one kind share a name
            created += 1
    assert created > 45
    cluster.run_until(60 * SECOND)
    return json.loads(json.dumps(cluster.snapshot()))


def split(api_version: str) -> tuple[str, str]:
    group, _, version = api_version.rpartition("/")
    return group, version


@settings(profile)
@given(sequence=st.lists(calls(), min_size=1, max_size=8))
def test_every_request_is_answered_and_the_cluster_stays_whole(sequence):
    cluster = Simulation.restore(beginning())
    for call in sequence:
        note(str(call))
        do(cluster, call)
    stays_whole(cluster)


def stays_whole(cluster: Simulation) -> None:
    """Now, two minutes later, from its snapshot and from its record."""
    restored = Simulation.restore(json.loads(json.dumps(cluster.snapshot())))
    assert restored.digest() == cluster.digest()
    for twin in (cluster, restored):
        twin.run_until(twin.now + 120 * SECOND)
    assert restored.digest() == cluster.digest()
    invariants.check(cluster)
    invariants.watched(cluster)
    invariants.settled(cluster)
    assert invariants.replayed(cluster).digest() == cluster.digest()


def do(cluster: Simulation, call: Call) -> None:
    if not call.method:
        cluster.run_until(cluster.now + call.milliseconds * 1000)
        return
    before = cluster.store.revision
    request = Request(
        call.method,
        call.path,
        call.query,
        call.body,
        call.content_type,
        call.accept,
        "test/1",
        call.words,
        call.upgrade,
    )
    answer = cluster.request(request, actor="test")
    if answer.watch is not None:
        assert all(event["type"] in ("ADDED", "BOOKMARK", "ERROR", "MODIFIED") for event in answer.watch.poll())
        answer.watch.close()
    if answer.stream is not None:
        answer.stream.poll()
        cluster.run_until(cluster.now + SECOND)
        answer.stream.close()
        return
    _is_an_answer(answer)
    # A form that cannot be given is told after the deed, as really.
    if answer.code >= 400 and answer.code != 406 and "as=" not in call.accept and call.method != "DELETE":
        assert cluster.store.revision == before, "refused, and yet something was written"


def _is_an_answer(answer: Response) -> None:
    assert 200 <= answer.code < 600 and answer.code != 500, answer.body
    Encoder().body(answer.body)
    if isinstance(answer.body, dict) and answer.body.get("kind") == "Status" and answer.code >= 400:
        assert answer.body["code"] == answer.code and answer.body["status"] == "Failure" and answer.body["message"]
