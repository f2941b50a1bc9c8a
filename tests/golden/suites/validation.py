"""What the server says of objects that are wrong: suite validation, the HTTP part (FORMAT.md)."""

from __future__ import annotations

from typing import Any

import yaml

from cluster.objects.times import SECOND
from tests.golden.cases import Case
from tests.golden.compare import differences
from tests.golden.control_plane import ControlPlane
from tests.golden.reports import without_layout

SUITES = ("validation",)
SETTLED = 2 * SECOND  # the recorder's clients took their time between setup and change


def run(case: Case) -> list[str]:
    """Sends the case's object itself; cases without an HTTP part pass."""
    if "http" not in case.expect:
        return []
    plane = ControlPlane()
    for setup in (step["setup"] for step in case.given if "setup" in step):
        for obj in setup if isinstance(setup, list) else [setup]:
            answer = plane.create(obj)
            assert answer.code == 201, answer.body
    plane.cluster.run_until(plane.cluster.now + SETTLED)
    request = next(step["http"] for step in case.given if "http" in step)
    answer = plane.ask(request["method"], request["path"], sent(case), request["contentType"])
    expected = without_layout(case.expect["http"])
    found = without_layout({"code": answer.code, "body": answer.body})
    ignored = [path.removeprefix("/http") for path in case.unstable if path.startswith("/http/")]
    return differences(expected, {key: found[key] for key in expected}, ignored)


def sent(case: Case) -> Any:
    """The object of the case, given as such or as a file."""
    for step in case.given:
        if "object" in step:
            return step["object"]
        if "content" in step:
            # the recorder read the file with PyYAML, to which Y is text: what kubectl makes of it is another part
            try:
                return yaml.safe_load(step["content"])
            except yaml.YAMLError:  # kubectl's part alone
                return None
    return None
