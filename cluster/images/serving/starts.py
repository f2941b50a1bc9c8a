"""Servers that start alike: what comes of it is worked out once, and told anew for each container but for the moment.

A server that is started as its image says looks at nothing of its own container but its files and whether variables
are set that it needs. Thousands of replicas cost no more than their lines.
"""

from __future__ import annotations

from functools import lru_cache

from cluster.images import running
from cluster.images.catalogue import Image
from cluster.images.filesystem.files import Clock, Files
from cluster.images.filesystem.roots import tree
from cluster.images.filesystem.tree import Layer
from cluster.images.place import Line, Place, Ran
from cluster.images.serving import agnhost, servers
from cluster.images.serving.banners import Start

# Whatever is mounted below these, no server looks at it when it comes up.
_DATA = ("/var/", "/data/", "/tmp/", "/mnt/", "/srv/", "/run/", "/cache/")


def reads_only_its_image(mounts: list[str]) -> bool:
    """Whether a server that comes up finds what its image has, with volumes mounted at these paths."""
    return all(path.startswith(_DATA) or f"{path}/" in _DATA for path in mounts)


def ran(image: Image, start: Start, at: int) -> Ran | None:
    """What comes of the command `start.argv` at virtual µs `at` when it is a server and goes on for ever; else None."""
    server = servers.named(image, start.argv)
    if server is None or image.program in agnhost.IMAGES:  # which does what its arguments say
        return None
    needed = tuple(name for name in server.needs if start.env.get(name))
    model = _model(image, start.argv, needed)
    if model.error or model.ends is not None:
        return None
    lines = [Line(at + line.at, line.text, line.stream) for line in server.lines(image, start)]
    serving = tuple(each._replace(since=at + each.since) for each in model.serving)
    return model._replace(lines=sorted(lines, key=_moment), serving=serving)


@lru_cache(maxsize=512)
def _model(image: Image, argv: tuple[str, ...], given: tuple[str, ...]) -> Ran:
    files = Files(Layer(tree(image)), [], Clock(0))
    place = Place(image, files, dict.fromkeys(given, "given"), "model", argv, cwd=servers.program(image).cwd)
    return running.run(place, argv, main=True)


def _moment(line: Line) -> int:
    return line.at
