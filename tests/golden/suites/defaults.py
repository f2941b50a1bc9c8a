"""What the server makes of an object: suite defaults (FORMAT.md)."""

from __future__ import annotations

from cluster.api.admission.limitranger import ANNOTATION
from cluster.objects.times import SECOND
from tests.golden.cases import Case
from tests.golden.compare import differences
from tests.golden.control_plane import ControlPlane, path_of

SUITES = ("defaults",)
LATER = 5 * SECOND
LIMITS = "/api/v1/namespaces/default/limitranges"
# The recorder's cases shared a namespace: where a pod bears its mark, what the case `limitrange` made was still there.
RECORDED_LIMITS = {
    "apiVersion": "v1",
    "kind": "LimitRange",
    "metadata": {"name": "lr"},
    "spec": {"limits": [{"type": "Container", "default": {"cpu": "500m"}}]},
}


def run(case: Case) -> list[str]:
    """Plays the requests; the last answer is compared, and what a GET finds a little later."""
    plane = ControlPlane()
    if ANNOTATION in str(case.expect):
        plane.ask("POST", LIMITS, RECORDED_LIMITS)
    for step in case.given:
        request = step["http"]
        answer = plane.ask(request["method"], request["path"], request.get("body"))
    found = {"code": answer.code, "body": answer.body}
    if "afterwards" in case.expect:
        plane.cluster.run_until(plane.cluster.now + LATER)
        found["afterwards"] = plane.ask("GET", f"{path_of(answer.body)}/{answer.body['metadata']['name']}").body
    return differences(case.expect, found, case.unstable)
