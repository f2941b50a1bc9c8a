"""agnhost, the image of upstream's end-to-end tests: its subcommands as programs.

Source: https://github.com/kubernetes/kubernetes/tree/master/test/images/agnhost (README).
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from cluster.images.filesystem.files import FileError
from cluster.images.serving.outcome import Run

if TYPE_CHECKING:
    from cluster.images.place import Line, Place

NAMES = ("agnhost", "agnhost-2")  # the image has its program twice
IMAGES = ("agnhost", "kitten", "nautilus")  # programs of the catalogue: itself, and what is made from it
WELL_FOR = 10_000_000  # µs for which `liveness` is well
_SERVERS = {
    "netexec": ("http-port", 8080, "TCP"), "serve-hostname": ("port", 9376, "TCP"), "liveness": ("", 8080, "TCP"),
    "test-webserver": ("port", 80, "TCP"), "nettest": ("port", 8080, "TCP"), "guestbook": ("http-port", 80, "TCP"),
    "webhook": ("port", 443, "TCP"), "grpc-health-checking": ("port", 5000, "TCP"), "audit-proxy": ("", 8080, "TCP"),
    "tcp-reset": ("port", 8080, "TCP"), "crd-conversion-webhook": ("port", 9443, "TCP"),
}  # fmt: skip
_AT_ONCE = 20_000


def subcommand(argv: tuple[str, ...]) -> tuple[str, dict[str, str], list[str]]:
    """(subcommand, its options, other words)."""
    args = list(argv[1:]) if posixpath.basename(argv[0]) in NAMES else list(argv)
    name = args.pop(0) if args else "pause"
    options: dict[str, str] = {}
    rest: list[str] = []
    while args:
        word = args.pop(0)
        if not word.startswith("-"):
            rest.append(word)
            continue
        key, equals, value = word.lstrip("-").partition("=")
        if not equals and args and not args[0].startswith("-"):
            value = args.pop(0)
        options[key] = value
    return name, options, rest


def run(argv: tuple[str, ...], place: Place) -> Run:
    name, options, _ = subcommand(argv)
    if name in _SERVERS or name in ("pause", "porter", "fake-gitserver", "crd-conversion-webhook", "inclusterclient"):
        return Run(stops=100_000)
    if name == "entrypoint-tester" or name in _PRINTERS:
        return Run(ends=_AT_ONCE)
    if name == "logs-generator":
        total = int(options.get("log-lines-total", "0") or 0)
        span = _duration(options.get("run-duration", "0s"))
        return Run(ends=span if total else None)
    return Run(ends=_AT_ONCE, code=1)


def lines(argv: tuple[str, ...], place: Place) -> list[Line]:
    from cluster.images.place import Line

    name, options, rest = subcommand(argv)
    if name == "pause":
        return [Line(5_000, "Paused\n")]
    if name == "entrypoint-tester":
        text = f"[{' '.join(argv)}]\n"
        return [Line(5_000, text)]
    if name == "logs-generator":
        return _generated(options)
    if name == "dns-suffix":
        return [Line(5_000, f"{_suffixes(place)}\n")]
    if name == "dns-server-list":
        return [Line(5_000, f"{nameservers(place)}\n")]
    if name == "etc-hosts":
        return [Line(5_000, _read(place, "/etc/hosts"))]
    if name == "netexec":
        return [Line(5_000, f"Started HTTP server on port {options.get('http-port', '8080')}\n", "stderr")]
    return []


_PRINTERS = ("dns-suffix", "dns-server-list", "etc-hosts", "connect", "check-file")


def _duration(text: str) -> int:
    units = {"ms": 1_000, "s": 1_000_000, "m": 60_000_000, "h": 3_600_000_000}
    number = text.rstrip("msh")
    return round(float(number or 0) * units.get(text[len(number) :], 1_000_000))


_NAMESPACES = ("kube-system", "default", "ns")


def _generated(options: dict[str, str]) -> list[Line]:
    from cluster.images.place import Line

    total, span = int(options.get("log-lines-total", "0") or 0), _duration(options.get("run-duration", "0s"))
    total = min(total, 10_000)
    verbs = ("GET", "PUT", "POST")
    return [
        Line(
            span * number // max(total, 1),
            f"I1123 00:00:00.000000       1 logs_generator.go:76] {number} {verbs[number % 3]} "
            f"/api/v1/namespaces/{_NAMESPACES[number // 3 % 3]}/pods/{number * 7919 % 10000:04x} "
            f"{200 + number % 400}\n",
            "stderr",
        )
        for number in range(total)
    ]


def _read(place: Place, path: str) -> str:
    try:
        return place.files.read(path)
    except FileError:
        return ""


def _suffixes(place: Place) -> str:
    for line in _read(place, "/etc/resolv.conf").splitlines():
        if line.startswith("search "):
            return line.removeprefix("search ").replace(" ", ",")
    return ""


def nameservers(place: Place) -> str:
    """Separated by commas."""
    found = [
        line.split()[1] for line in _read(place, "/etc/resolv.conf").splitlines() if line.startswith("nameserver ")
    ]
    return ",".join(found)


def ports(argv: tuple[str, ...], env: dict[str, str]) -> tuple[tuple[int, str], ...]:
    name, options, _ = subcommand(argv)
    if name == "porter":
        return tuple((number, protocol) for number, (protocol, _) in porter(env).items())
    if name not in _SERVERS:
        return ()
    option, usual, protocol = _SERVERS[name]
    number = options.get(option, "")
    port = int(number) if number.isdecimal() else usual
    also = ((int(options.get("udp-port", "8081") or 8081), "UDP"),) if name == "netexec" else ()
    return ((port, protocol), *also)


def porter(env: dict[str, str]) -> dict[int, tuple[str, str]]:
    """Port → (protocol, what it says), from `SERVE_PORT_80`, `SERVE_TLS_PORT_443` and `SERVE_SCTP_PORT_...`."""
    found = {}
    for key in sorted(env):
        kind, _, number = key.removeprefix("SERVE_").rpartition("PORT_")
        if key.startswith("SERVE_") and kind in ("", "TLS_", "SCTP_") and number.isdecimal():
            found[int(number)] = ("SCTP" if kind == "SCTP_" else "TCP"), env[key]
    return found


def speaks_tls(argv: tuple[str, ...], env: dict[str, str], port: int) -> bool:
    """Whether it asks for a TLS handshake on that port."""
    name, options, _ = subcommand(argv)
    if name == "porter":
        return f"SERVE_TLS_PORT_{port}" in env
    return name in ("webhook", "crd-conversion-webhook") or bool(name == "netexec" and options.get("tls-cert-file"))
