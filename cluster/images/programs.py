"""What programs that listen say to a request. How programs run is in `running` and `servers`."""

from __future__ import annotations

from collections.abc import Callable

from cluster.images import servers
from cluster.images.catalogue import Image
from cluster.images.place import Place
from cluster.images.wire import Answer, Asked, HttpRequest, Reply

Ask = Callable[[HttpRequest], Reply]


def ports(image: Image, place: Place | None = None) -> tuple[tuple[int, str], ...]:
    """(port, protocol) on which the programs of the place listen at its moment; without a place: the image's own."""
    if place is None:
        made = servers.program(image)
        return servers.ports(image, (*made.entrypoint, *made.cmd))
    found: list[tuple[int, str]] = []
    for serving in place.serving:
        if serving.since <= place.now and (serving.until is None or place.now < serving.until):
            found += servers.ports(image, serving.argv)
    return tuple(dict.fromkeys(found))


def serve(image: Image, place: Place, port: int, asked: Asked, ask: Ask | None = None) -> Answer | None:
    """The answer of the program that listens there; None when nobody does."""
    for serving in place.serving:
        alive = serving.since <= place.now and (serving.until is None or place.now < serving.until)
        if alive and any(port == own for own, _ in servers.ports(image, serving.argv)):
            return Answer(200, {"Content-Type": "text/plain"}, f"{image.program} on {place.hostname}\n")
    return None
