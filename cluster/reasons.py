"""Why something was written, or why nothing was: codes with parameters. Words for them live in static/js/words/.

A component gives a `Reason` with each write (kept with the revision) and returns one as its verdict from each
reconcile (kept as its latest answer to "why is nothing happening?").
"""

from typing import Any, NamedTuple


class Reason(NamedTuple):
    """`code` is a key of REASONS; `params` are plain JSON values named there."""

    code: str
    params: dict[str, Any]


def reason(code: str, /, **params: Any) -> Reason:
    """A Reason; KeyError when `code` is not in REASONS, ValueError when the parameters are not those named there."""
    names = REASONS[code]
    if len(params) != len(names) or any(name not in params for name in names):
        raise ValueError(f"{code} takes {', '.join(names) or 'nothing'}; given: {', '.join(params) or 'nothing'}")
    return Reason(code, params)


# Parameters are named as the words use them. `from` and `to` are replica counts.
REASONS: dict[str, tuple[str, ...]] = {
    "input.request": ("verb", "kind", "name"),
    "event.record": ("event",),
    "workqueue.retry": ("message", "milliseconds"),
    "node.register": ("node",),
    "minikube.start": (),
    "minikube.stop": (),
    "minikube.node_add": ("node",),
    "fault.node_stop": ("node",),
    "fault.node_start": ("node",),
    "fault.container_kill": ("pod", "container"),
}


def register(codes: dict[str, tuple[str, ...]]) -> None:
    """Add a component's codes, beside the code that uses them. ValueError if a code is already taken differently."""
    for code, names in codes.items():
        if REASONS.setdefault(code, names) != names:
            raise ValueError(f"reason {code} is already registered with {REASONS[code]}, not {names}")
