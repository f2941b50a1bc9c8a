"""The images that exist. A repository, tag or host that is not here does not exist, and pulling it fails as it would.

Sizes are compressed bytes for linux/amd64, of the release series where releases differ little. What the programs in
them do is in `cluster.images.programs`. A further image is an entry of `_REPOSITORIES`.
"""

from __future__ import annotations

from hashlib import sha256
from typing import NamedTuple

from cluster.images.names import Reference, parse
from cluster.images.tags import releases

_MB = 1_000_000
_HUB = "docker.io/library/"


class Image(NamedTuple):
    """`program`: key of cluster.images.programs.PROGRAMS; `digest`: `sha256:...`."""

    name: str
    size: int
    program: str
    digest: str
    version: str


class PullError(LookupError):
    """Why the registry does not give the image; the message is the container runtime's (containerd 2)."""


_NGINX = {
    "1.7": (37.9, 12), "1.8": (53.0, 1), "1.9": (52.4, 15), "1.10": (70.2, 3), "1.11": (72.9, 13), "1.12": (43.5, 2),
    "1.13": (44.6, 12), "1.14": (44.7, 2), "1.15": (44.7, 12), "1.16": (50.9, 1), "1.17": (51.0, 10), "1.18": (53.6, 0),
    "1.19": (53.6, 10), "1.20": (56.6, 2), "1.21": (56.7, 6), "1.22": (57.0, 1), "1.23": (57.0, 4), "1.24": (57.0, 0),
    "1.25": (70.5, 5), "1.26": (71.0, 3), "1.27": (72.2, 5), "1.28": (59.7, 1), "1.29": (59.795293, 3),
}  # fmt: skip

_REPOSITORIES: dict[str, tuple[str, dict[str, float]]] = {
    _HUB + "nginx": ("nginx", {
        **releases(_NGINX, latest="1.29", aliases={"stable": "1.28", "mainline": "1.29"}),
        **releases(_NGINX, latest="1.29", suffix="-alpine", size=20.9, since=(1, 10), aliases={"stable": "1.28", "mainline": "1.29"}),
        **releases(_NGINX, latest="1.29", suffix="-alpine-slim", size=5.2, since=(1, 23)),
        **releases(_NGINX, latest="1.29", suffix="-perl", size=85.0, since=(1, 15)),
    }),
    _HUB + "httpd": ("httpd", {
        "latest": 45.2, "2": 45.2, "2.4": 45.2, "2.4.65": 45.2, "2.4.62": 58.6, "2.4.58": 60.1, "2.4.54": 55.1, "2.4.41": 57.0,
        "alpine": 19.9, "2-alpine": 19.9, "2.4-alpine": 19.9, "2.2": 58.9,
    }),
    _HUB + "redis": ("redis", {
        "latest": 52.5, "8": 52.5, "8.2": 52.5, "8.0": 49.9, "7": 45.0, "7.4": 45.0, "7.2": 43.4, "7.0": 41.4, "7.0.0": 41.3,
        "6": 42.0, "6.2": 42.0, "6.0": 39.9, "6.0.9": 37.9, "5": 38.4, "5.0": 38.4, "5.0.4": 36.6, "4": 34.9, "3.2": 28.5,
        "alpine": 29.0, "8-alpine": 29.0, "7-alpine": 17.2, "7.4-alpine": 17.2, "7.2-alpine": 16.6, "6-alpine": 12.0, "6.2-alpine": 12.0,
        "5-alpine": 11.0,
    }),
    _HUB + "busybox": ("shell", {
        **dict.fromkeys(("latest", "stable", "1", "1.37", "1.37.0", "1.36", "1.36.1", "1.36.0", "musl", "glibc", "uclibc"), 2.2),
        **dict.fromkeys(("1.35", "1.35.0", "1.34", "1.34.1", "1.33", "1.33.1", "1.32", "1.31", "1.30", "1.29", "1.28", "1.28.4",
                         "1.27", "1.26", "1.25", "1.24"), 0.75),
    }),
    _HUB + "alpine": ("shell", {
        **dict.fromkeys(("latest", "3", "3.22", "3.22.1", "3.21", "3.20", "edge"), 3.8),
        **dict.fromkeys(("3.19", "3.18", "3.17", "3.16", "3.15", "3.14", "3.13", "3.12", "3.11", "3.10", "3.9", "3.8", "3.7", "3.6"), 3.3),
    }),
    _HUB + "debian": ("shell", dict.fromkeys(("latest", "13", "12", "11", "trixie", "bookworm", "bullseye", "stable"), 48.5)
                      | dict.fromkeys(("stable-slim", "bookworm-slim", "trixie-slim", "12-slim"), 28.2)),
    _HUB + "ubuntu": ("shell", {"latest": 29.7, "24.04": 29.7, "22.04": 29.5, "20.04": 27.5, "18.04": 25.7, "noble": 29.7,
                                "jammy": 29.5, "focal": 27.5}),
    _HUB + "mysql": ("mysql", {"latest": 245.0, "9": 245.0, "9.4": 245.0, "8": 232.0, "8.4": 232.0, "8.0": 228.0, "8.0.36": 178.0,
                               "5.7": 152.0, "5.7.44": 152.0, "5.6": 101.0}),
    _HUB + "mariadb": ("mariadb", {"latest": 102.0, "12": 102.0, "11": 101.0, "11.4": 101.0, "10": 99.0, "10.11": 99.0, "10.6": 97.0}),
    _HUB + "postgres": ("postgres", {
        "latest": 161.0, "18": 161.0, "17": 156.0, "16": 149.0, "15": 145.0, "14": 142.0, "13": 141.0, "12": 139.0, "11": 105.0,
        "10": 79.0, "9.6": 78.0, "9.4": 79.0, "alpine": 110.0, "17-alpine": 108.0, "16-alpine": 99.0, "15-alpine": 97.0,
        "14-alpine": 92.0, "13-alpine": 91.0,
    }),
    _HUB + "mongo": ("mongo", {"latest": 300.0, "8": 300.0, "8.0": 300.0, "7": 271.0, "7.0": 271.0, "6": 246.0, "6.0": 246.0,
                               "5": 225.0, "4": 154.0, "4.4": 154.0, "4.2": 130.0}),
    _HUB + "memcached": ("memcached", {"latest": 31.7, "1": 31.7, "1.6": 31.7, "1.5": 29.0, "alpine": 3.9, "1.6-alpine": 3.9}),
    _HUB + "rabbitmq": ("rabbitmq", {"latest": 104.0, "4": 104.0, "3": 98.0, "management": 112.0, "3-management": 106.0}),
    _HUB + "python": ("python", {
        "latest": 388.0, "3": 388.0, "3.14": 388.0, "3.13": 386.0, "3.12": 381.0, "3.11": 364.0, "3.10": 352.0, "3.9": 350.0,
        "3.8": 340.0, "2.7": 352.0, "slim": 43.0, "3-slim": 43.0, "3.13-slim": 43.0, "3.12-slim": 45.0, "3.11-slim": 45.0,
        "alpine": 17.0, "3-alpine": 17.0, "3.13-alpine": 16.0, "3.12-alpine": 17.5, "3.11-alpine": 19.0,
    }),
    _HUB + "node": ("node", {
        "latest": 404.0, "24": 404.0, "22": 386.0, "20": 376.0, "18": 363.0, "16": 335.0, "14": 332.0, "lts": 386.0,
        "slim": 78.0, "22-slim": 76.0, "20-slim": 71.0, "alpine": 55.0, "24-alpine": 55.0, "22-alpine": 52.0, "20-alpine": 47.0,
        "18-alpine": 44.0, "16-alpine": 37.0, "14-alpine": 39.0,
    }),
    _HUB + "golang": ("shell", {"latest": 300.0, "1.25": 300.0, "1.24": 297.0, "1.22": 293.0, "alpine": 78.0, "1.25-alpine": 78.0}),
    _HUB + "openjdk": ("shell", {"17": 230.0, "11": 318.0, "8": 296.0, "17-slim": 209.0}),
    _HUB + "perl": ("shell", {"latest": 350.0, "5.34.0": 336.0, "5.34": 336.0, "5": 350.0, "slim": 55.0}),
    _HUB + "bash": ("shell", {"latest": 6.6, "5": 6.6, "5.2": 6.6, "4.4": 5.7}),
    _HUB + "hello-world": ("hello-world", {"latest": 0.003, "linux": 0.003}),
    _HUB + "tomcat": ("tomcat", {"latest": 215.0, "11": 215.0, "10": 208.0, "9": 204.0, "8.5": 200.0}),
    _HUB + "wordpress": ("wordpress", {"latest": 262.0, "6": 262.0, "6.2.1-apache": 201.0, "5.6": 187.0, "4.8-apache": 125.0}),
    _HUB + "traefik": ("traefik", {"latest": 50.0, "v3": 50.0, "v3.5": 50.0, "v2.11": 45.0}),
    _HUB + "haproxy": ("haproxy", {"latest": 41.0, "3.2": 41.0, "2.8": 39.0, "alpine": 12.0}),
    "docker.io/kicbase/echo-server": ("echo-server", {"1.0": 1.9, "latest": 1.9}),
    "docker.io/kindest/kindnetd": ("daemon", {"v20250512-df8de77b": 44.4}),
    "docker.io/nginxdemos/hello": ("nginx", {"latest": 20.9, "plain-text": 20.9}),
    "docker.io/curlimages/curl": ("shell", {"latest": 9.5, "8.16.0": 9.5}),
    "docker.io/bitnami/kubectl": ("shell", {"latest": 67.0}),
    "gcr.io/google-samples/hello-app": ("echo-server", {"1.0": 4.9, "2.0": 4.9}),
    "gcr.io/google-samples/gb-frontend": ("httpd", {"v4": 145.0, "v5": 140.0}),
    "gcr.io/k8s-minikube/storage-provisioner": ("daemon", {"v5": 9.06}),
    "registry.k8s.io/pause": ("pause", {"3.10.1": 0.320448, "3.10": 0.320368, "3.9": 0.32, "3.8": 0.31, "3.7": 0.31, "3.6": 0.3,
                                        "3.5": 0.3, "3.2": 0.3, "3.1": 0.32, "2.0": 0.33, "latest": 0.32}),
    "registry.k8s.io/coredns/coredns": ("coredns", {"v1.13.1": 22.7, "v1.12.1": 22.4, "v1.11.3": 18.6}),
    "registry.k8s.io/etcd": ("daemon", {"3.6.6-0": 74.1, "3.6.5-0": 74.0, "3.5.21-0": 58.9}),
    "registry.k8s.io/kube-apiserver": ("daemon", {"v1.35.0": 30.1, "v1.34.0": 27.1}),
    "registry.k8s.io/kube-controller-manager": ("daemon", {"v1.35.0": 24.6, "v1.34.0": 22.8}),
    "registry.k8s.io/kube-scheduler": ("daemon", {"v1.35.0": 18.8, "v1.34.0": 17.4}),
    "registry.k8s.io/kube-proxy": ("daemon", {"v1.35.0": 26.9, "v1.34.0": 26.0}),
    "registry.k8s.io/echoserver": ("nginx", {"1.4": 47.0, "1.10": 36.0}),
    "registry.k8s.io/e2e-test-images/agnhost": ("pause", {"2.53": 55.0, "2.47": 53.0, "2.39": 53.0}),
    "registry.k8s.io/e2e-test-images/busybox": ("shell", {"1.29-4": 0.77, "1.36.1-1": 2.2}),
    "registry.k8s.io/e2e-test-images/nginx": ("nginx", {"1.14-4": 6.9, "1.15-4": 7.0}),
    "registry.k8s.io/nginx-slim": ("nginx", {"0.8": 51.0, "0.21": 52.0, "0.24": 70.0, "0.27": 70.0}),
    "registry.k8s.io/busybox": ("shell", {"latest": 0.73, "1.24": 0.73, "1.27.2": 0.73}),
    "registry.k8s.io/hpa-example": ("httpd", {"latest": 180.0}),
    "registry.k8s.io/metrics-server/metrics-server": ("daemon", {"v0.8.0": 22.1}),
}  # fmt: skip

_MOVED = {"k8s.gcr.io": "registry.k8s.io", "gcr.io/google_containers": "registry.k8s.io", "gcr.io/google-containers": "registry.k8s.io"}
_KNOWN_HOSTS = ("docker.io", "registry.k8s.io", "k8s.gcr.io", "gcr.io", "quay.io", "ghcr.io", "mcr.microsoft.com", "public.ecr.aws")


def find(text: str) -> Image:
    """The image that a registry gives for `text` (as in a pod's spec). Raises InvalidName or PullError."""
    reference = parse(text)
    program, tags = _REPOSITORIES.get(_moved(reference.repository), ("", {}))
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


def _moved(repository: str) -> str:
    for old, new in _MOVED.items():
        if repository.startswith(old + "/"):
            return new + repository[len(old) :]
    return repository


def _digest(name: str) -> str:
    return "sha256:" + sha256(name.encode()).hexdigest()


def _missing_repository(reference: Reference) -> str:
    host, _, path = reference.repository.partition("/")
    if host not in _KNOWN_HOSTS:
        url = f"https://{host}/v2/{path}/manifests/{reference.digest or reference.tag}"
        name = host.partition(":")[0]
        return _failed(reference, f'failed to do request: Head "{url}": dial tcp: lookup {name} on 192.168.49.1:53: no such host')
    if host == "docker.io":
        why = "pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed"
        return _failed(reference, why)
    return _not_found(reference, f"{reference}: not found")


def _not_found(reference: Reference, why: str) -> str:
    return "rpc error: code = NotFound desc = " + _failed(reference, why)


def _failed(reference: Reference, why: str) -> str:
    return f'failed to pull and unpack image "{reference}": failed to resolve reference "{reference}": {why}'
