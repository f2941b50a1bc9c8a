"""One socket's view of a cluster: what it may do, and how far it is behind."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

OWNER, FOLLOWER, VIEWER = "owner", "follower", "viewer"
CLIENT = "client"  # a real Kubernetes client's watch
# Codes with which sockets are closed: why, and whether to try again (only after MOVED and FLOODING)
NOT_YOURS, UNKNOWN, FLOODING, MOVED = 4401, 4404, 4408, 4409


class Viewer:
    """`send` puts a text on the socket. Nothing is sent before `hello`; when more than `window` frames are unseen,
    changes stop until the socket says how far it has drawn: then it gets a snapshot, never an endless queue."""

    def __init__(
        self, send: Callable[[str], None], close: Callable[[int], None], role: str, language: str, window: int
    ):
        self.send, self.close = send, close
        self.role, self.language, self.window = role, language, window
        self.greeted = False
        self.behind = False
        self.lost = 0  # frames left out, for measurements
        self._unseen: deque[int] = deque()

    def offer(self, text: str, revision: int) -> None:
        """A frame of changes."""
        if not self.greeted:
            return
        if self.behind or len(self._unseen) >= self.window:
            self.behind = True
            self.lost += 1
            return
        self._unseen.append(revision)
        self.send(text)

    def tell(self, text: str) -> None:
        """Any other frame."""
        if self.greeted:
            self.send(text)

    def answer(self, text: str) -> None:
        """What it has asked for."""
        self.send(text)

    def greet(self, revision: int) -> None:
        """It has (or is about to get) everything up to `revision`."""
        self.greeted, self.behind = True, False
        self._unseen.clear()
        self._unseen.append(revision)

    def seen(self, revision: int) -> bool:
        """It has drawn everything up to `revision`; True when a snapshot is due."""
        while self._unseen and self._unseen[0] <= revision:
            self._unseen.popleft()
        return self.behind and len(self._unseen) < max(1, self.window // 2)
