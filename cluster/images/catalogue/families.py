"""What an image is built on, and which of the usual programs it therefore has."""

from __future__ import annotations

from functools import lru_cache

from cluster.images.catalogue.names import home

BUSYBOX, ALPINE, DEBIAN, UBUNTU, DISTROLESS = "busybox", "alpine", "debian", "ubuntu", "distroless"
_BY_REPOSITORY = {
    "docker.io/library/busybox": BUSYBOX,
    "registry.k8s.io/busybox": BUSYBOX,
    "registry.k8s.io/e2e-test-images/busybox": BUSYBOX,
    "docker.io/library/alpine": ALPINE,
    "docker.io/library/bash": ALPINE,
    "docker.io/curlimages/curl": ALPINE,
    "docker.io/library/ubuntu": UBUNTU,
    "docker.io/nginxdemos/hello": ALPINE,
    "docker.io/library/traefik": ALPINE,
    "registry.k8s.io/e2e-test-images/nginx": ALPINE,
    "registry.k8s.io/e2e-test-images/agnhost": ALPINE,
    "registry.k8s.io/e2e-test-images/kitten": ALPINE,
    "registry.k8s.io/e2e-test-images/nautilus": ALPINE,
    "registry.k8s.io/e2e-test-images/nonroot": BUSYBOX,
    "registry.k8s.io/e2e-test-images/nonewprivs": BUSYBOX,
    "registry.k8s.io/e2e-test-images/ipc-utils": ALPINE,
    "registry.k8s.io/e2e-test-images/httpd": ALPINE,
    "docker.io/polinux/stress": ALPINE,
}
_NOTHING_INSIDE = ("hello-world", "pause", "coredns", "echo-server", "daemon", "traefik")
_SHELLS = ("sh", "bash", "ash", "dash")
# What belongs to packages that the Debian images leave out (procps, iproute2, net-tools, iputils, dnsutils, netcat …).
_NOT_IN_DEBIAN = frozenset(
    [
        "ps",
        "top",
        "free",
        "uptime",
        "wget",
        "curl",
        "nslookup",
        "dig",
        "host",
        "nc",
        "ping",
        "ifconfig",
        "ip",
        "netstat",
        "ss",
        "telnet",
        "traceroute",
        "xxd",
        "hexdump",
        "usleep",
        "ash",
        "sysctl",
        "jq",
    ]
)
_NOT_IN_BUSYBOX = frozenset(
    [
        "bash",
        "dash",
        "jq",
        "curl",
        "dig",
        "host",
        "ss",
        "getent",
        "xxd",
        "gawk",
        "mawk",
        "lscpu",
        "realpath_",
        "env_keep",
        "stdbuf",
        "unbuffer",
        "stress",
    ]
)
_DNSUTILS = ("dig", "host", "nslookup")
_AGNHOST_HAS = frozenset(["bash", "curl", "dig", "host", "ss", "nc", "ping", "ip"])


@lru_cache(maxsize=1024)
def family(name: str, program: str) -> str:
    """`name`: repository with tag, as the runtime writes it; `program`: of the catalogue."""
    repository, _, tag = name.partition("@")[0].rpartition(":")
    repository = home(repository)
    if repository in _BY_REPOSITORY:
        return _BY_REPOSITORY[repository]
    if program in _NOTHING_INSIDE:
        return DISTROLESS
    return ALPINE if "alpine" in tag else DEBIAN


def has(name: str, image_name: str, program: str, built_on: str) -> bool:
    """Whether the image has this of the usual programs."""
    if built_on == DISTROLESS:
        return False
    if built_on in (BUSYBOX, ALPINE):
        if program in ("agnhost", "kitten", "nautilus") and name in _AGNHOST_HAS:
            return True
        if name == "getent":  # of musl-utils
            return built_on == ALPINE
        if name == "bash":
            return image_name.startswith("docker.io/library/bash")
        if name == "curl":
            return image_name.startswith("docker.io/curlimages/curl") or program == "nginx"
        if name == "dash":
            return False
        return name == "ash" or name not in _NOT_IN_BUSYBOX
    if "dnsutils" in image_name and name in _DNSUTILS:
        return True
    whole = program in ("python", "node") and "slim" not in image_name
    if name == "curl":
        return program in ("nginx", "wordpress") or whole or image_name.startswith("docker.io/library/golang")
    if whole and name in ("wget", "ps", "free", "top", "uptime"):
        return True
    return name not in _NOT_IN_DEBIAN


def shell_name(built_on: str) -> str:
    """What /bin/sh is."""
    return "ash" if built_on in (BUSYBOX, ALPINE) else "dash"


def is_shell(name: str) -> bool:
    return name in _SHELLS


def folder_of(name: str, built_on: str) -> str:
    """Where a program lies."""
    return "/bin" if built_on in (BUSYBOX, ALPINE) else "/usr/bin"
