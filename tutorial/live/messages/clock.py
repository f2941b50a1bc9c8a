"""Messages that move the clock, and what else the owner does to the cluster from outside."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from tutorial.live.messages.fields import text, wrong
from tutorial.live.messages.registry import Result, message
from tutorial.live.pace import FASTEST, SLOWEST
from tutorial.live.until import CONDITIONS
from tutorial.live.viewer import Viewer
from tutorial.words import Refusal

if TYPE_CHECKING:
    from tutorial.live.cluster import LiveCluster
    from tutorial.live.host import Host

LOAD_MOST = 100_000  # requests a second


@message("clock", owner_only=True)
def clock(host: Host, live: LiveCluster, viewer: Viewer, given: dict) -> Result:
    rate, running, step, until = (given.get(name) for name in ("rate", "running", "step", "until"))
    if rate is not None and (
        isinstance(rate, bool) or not isinstance(rate, (int, float)) or not SLOWEST <= rate <= FASTEST
    ):
        raise wrong("rate", rate, f"{SLOWEST}-{FASTEST:g}")
    if running is not None and not isinstance(running, bool):
        raise wrong("running", running, "true, false")
    if step not in (None, "next"):
        raise wrong("step", step, "next")
    drive, now = live.drive, live.drive.now
    if isinstance(until, str):
        if until not in CONDITIONS:
            raise wrong("until", until, ", ".join(CONDITIONS))
    elif until is not None and (
        isinstance(until, bool) or not isinstance(until, int) or not now < until <= now + 86_400_000_000
    ):
        raise wrong("until", until, f"{now + 1}-{now + 86_400_000_000} µs")
    drive.catch_up()
    drive.pace.change(monotonic(), drive.now, rate, running)
    if running is False:
        drive.awaited = None
    if step:
        drive.pace.change(monotonic(), drive.now, running=False)
        drive.next_change()
    if isinstance(until, str):
        drive.run_on(until)
    elif until is not None:
        drive.pace.jump = until
    drive.tell()
    return {"clock": live.clock()}


@message("fault", owner_only=True)
def fault(host: Host, live: LiveCluster, viewer: Viewer, given: dict) -> Result:
    request = {key: value for key, value in given.items() if key not in ("type", "id")}
    name = text(request, "fault", 60)
    if not all(isinstance(value, (str, int)) and len(str(value)) <= 300 for value in request.values()):
        raise wrong("fault", request, "texts and numbers")
    live.drive.before_input(live)
    try:
        answer = live.apply(request, "diagram", f"fault {name}")
    except (ValueError, LookupError, TypeError) as error:
        raise Refusal("refused", why=str(error)[:300]) from error
    target = request.get("node") or request.get("pod") or ""
    live.mark_input("failure", f"{name} {target}".strip())
    return {"answer": answer} if isinstance(answer, (dict, str)) else None


@message("load", owner_only=True)
def load(host: Host, live: LiveCluster, viewer: Viewer, given: dict) -> Result:
    """`rate` requests a second on a Service, a workload or a pod (its kind is `target`) from now on; 0 ends it."""
    kind, namespace, name = (text(given, field, 253) for field in ("target", "namespace", "name"))
    rate = given.get("rate")
    if isinstance(rate, bool) or not isinstance(rate, int) or not 0 <= rate <= LOAD_MOST:
        raise wrong("rate", rate, f"0-{LOAD_MOST}")
    live.drive.before_input(live)
    asked = {"kind": kind, "namespace": namespace, "name": name, "rate": rate}
    try:
        live.apply({"load": asked}, "diagram", f"load {kind}/{name} {rate}/s")
    except (ValueError, LookupError) as error:
        raise Refusal("refused", why=str(error)[:300]) from error
    live.mark_input("command", f"{rate}/s → {kind}/{name}")
    return None
