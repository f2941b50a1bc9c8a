"""What Daphne is taught, for every server of this process: it knows no back pressure, no bound for bodies, no refused
handshake with a body and no SPDY."""

from cluster.http.taught import bounds, denial, flow, upgrading

_installed: list[bool] = []


def install() -> None:
    """Once in a process, before a server is made."""
    if not _installed:
        _installed.append(True)
        for part in (bounds, flow, denial, upgrading):  # denial goes around what flow puts in place of Daphne's
            part.install()
