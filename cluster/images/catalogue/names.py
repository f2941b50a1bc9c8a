"""Image references: what is written in a pod, and what it means to the container runtime.

Source: https://kubernetes.io/docs/concepts/containers/images/#image-names and the distribution reference grammar
(https://pkg.go.dev/github.com/distribution/reference).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_PART = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_LABEL = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*(?::[0-9]+)?")
_REST = re.compile(
    rf"(?P<path>{_PART}(?:/{_PART})*)(?::(?P<tag>\w[\w.-]{{0,127}}))?(?:@(?P<digest>[a-z0-9]+(?:[+._-][a-z0-9]+)*:[0-9a-f]{{32,}}))?"
)
_WRONG = "invalid reference format"
_HUB = "docker.io"
# Registries whose images are served elsewhere today (https://kubernetes.io/blog/2023/02/06/k8s-gcr-io-freeze-announcement/).
_MOVED = {
    "k8s.gcr.io": "registry.k8s.io",
    "gcr.io/google_containers": "registry.k8s.io",
    "gcr.io/google-containers": "registry.k8s.io",
    "gcr.io/kubernetes-e2e-test-images": "registry.k8s.io/e2e-test-images",
}


class Reference(NamedTuple):
    """`docker.io/library/nginx`, `1.25`, no digest."""

    repository: str
    tag: str
    digest: str

    def __str__(self) -> str:
        return f"{self.repository}@{self.digest}" if self.digest else f"{self.repository}:{self.tag}"


class InvalidName(ValueError):
    """Not an image name; the message says why, as the container runtime does."""


@lru_cache(maxsize=4096)
def parse(text: str) -> Reference:
    """`nginx` → docker.io/library/nginx, latest. Raises InvalidName."""
    host, rest = _split(text)
    if host in (_HUB, "index.docker.io"):
        host, rest = _HUB, rest if "/" in rest else f"library/{rest}"
    path = rest.partition("@")[0].rpartition(":")[0] or rest
    if path != path.lower():
        raise InvalidName(f"{_WRONG}: repository name ({path}) must be lowercase")
    found = _REST.fullmatch(rest)
    if not found or not _HOST.fullmatch(host):
        raise InvalidName(_WRONG)
    tag = found["tag"] or ("" if found["digest"] else "latest")
    return Reference(f"{host}/{found['path']}", tag, found["digest"] or "")


def _split(text: str) -> tuple[str, str]:
    """(registry host, the rest): the first part is a host when it could not be part of a path."""
    first, slash, rest = text.partition("/")
    if slash and ("." in first or ":" in first or first == "localhost" or first != first.lower()):
        return first, rest
    return _HUB, text


def canonical(text: str) -> str:
    """`nginx` → `docker.io/library/nginx:latest`; text that is no image name: empty."""
    try:
        return str(parse(text))
    except InvalidName:
        return ""


def home(repository: str) -> str:
    """Where a repository lies today: `k8s.gcr.io/pause` → `registry.k8s.io/pause`."""
    for old, new in _MOVED.items():
        if repository.startswith(old + "/"):
            return new + repository[len(old) :]
    return repository
