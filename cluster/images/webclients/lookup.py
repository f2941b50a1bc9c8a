"""nslookup, dig, host and getent: asking for names.

busybox's nslookup asks every search domain for a name without dots, and none for one with dots; the old one (before
1.29) asked as other programs do. Source: busybox networking/nslookup.c.
"""

from __future__ import annotations

from cluster.images.webclients.base import Call, Printed
from cluster.images.wire import Resolved

_NO_SERVER = ";; connection timed out; no servers could be reached\n"
_DEFAULT_SERVER = "10.96.0.10"


def nslookup(call: Call) -> Printed:
    words = [word for word in call.args if not word.startswith("-")]
    kinds = [word.partition("=")[2] or word.partition(":")[2] for word in call.args if word.startswith("-t")]
    kinds += [word.partition("=")[2] for word in call.args if word.startswith(("-query=", "-q="))]
    if not words:
        return Printed("", "Usage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]\n", 1)
    server = _server(call, words[1]) if len(words) > 1 else ""
    if server is None:
        return Printed("", f"nslookup: can't resolve '{words[1]}'\n" if _is_old(call) else _NO_SERVER, 1)
    if _is_old(call):
        return _old(call, words[0], server)
    return _new(call, words[0], server, (kinds[-1] if kinds else "A").upper())


def _server(call: Call, name: str) -> str | None:
    found = call.resolve(name.partition(":")[0])
    return found.addresses[0] if found.addresses else None


def _is_old(call: Call) -> bool:
    """busybox before 1.29."""
    parts = call.version.split(".")
    return (
        call.flavour == "busybox" and len(parts) > 1 and parts[0] == "1" and parts[1].isdecimal() and int(parts[1]) < 29
    )


def _old(call: Call, name: str, server: str) -> Printed:
    found = call.resolve(name, "A", server)
    if found.error == "timeout":
        asked = found.server or server or _DEFAULT_SERVER
        return Printed(
            f"Server:    {asked}\nAddress 1: {asked}\n\n", f"nslookup: can't resolve '{name}'\n", 1, found.took
        )
    asked = found.server or server or _DEFAULT_SERVER
    head = f"Server:    {asked}\nAddress 1: {asked}{_reverse(call, asked)}\n\n"
    if not found.addresses:
        return Printed(head, f"nslookup: can't resolve '{name}'\n", 1, found.took)
    lines = [f"Address {n}: {ip}{_reverse(call, ip)}\n" for n, ip in enumerate(found.addresses, 1)]
    return Printed(f"{head}Name:      {name}\n{''.join(lines)}", "", 0, found.took)


def _reverse(call: Call, address: str) -> str:
    name = ".".join(reversed(address.split("."))) + ".in-addr.arpa."
    found = call.resolve(name, "PTR")
    return f" {found.names[0].removesuffix('.')}" if found.names and not found.error else ""


def _new(call: Call, name: str, server: str, kind: str) -> Printed:
    if kind == "A" and name.replace(".", "").isdecimal() and name.count(".") == 3:
        name, kind = ".".join(reversed(name.split("."))) + ".in-addr.arpa", "PTR"
    first = call.resolve(name if name.endswith(".") else f"{name}.", kind, server)
    if first.error == "timeout":
        return Printed(_NO_SERVER + "\n", "", 1, first.took)
    asked = first.server or server or _DEFAULT_SERVER
    text, code, took = f"Server:\t\t{asked}\nAddress:\t{asked}:53\n\n", 0, first.took
    if call.flavour != "busybox":
        found = call.resolve(name, kind, server)
        return _bind(text.replace(f"{asked}:53", f"{asked}#53"), name, found)
    full = [name] if "." in name or kind == "PTR" else [each for each in call.resolve(name).asked if "." in each]
    if "." not in name and kind != "PTR":  # what was found first ended the search: ask the others too
        full = _searched(call, name, full)
    for each in full:
        found = call.resolve(f"{each.rstrip('.')}.", kind, server)
        took += found.took
        if found.error == "nxdomain":
            text, code = text + f"** server can't find {each}: NXDOMAIN\n\n", 1
        else:
            text += _records(each, found, kind)
    for each in full if kind == "A" else ():  # and the same for AAAA, of which there are none
        found = call.resolve(f"{each.rstrip('.')}.", "AAAA", server)
        if found.error == "nxdomain":
            text, code = text + f"** server can't find {each}: NXDOMAIN\n\n", 1
        else:
            text += _records(each, found, "AAAA") if len(found.names) > 1 else "\n"
    return Printed(text, "", code, took)


def _searched(call: Call, name: str, known: list[str]) -> list[str]:
    """The name in every search domain: those that a name which nobody has is looked for in."""
    probe = call.resolve(f"{name}-")
    return [each.replace(f"{name}-.", f"{name}.", 1) for each in probe.asked if "." in each] or known


def _records(name: str, found: Resolved, kind: str) -> str:
    text, own = "", name
    if kind in ("A", "AAAA"):
        for alias in found.names[1:]:
            text, own = text + f"{own}\tcanonical name = {alias}\n", alias
        return text + "".join(f"Name:\t{own}\nAddress: {ip}\n" for ip in found.addresses) + "\n"
    word = {"SRV": "service", "PTR": "name", "CNAME": "canonical name"}.get(kind, "text")
    return "".join(f"{name}\t{word} = {each.removesuffix('.')}\n" for each in found.names) + "\n"


def _bind(head: str, name: str, found: Resolved) -> Printed:
    """bind's nslookup, as in Debian's dnsutils."""
    if found.error in ("nxdomain", "nodata"):
        return Printed(f"{head}** server can't find {name}: NXDOMAIN\n\n", "", 1, found.took)
    own = found.names[0] if found.names else name
    text = head + "".join(f"{a}\tcanonical name = {b}.\n" for a, b in zip(found.names, found.names[1:], strict=False))
    last = found.names[-1] if found.names else own
    return Printed(
        text + "".join(f"Name:\t{last}\nAddress: {ip}\n" for ip in found.addresses) + "\n", "", 0, found.took
    )


def dig(call: Call) -> Printed:
    server = next((word[1:] for word in call.args if word.startswith("@")), "")
    words = [word for word in call.args if not word.startswith(("@", "+", "-"))]
    kinds = [word.upper() for word in words if word.upper() in ("A", "AAAA", "SRV", "PTR", "CNAME", "ANY")]
    names = [word for word in words if word.upper() not in kinds] or ["."]
    kind, name = (kinds or ["A"])[0], names[0]
    if "-x" in call.args:
        kind, name = "PTR", ".".join(reversed(name.split("."))) + ".in-addr.arpa"
    full = name if name.endswith(".") or "+search" in call.args else f"{name}."
    found = call.resolve(full, kind, server)
    if found.error == "timeout":
        return Printed(_NO_SERVER, "", 9, found.took)
    records = _lines(name.rstrip("."), found, kind)
    if "+noall" in call.args:
        shown = records if "+answer" in call.args else []
        return Printed("".join(f"{line}\n" for line in shown), "", 0, found.took)
    if "+short" in call.args:
        return Printed("".join(f"{line.split(chr(9))[-1]}\n" for line in records), "", 0, found.took)
    status = "NXDOMAIN" if found.error == "nxdomain" else "NOERROR"
    count = len(records)
    head = (
        f"\n; <<>> DiG 9.18.39 <<>> {' '.join(call.args)}\n;; global options: +cmd\n;; Got answer:\n"
        f";; ->>HEADER<<- opcode: QUERY, status: {status}, id: 1\n"
        f";; flags: qr aa rd; QUERY: 1, ANSWER: {count}, AUTHORITY: {0 if count else 1}, ADDITIONAL: 1\n\n"
        f";; QUESTION SECTION:\n;{name.rstrip('.')}.\t\tIN\t{kind}\n\n"
    )
    answer = ";; ANSWER SECTION:\n" + "".join(f"{line}\n" for line in records) + "\n" if records else ""
    asked = found.server or _DEFAULT_SERVER
    tail = f";; Query time: {found.took // 1000} msec\n;; SERVER: {asked}#53({asked}) (UDP)\n\n"
    return Printed(head + answer + tail, "", 0, found.took)


def _lines(name: str, found: Resolved, kind: str) -> list[str]:
    if found.error:
        return []
    if kind not in ("A", "AAAA"):
        values = found.names if kind != "CNAME" else [f"{each}." for each in found.names[1:]]
        return [f"{name}.\t30\tIN\t{kind}\t{value}" for value in values]
    lines, own = [], name
    for alias in found.names[1:]:
        lines.append(f"{own}.\t30\tIN\tCNAME\t{alias}.")
        own = alias
    return lines + [f"{own}.\t30\tIN\t{kind}\t{ip}" for ip in found.addresses]


def host(call: Call) -> Printed:
    words = [word for word in call.args if not word.startswith("-")]
    if not words:
        return Printed("", "Usage: host [-aCdilrTvVw] [-c class] [-t type] hostname [server]\n", 1)
    found = call.resolve(words[0])
    if found.error == "timeout":
        return Printed(_NO_SERVER, "", 1, found.took)
    if not found.addresses:
        return Printed(f"Host {words[0]} not found: 3(NXDOMAIN)\n", "", 1, found.took)
    text = "".join(f"{a} is an alias for {b}.\n" for a, b in zip(found.names, found.names[1:], strict=False))
    return Printed(text + "".join(f"{found.names[-1]} has address {ip}\n" for ip in found.addresses), "", 0, found.took)


def getent(call: Call) -> Printed:
    if len(call.args) < 2 or call.args[0] not in ("hosts", "ahosts"):
        return Printed("", "", 1)
    found = call.resolve(call.args[1])
    last = found.names[-1] if found.names else call.args[1]
    return Printed("".join(f"{ip:<17} {last}\n" for ip in found.addresses), "", 0 if found.addresses else 2, found.took)
