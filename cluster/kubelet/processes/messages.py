"""What a container leaves to be told of its end: the text of its termination message file, or the end of its log.

Source: https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/#customizing-the-termination-message
"""

from __future__ import annotations

from cluster.images.filesystem.files import FileError
from cluster.kubelet.processes import inside, logs
from cluster.runtime import Runtime

PATH = "/dev/termination-log"
_MOST = 4096  # bytes of one container
_MOST_OF_ALL = 12 * 1024  # bytes of all containers of a pod together
_MOST_OF_LOG, _MOST_LINES = 2048, 80


def message(runtime: Runtime, at: inside.Held, code: int, moment: int) -> str | None:
    """Of a container that ends at `moment` with `code`; None when it left nothing."""
    if "id" not in at.container or at.container.get("error"):
        return None
    found = _written(runtime, at, moment)
    if not found and code and at.spec.get("terminationMessagePolicy") == "FallbackToLogsOnError":
        found = _end_of_log(runtime, at, moment)
    share = _MOST_OF_ALL // len(inside.specs(at.pod))
    return _text(_bytes(found)[: min(share, _MOST)]) or None


def _written(runtime: Runtime, at: inside.Held, moment: int) -> str:
    path = at.spec.get("terminationMessagePath") or PATH
    try:
        text = inside.place(runtime, at, moment).files.read(path)
    except FileError:
        return ""
    return _text(_bytes(text)[-_MOST:])


def _end_of_log(runtime: Runtime, at: inside.Held, moment: int) -> str:
    said = logs.said(runtime, at, at.container, moment)
    return _text(_bytes("".join(text for _, text in said[-_MOST_LINES:]))[-_MOST_OF_LOG:])


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogateescape")


def _text(data: bytes) -> str:
    """What is cut in the middle of a character is shown as such."""
    return data.decode(errors="replace")
