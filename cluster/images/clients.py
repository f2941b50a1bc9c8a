"""curl, wget, nslookup and their kin in a container: the words of cluster.images.webclients with a shell's streams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.images import webclients
from cluster.images.filesystem.files import FileError
from cluster.images.place import Serving
from cluster.images.sh.streams import Forever

if TYPE_CHECKING:
    from cluster.images.commands.base import Call

_CHANGES = {"add", "del", "delete", "set"}  # what `ip` may do in a privileged container only
_READS = ("nc", "netcat", "telnet")


def run(call: Call) -> int:
    """What the client prints comes when its answer is there."""
    if call.name in ("nc", "netcat") and any(arg.startswith("-") and "l" in arg for arg in call.args):
        return listen(call)
    if call.name not in webclients.NAMES:
        return _addresses(call)
    shell = call.shell
    shell.tape.varied += 1
    shell.tape.asks = True
    asker = call.place.asker
    if asker is not None and hasattr(asker, "later"):
        asker = asker.later(shell.clock.now)
    stdin = call.given() if call.name in _READS or "@-" in call.args else ""
    flavour = "gnu" if call.gnu else "busybox"
    version = call.place.image.version.partition("-")[0]
    printed = webclients.run([call.name, *call.args], asker, stdin, call.now, flavour, version, call.place.tty)
    shell.pass_time(shell.clock.now + printed.took)
    code = printed.code
    call.err(printed.stderr)
    call.out(printed.stdout)
    for name, text in printed.files.items():
        try:
            call.files.write(shell.path(name), text)
        except FileError as error:
            code = call.fail(f"can't open '{name}': {error.text}" if not call.gnu else f"{name}: {error.text}")
    return code


def listen(call: Call) -> int:
    """`nc -l -p 8080`: it listens until somebody has spoken, or for ever with -k or -e; `nc -lU FILE`: on a socket."""
    if any(arg.startswith("-") and "U" in arg for arg in call.args):
        name = next((arg for arg in call.args if not arg.startswith("-")), "")
        try:
            call.files.special(call.shell.path(name), "socket", 0o755)
        except FileError as error:
            return call.fail(error.text)
    call.shell.tape.serving.append(Serving(call.shell.clock.now, (call.name, *call.args)))
    raise Forever


def _addresses(call: Call) -> int:
    """ip, ifconfig, netstat and ss as far as one address and what listens go."""
    place = call.place
    if call.name == "ip" and call.args[:1] in (["route"], ["r"]):
        block = place.ip.rpartition(".")[0]
        call.out(f"default via {block}.1 dev eth0 \n{block}.0/24 dev eth0 scope link  src {place.ip} \n")
    elif call.name == "ip" and call.args[:1] in (["link"], ["addr"], ["a"], ["l"]) and set(call.args) & _CHANGES:
        if not place.privileged:
            return call.fail("RTNETLINK answers: Operation not permitted", 2)
    elif call.name in ("ip", "ifconfig"):
        call.out(_interfaces(place.ip, call.name))
    else:
        call.out("Active Internet connections (servers and established)\n")
        call.out("Proto Recv-Q Send-Q Local Address           Foreign Address         State       \n")
        from cluster.images.serving.programs import ports

        for port, protocol in ports(place.image, place):
            call.out(f"{protocol.lower():<5} {0:>6} {0:>6} {f'0.0.0.0:{port}':<23} {'0.0.0.0:*':<23} LISTEN\n")
    return 0


def _interfaces(ip: str, name: str) -> str:
    if name == "ifconfig":
        return (
            f"eth0      Link encap:Ethernet  HWaddr 02:42:0A:F4:00:03  \n          inet addr:{ip}  Bcast:0.0.0.0  "
            "Mask:255.255.255.0\n          UP BROADCAST RUNNING MULTICAST  MTU:1500  Metric:1\n\n"
            "lo        Link encap:Local Loopback  \n          inet addr:127.0.0.1  Mask:255.0.0.0\n"
        )
    return (
        "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue qlen 1000\n    link/loopback 00:00:00:00:00:00 brd "
        "00:00:00:00:00:00\n    inet 127.0.0.1/8 scope host lo\n       valid_lft forever preferred_lft forever\n"
        "2: eth0@if7: <BROADCAST,MULTICAST,UP,LOWER_UP,M-DOWN> mtu 1500 qdisc noqueue \n    link/ether "
        "02:42:0a:f4:00:03 "
        f"brd ff:ff:ff:ff:ff:ff\n    inet {ip}/24 brd 10.244.0.255 scope global eth0\n"
        "       valid_lft forever preferred_lft forever\n"
    )
