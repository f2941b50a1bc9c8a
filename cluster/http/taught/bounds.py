"""How large the head and the body of a request may be, and what a server says of more.

Source: net/http's DefaultMaxHeaderBytes (1 MiB, then 431) and its answers to what is no HTTP, as kube-apiserver has
them; bodies: cluster.api.decoding.bodies.MAX_BYTES. The rest of a body that is too large is read and thrown away, so
that the application can answer it with a Status.
"""

from __future__ import annotations

from tempfile import SpooledTemporaryFile

from cluster.api.decoding.bodies import MAX_BYTES

MOST_OPEN = 65_536  # connections and files; many systems begin with 1,024, which two classes of browsers use up
MOST_HEAD = 1 << 20
IN_MEMORY = 100_000  # bytes of a body; more goes to a file until it is whole
TOO_LARGE = b"431 Request Header Fields Too Large"
BAD = b"400 Bad Request"


class Capped(SpooledTemporaryFile):
    """A body as it comes, one byte more than is allowed at most."""

    def __init__(self) -> None:
        super().__init__(max_size=IN_MEMORY)

    def write(self, data) -> int:
        left = MAX_BYTES + 1 - self.tell()
        return super().write(data[:left]) if left > 0 else 0

    def __del__(self) -> None:
        self.close()  # that of a request which became a WebSocket, or whose client left: nobody else does


def refusal(line: bytes, content_type: bytes = b"text/plain; charset=utf-8", body: bytes = b"") -> bytes:
    """A whole answer, as Go's server writes it; without a body it says its status."""
    return b"HTTP/1.1 %s\r\nContent-Type: %s\r\nConnection: close\r\n\r\n%s" % (line, content_type, body or line)


def open_more() -> None:
    """As many connections as the system lets a process have."""
    try:
        from resource import RLIM_INFINITY, RLIMIT_NOFILE, getrlimit, setrlimit
    except ImportError:  # Windows has no such limit
        return
    soft, hard = getrlimit(RLIMIT_NOFILE)
    wanted = MOST_OPEN if hard == RLIM_INFINITY else min(hard, MOST_OPEN)
    if soft != RLIM_INFINITY and soft < wanted:
        setrlimit(RLIMIT_NOFILE, (wanted, hard))


def install() -> None:
    open_more()
    from daphne.http_protocol import WebRequest
    from twisted.web.http import HTTPChannel

    def got_length(self, length) -> None:
        self.content = Capped()

    def refuse(self) -> None:
        too_large = self._receivedHeaderSize > self.totalHeadersSize
        self.transport.write(refusal(TOO_LARGE if too_large else BAD))
        self.loseConnection()

    def line_too_long(self, line) -> None:
        self.transport.write(refusal(TOO_LARGE))
        self.loseConnection()

    WebRequest.gotLength = got_length
    HTTPChannel.totalHeadersSize = HTTPChannel.MAX_LENGTH = MOST_HEAD
    HTTPChannel._respondToBadRequestAndDisconnect = refuse  # type: ignore[method-assign]
    HTTPChannel.lineLengthExceeded = line_too_long  # type: ignore[method-assign]
