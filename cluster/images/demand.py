"""What programs take of a machine: at rest, for each request, and when they are told to take a lot. Pure functions.

The figures are what `kubectl top` shows of such programs on a small cluster; php-apache's is that of the walkthrough
(https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale-walkthrough/), stress' that of
https://kubernetes.io/docs/tasks/configure-pod-container/assign-memory-resource/ and assign-cpu-resource/.
"""

from __future__ import annotations

import re
import shlex
from functools import lru_cache
from typing import NamedTuple

from cluster.images.catalogue.names import InvalidName, parse

MI = 1024 * 1024
CORE = 1_000_000  # micro-cores


class Demand(NamedTuple):
    """`cpu` in micro-cores and `memory` in bytes while nobody asks anything; `request`: µs of CPU that one takes;
    `told`: micro-cores that it is told to burn."""

    cpu: int
    memory: int
    request: int = 1_000
    told: int = 0


_PLAIN = Demand(300, 2 * MI)
# program → (micro-cores, Mi, µs a request)
_PROGRAMS = {
    "nginx": (60, 7, 250), "httpd": (900, 9, 400), "redis": (1_800, 5, 60), "mysql": (4_500, 380, 1_500),
    "mariadb": (900, 92, 1_200), "postgres": (1_600, 34, 1_200), "mongo": (6_000, 130, 1_000),
    "memcached": (400, 3, 40), "rabbitmq": (9_000, 120, 500), "python": (300, 16, 3_000), "node": (400, 32, 1_200),
    "tomcat": (2_500, 140, 1_500), "wordpress": (900, 28, 40_000), "traefik": (1_200, 34, 200),
    "haproxy": (700, 70, 100), "echo-server": (200, 3, 300), "coredns": (1_700, 14, 50), "pause": (0, 1, 0),
    "shell": (20, 1, 500), "hello-world": (0, 1, 0),
}  # fmt: skip
# repository → the same, where it says more than the program
_REPOSITORIES = {
    "registry.k8s.io/hpa-example": (700, 12, 52_000),
    "registry.k8s.io/e2e-test-images/agnhost": (150, 9, 300),
    "registry.k8s.io/etcd": (18_000, 62, 0),
    "registry.k8s.io/kube-apiserver": (38_000, 255, 0),
    "registry.k8s.io/kube-controller-manager": (14_000, 52, 0),
    "registry.k8s.io/kube-scheduler": (7_000, 24, 0),
    "registry.k8s.io/kube-proxy": (600, 17, 0),
    "registry.k8s.io/metrics-server/metrics-server": (3_200, 19, 0),
    "registry.k8s.io/ingress-nginx/controller": (1_500, 78, 250),
    "gcr.io/k8s-minikube/storage-provisioner": (1_100, 10, 0),
    "docker.io/kindest/kindnetd": (900, 11, 0),
}
_SIZES = {"": 1, "b": 1, "k": 1024, "m": MI, "g": 1024 * MI}
_SHELLS = ("sh", "bash", "ash", "dash")
_BUSY = re.compile(
    r"while\s+(true|:|\[ 1 \])\s*;?\s*do\s*(:|true)?\s*;?\s*done|\byes\b.*>\s*/dev/null"
    r"|dd if=/dev/(zero|urandom) of=/dev/null"
)


def of(image: str, program: str, argv: tuple[str, ...]) -> Demand:
    """`image` as the pod names it, `program` as the catalogue does, `argv` what the container runs ("" for its own)."""
    base = _base(image, program)
    cpu, memory = _told(argv)
    return base._replace(told=cpu, memory=base.memory + memory)


@lru_cache(maxsize=4096)
def _base(image: str, program: str) -> Demand:
    try:
        repository = parse(image).repository
    except InvalidName:
        repository = ""
    found = _REPOSITORIES.get(repository) or _PROGRAMS.get(program)
    return Demand(found[0], found[1] * MI, found[2]) if found else _PLAIN


@lru_cache(maxsize=4096)
def _told(argv: tuple[str, ...]) -> tuple[int, int]:
    """(micro-cores, bytes) that a command line asks for: stress, endless loops that never wait."""
    if not argv:
        return 0, 0
    name = argv[0].rsplit("/", 1)[-1]
    if name in _SHELLS and "-c" in argv[1:3]:
        script = argv[argv.index("-c") + 1] if argv.index("-c") + 1 < len(argv) else ""
        return _script(script)
    if argv[0].startswith("-"):  # vish/stress is its image's own program: only its options are given
        return _stress(argv)
    return _stress(argv[1:]) if name in ("stress", "stress-ng") else (0, 0)


def _script(script: str) -> tuple[int, int]:
    cpu = CORE * len(_BUSY.findall(script))
    memory = 0
    for line in re.split(r"[;&|\n]+", script):
        try:
            words = shlex.split(line)
        except ValueError:
            continue
        words = words[1:] if words[:1] in (["exec"], ["do"]) else words
        if words and words[0].rsplit("/", 1)[-1] in ("stress", "stress-ng"):
            more = _stress(tuple(words[1:]))
            cpu, memory = cpu + more[0], memory + more[1]
    return cpu, memory


def _stress(words: tuple[str, ...]) -> tuple[int, int]:
    """The options of stress, stress-ng and vish/stress."""
    given: dict[str, str] = {}
    for at, word in enumerate(words):
        key, equals, value = word.lstrip("-").partition("=")
        if word.startswith("-"):
            given[key] = value if equals else words[at + 1] if at + 1 < len(words) else ""
    workers, hogs = _count(given, "cpu", "cpus", "c"), _count(given, "vm", "m")
    each = size_of(given.get("vm-bytes", "256M"))
    idle = "vm-hang" in given or "vm-keep" in given
    cpu = workers * CORE + (0 if idle else hogs * CORE)
    return cpu, hogs * each + (size_of(given["mem-total"]) if "mem-total" in given else 0)


def _count(given: dict[str, str], *names: str) -> int:
    text = next((given[name] for name in names if name in given), "0")
    return int(text) if text.isascii() and text.isdecimal() else 0


def size_of(text: str) -> int:
    found = re.fullmatch(r"([0-9]+)([bkmg]?)i?b?", text.lower())
    return int(found[1]) * _SIZES[found[2]] if found else 0
