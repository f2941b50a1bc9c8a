"""How a pod looks names up: its /etc/resolv.conf and /etc/hosts, as the kubelet writes them.

Source: https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-dns-policy,
https://kubernetes.io/docs/tasks/network/customize-hosts-file-for-pods/.
"""

from __future__ import annotations

from typing import NamedTuple

CLUSTER_DNS, DOMAIN = "10.96.0.10", "cluster.local"
HOST_DNS = "192.168.49.1"  # what the machines themselves ask
_MOST_SEARCHES, _MOST_SERVERS = 32, 3


class Resolver(NamedTuple):
    """`searches` and `options` as written: `svc.cluster.local`, `.`; `ndots:5`."""

    servers: tuple[str, ...]
    searches: tuple[str, ...] = ()
    options: tuple[str, ...] = ()

    @property
    def ndots(self) -> int:
        """How many dots make a name one that is tried as it stands first; the last option counts."""
        found = [option[6:] for option in self.options if option.startswith("ndots:") and option[6:].isdecimal()]
        return min(int(found[-1]), 15) if found else 1

    def candidates(self, name: str) -> list[str]:
        """The full names that are tried for `name`, one after the other."""
        if name.endswith("."):
            return [name[:-1]]
        listed = [f"{name}.{search}".rstrip(".") for search in self.searches]
        return [name, *listed] if name.count(".") >= self.ndots else [*listed, name]

    def text(self) -> str:
        """As a file."""
        lines = [f"search {' '.join(self.searches)}"] if self.searches else []
        lines += [f"nameserver {server}" for server in self.servers]
        lines += [f"options {' '.join(self.options)}"] if self.options else []
        return "".join(line + "\n" for line in lines)


HOST = Resolver((HOST_DNS,))


def of(pod: dict) -> Resolver:
    """What the pod's dnsPolicy and dnsConfig make of it."""
    spec, namespace = pod["spec"], pod["metadata"]["namespace"]
    policy = spec.get("dnsPolicy", "ClusterFirst")
    if policy == "ClusterFirst" and spec.get("hostNetwork"):
        policy = "Default"
    if policy == "None":
        base = Resolver(())
    elif policy == "Default":
        base = HOST
    else:
        searches = (f"{namespace}.svc.{DOMAIN}", f"svc.{DOMAIN}", DOMAIN)
        base = Resolver((CLUSTER_DNS,), searches, ("ndots:5",))
    config = spec.get("dnsConfig") or {}
    searches = (*base.searches, *(config.get("searches") or ()))
    return Resolver(
        tuple(dict.fromkeys((*base.servers, *(config.get("nameservers") or ()))))[:_MOST_SERVERS],
        tuple(dict.fromkeys(searches))[:_MOST_SEARCHES],
        _options(base.options, config.get("options") or ()),
    )


def _options(base: tuple[str, ...], given) -> tuple[str, ...]:
    """An option of the pod's own replaces one of the same name."""
    found = {option.partition(":")[0]: option for option in base}
    for option in given:
        value = option.get("value")
        found[option["name"]] = option["name"] if value is None else f"{option['name']}:{value}"
    return tuple(found.values())


def hostname(pod: dict) -> str:
    """The pod's own short name."""
    spec = pod["spec"]
    return spec.get("hostnameOverride") or spec.get("hostname") or pod["metadata"]["name"][:63].rstrip("-.")


def kernel_name(pod: dict) -> str:
    """What the kernel tells the pod's processes: its node's in the node's network, the full name where
    `setHostnameAsFQDN` wants it."""
    spec = pod["spec"]
    if spec.get("hostNetwork") and spec.get("nodeName"):
        return spec["nodeName"]
    return (full_name(pod) if spec.get("setHostnameAsFQDN") else "") or hostname(pod)


def full_name(pod: dict) -> str:
    """`hostname.subdomain.namespace.svc.cluster.local`, or "" without a subdomain or with a `hostnameOverride`."""
    spec = pod["spec"]
    if not spec.get("subdomain") or spec.get("hostnameOverride"):
        return ""
    return f"{hostname(pod)}.{spec['subdomain']}.{pod['metadata']['namespace']}.svc.{DOMAIN}"


def hosts(pod: dict, ip: str) -> dict[str, str]:
    """Name → address of the pod's /etc/hosts."""
    found = {"localhost": "127.0.0.1", "ip6-localhost": "::1", hostname(pod): ip}
    if full_name(pod):
        found[full_name(pod)] = ip
    for alias in pod["spec"].get("hostAliases") or ():
        for name in alias.get("hostnames") or ():
            found.setdefault(name, alias["ip"])
    return found


def hosts_text(pod: dict, ip: str) -> str:
    """The pod's /etc/hosts as a file."""
    names = "\t".join(name for name in (full_name(pod), hostname(pod)) if name)
    lines = (
        "# Kubernetes-managed hosts file.",
        "127.0.0.1\tlocalhost",
        "::1\tlocalhost ip6-localhost ip6-loopback",
        "fe00::0\tip6-localnet",
        "fe00::0\tip6-mcastprefix",
        "fe00::1\tip6-allnodes",
        "fe00::2\tip6-allrouters",
        f"{ip}\t{names}",
    )
    return "\n".join(lines) + "\n" + _aliases(pod)


def node_hosts_text(pod: dict, text: str) -> str:
    """The same for a pod in its machine's network, whose own file holds `text`."""
    return f"# Kubernetes-managed hosts file (host network).\n{text}{_aliases(pod)}"


def _aliases(pod: dict) -> str:
    aliases = pod["spec"].get("hostAliases") or ()
    lines = ["\t".join([alias["ip"], *(alias.get("hostnames") or ())]) + "\n" for alias in aliases]
    return "".join(["\n# Entries added by HostAliases.\n", *lines]) if lines else ""
