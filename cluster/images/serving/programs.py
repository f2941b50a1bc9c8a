"""What programs that listen say to a request. How programs run is in `running` and `servers`."""

from __future__ import annotations

from collections.abc import Callable

from cluster.images.answers import HANDLERS, Visit
from cluster.images.catalogue import Image
from cluster.images.place import Place, Serving
from cluster.images.serving import agnhost, listens, servers
from cluster.images.wire import Answer, Asked, HttpRequest, Reply

_TLS_PORTS = (443, 4443, 6443, 8443, 9443, 10250)
Ask = Callable[[HttpRequest], Reply]


def ports(image: Image, place: Place | None = None) -> tuple[tuple[int, str], ...]:
    """(port, protocol) on which the programs of the place listen at its moment; without a place: the image's own."""
    if place is None:
        made = servers.program(image)
        return listens.ports(image, (*made.entrypoint, *made.cmd)) if made.server else ()
    found: list[tuple[int, str]] = []
    for serving in listening(place):
        found += listens.ports(image, serving.argv, place)
    return tuple(dict.fromkeys(found))


def listening(place: Place) -> list[Serving]:
    """The programs that listen at the place's moment."""
    return [s for s in place.serving if s.since <= place.now and (s.until is None or place.now < s.until)]


def speaks_tls(image: Image, place: Place, port: int) -> bool:
    """Whether the program on that port wants to be spoken to by TLS: where that is known, else where it is usual."""
    if image.program in agnhost.IMAGES:
        return any(agnhost.speaks_tls(s.argv, place.env, port) for s in listening(place))
    return port in _TLS_PORTS


def turns(image: Image, place: Place) -> tuple[int, ...]:
    """Moments (virtual µs) at which a program by itself begins to answer something else."""
    if image.program not in agnhost.IMAGES:
        return ()
    well = place.started - place.epoch + agnhost.WELL_FOR + 1
    return tuple(well for serving in place.serving if agnhost.subcommand(serving.argv)[0] == "liveness")


def health(image: Image, place: Place, port: int, service: str) -> str | None:
    """What the program says of its health by gRPC; None: it does not speak that protocol."""
    if image.program in agnhost.IMAGES and any(
        agnhost.subcommand(s.argv)[0] == "grpc-health-checking" for s in place.serving
    ):
        return "SERVING" if service in ("", "grpc-health-checking") else "SERVICE_UNKNOWN"
    return "SERVING" if image.program == "daemon" and port in (2379, 2380) else None


def serve(image: Image, place: Place, port: int, asked: Asked, ask: Ask | None = None) -> Answer | None:
    """The answer of the program that listens there; None when nobody does."""
    for serving in listening(place):
        if any(port == own for own, _ in listens.ports(image, serving.argv, place)):
            handler = HANDLERS.get(servers.answered_by(image, serving.argv))
            return handler(Visit(place, serving.argv, port, asked, ask)) if handler else Answer(0, error="reset")
    return None
