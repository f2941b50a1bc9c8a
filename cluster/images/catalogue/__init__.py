"""The images that exist. A repository, tag or host that is not here does not exist, and pulling it fails as it would.

Sizes are compressed bytes for linux/amd64, of the release series where releases differ little. What the programs in
them do is in `cluster.images.serving.programs`. A further image is a line of `cluster.images.catalogue.registry`.
"""

from __future__ import annotations

from hashlib import sha256
from typing import NamedTuple

from cluster.images.catalogue import families
from cluster.images.catalogue.names import Reference, home, parse
from cluster.images.catalogue.registry import NGINX, TABLE
from cluster.images.catalogue.tags import releases

_MB = 1_000_000
_HUB = "docker.io/library/"


class Image(NamedTuple):
    """`program`: key of cluster.images.serving.servers.PROGRAMS; `digest`: `sha256:...`."""

    name: str
    size: int
    program: str
    digest: str
    version: str

    @property
    def family(self) -> str:
        """What it is built on: busybox, alpine, debian, ubuntu or distroless."""
        return families.family(self.name, self.program)


class PullError(LookupError):
    """Why the registry does not give the image; the message is the container runtime's (containerd 2)."""


_NGINX_ALIASES = {"stable": "1.28", "mainline": "1.29"}


def _nginx() -> dict[str, float]:
    plain = releases(NGINX, latest="1.29", aliases=_NGINX_ALIASES)
    alpine = releases(NGINX, latest="1.29", suffix="-alpine", size=20.9, since=(1, 10), aliases=_NGINX_ALIASES)
    slim = releases(NGINX, latest="1.29", suffix="-alpine-slim", size=5.2, since=(1, 23))
    perl = releases(NGINX, latest="1.29", suffix="-perl", size=85.0, since=(1, 15))
    return {**plain, **alpine, **slim, **perl}


def _read(table: str) -> dict[str, tuple[str, dict[str, float]]]:
    """Repository → (program, tag → MB)."""
    found: dict[str, tuple[str, dict[str, float]]] = {}
    size, tags = 0.0, dict[str, float]()
    for line in table.strip().split("\n"):
        words = line.split()
        if not line.startswith(" "):
            tags = {}
            found[words[0]] = words[1], tags
            continue
        if words[0].endswith(":"):
            size = float(words.pop(0)[:-1])
        tags.update(dict.fromkeys(words, size))
    return found


_REPOSITORIES = {f"{_HUB}nginx": ("nginx", _nginx()), **_read(TABLE)}

_KNOWN_HOSTS = (
    "docker.io",
    "registry.k8s.io",
    "k8s.gcr.io",
    "gcr.io",
    "quay.io",
    "ghcr.io",
    "mcr.microsoft.com",
    "public.ecr.aws",
)


def find(text: str) -> Image:
    """The image that a registry gives for `text` (as in a pod's spec). Raises InvalidName or PullError."""
    reference = parse(text)
    program, tags = _REPOSITORIES.get(home(reference.repository), ("", {}))
    if not tags:
        raise PullError(_missing_repository(reference))
    name = str(reference)
    if reference.digest:
        for tag in tags:
            if _digest(f"{reference.repository}:{tag}") == reference.digest:
                return Image(name, round(tags[tag] * _MB), program, reference.digest, tag)
    elif reference.tag in tags:
        return Image(name, round(tags[reference.tag] * _MB), program, _digest(name), reference.tag)
    raise PullError(_not_found(reference, f"{name}: not found"))


def repositories() -> list[str]:
    """Names of all repositories, sorted."""
    return sorted(_REPOSITORIES)


def tags(repository: str) -> list[str]:
    """Tags of a repository (`docker.io/library/nginx`), sorted; none when it does not exist."""
    return sorted(_REPOSITORIES.get(repository, ("", {}))[1])


def _digest(name: str) -> str:
    return "sha256:" + sha256(name.encode()).hexdigest()


def _missing_repository(reference: Reference) -> str:
    host, _, path = reference.repository.partition("/")
    if host not in _KNOWN_HOSTS:
        url = f"https://{host}/v2/{path}/manifests/{reference.digest or reference.tag}"
        name = host.partition(":")[0]
        return _failed(
            reference, f'failed to do request: Head "{url}": dial tcp: lookup {name} on 192.168.49.1:53: no such host'
        )
    if host == "docker.io":
        why = (
            "pull access denied, repository does not exist or may require authorization: "
            "server message: insufficient_scope: authorization failed"
        )
        return _failed(reference, why)
    return _not_found(reference, f"{reference}: not found")


def _not_found(reference: Reference, why: str) -> str:
    return "rpc error: code = NotFound desc = " + _failed(reference, why)


def _failed(reference: Reference, why: str) -> str:
    return f'failed to pull and unpack image "{reference}": failed to resolve reference "{reference}": {why}'
