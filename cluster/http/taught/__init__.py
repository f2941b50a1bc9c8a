"""What Daphne is taught, for every server of this process: it knows no back pressure, no bound for bodies and no
refused handshake with a body."""

from cluster.http.taught import bounds, denial, flow

_installed: list[bool] = []


def install() -> None:
    """Once in a process, before a server is made."""
    if not _installed:
        _installed.append(True)
        for part in (bounds, denial, flow):
            part.install()
