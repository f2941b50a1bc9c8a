"""What Daphne is taught, for every server of this process: it knows no back pressure, no bounds for bodies nor for who
drips, no refused handshake with a body, no SPDY and no clock but the one on the wall."""

from cluster.http.taught import arriving, bounds, denial, flow, timing, upgrading

BACKLOG = 1024  # connections that may wait to be accepted; Twisted's 50 make a crowd of clients wait a second and more
_installed: list[bool] = []


def install() -> None:
    """Once in a process, before a server is made."""
    if not _installed:
        _installed.append(True)
        # denial goes around what flow puts in place of Daphne's
        for part in (bounds, arriving, flow, denial, upgrading, timing):
            part.install()


def endpoints(host: str, port: int, identity: str | None = None) -> list[str]:
    """Where a server listens, in Twisted's words; with `identity`, a file of certificate and key, by TLS."""
    from daphne.endpoints import build_endpoint_description_strings

    if identity:
        place, file = (text.replace(":", "\\:") for text in (host, identity))
        return [f"ssl:{port}:interface={place}:privateKey={file}:certKey={file}:backlog={BACKLOG}"]
    return [f"{text}:backlog={BACKLOG}" for text in build_endpoint_description_strings(host=host, port=port)]
