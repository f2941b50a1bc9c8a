"""kubectl expose."""

from __future__ import annotations

from cluster.kubectl.client.resources import Info, Query, Result
from cluster.kubectl.command import Call, Command
from cluster.kubectl.errors import KubectlError, raise_all
from cluster.kubectl.generating import finished, label, labels_from, made, port_number, post
from cluster.kubectl.output import printer
from cluster.kubectl.overriding import overridden

_EXPOSED = ("ReplicationController", "Service", "Pod", "Deployment", "ReplicaSet")
_LONGEST = 63


class Expose(Command):
    path = "expose"

    def run(self, call: Call) -> int:
        show = printer(call, "exposed", in_order=True)
        errors = []
        for info in Result(call, Query(call.args)).visit():
            try:
                if isinstance(info, KubectlError):
                    raise info
                obj = finished(call, overridden(call, self._service(call, info)))
                if call.dry_run != "client":
                    obj = post(call, obj, "services")
                show(obj, label(obj))
            except KubectlError as wrong:
                errors.append(wrong)
        raise_all(errors)
        return 0

    def _service(self, call: Call, info: Info) -> dict:
        flags, obj = call.flags, info.object or {}
        if info.resource.kind not in _EXPOSED:
            shown = f"{info.resource.kind}.{info.resource.group}" if info.resource.group else info.resource.kind
            raise KubectlError(f"cannot expose a {shown}")
        selector = labels_from(flags["selector"]) if flags["selector"] else _selector(obj)
        ports = self._ports(call, obj)
        labels = labels_from(flags["labels"]) if flags["labels"] else obj["metadata"].get("labels")
        spec: dict = {**({"ports": ports} if ports else {}), "selector": selector}
        for flag, field in (
            ("cluster-ip", "clusterIP"),
            ("type", "type"),
            ("external-ip", "externalIPs"),
            ("session-affinity", "sessionAffinity"),
        ):
            if flags[flag]:
                spec[field] = [flags[flag]] if field == "externalIPs" else flags[flag]
        if flags["type"] == "LoadBalancer" and flags["load-balancer-ip"]:
            spec["loadBalancerIP"] = flags["load-balancer-ip"]
        if flags["session-affinity"] not in ("", "None", "ClientIP"):
            raise KubectlError(f"unknown session affinity: {flags['session-affinity']}")
        return made(
            "Service",
            "v1",
            flags["name"] or info.name[:_LONGEST],
            labels=labels,
            spec=spec,
            status={"loadBalancer": {}},
        )

    def _ports(self, call: Call, obj: dict) -> list[dict]:
        flags, found = call.flags, _ports_of(obj)
        texts = flags["port"].split(",") if flags["port"] else [str(port) for port in found]
        if not texts and flags["cluster-ip"] != "None":
            raise KubectlError("couldn't find port via --port flag or introspection")
        ports: list[dict] = []
        for number, text in enumerate(texts, 1):
            port = port_number(text)
            protocols = [flags["protocol"]] if flags["protocol"] else found.get(port) or ["TCP"]
            for protocol in protocols:
                name = f"port-{number}" if len(texts) > 1 else ""
                if len(protocols) > 1:
                    name = f"port-{number}-{protocol.lower()}"
                target = flags["target-port"]
                ports.append(
                    {
                        **({"name": name} if name else {}),
                        "protocol": protocol,
                        "port": port,
                        "targetPort": int(target) if target.isdecimal() else target or port,
                    }
                )
        return ports


def _ports_of(obj: dict) -> dict[int, list[str]]:
    """Ports of an object's containers (or of a Service) → their protocols."""
    if obj["kind"] == "Service":
        entries = [(port["port"], port.get("protocol", "TCP")) for port in obj["spec"].get("ports") or ()]
    else:
        spec = obj["spec"] if obj["kind"] == "Pod" else obj["spec"]["template"]["spec"]
        entries = [
            (port["containerPort"], port.get("protocol", "TCP"))
            for container in spec["containers"]
            for port in container.get("ports") or ()
        ]
    found: dict[int, list[str]] = {}
    for port, protocol in entries:
        if protocol not in found.setdefault(port, []):
            found[port].append(protocol)
    return found


def _selector(obj: dict) -> dict:
    """The labels by which an object's pods are found. KubectlError where there are none."""
    lost = "couldn't retrieve selectors via --selector flag or introspection: "
    if obj["kind"] == "Pod":
        labels, words = obj["metadata"].get("labels"), "the pod has no labels and cannot be exposed"
    elif obj["kind"] == "Service":
        labels, words = obj["spec"].get("selector"), "the service has no pod selector set"
    elif obj["kind"] == "ReplicationController":
        labels, words = obj["spec"].get("selector"), "the replication controller has no selectors and cannot be exposed"
    else:
        selector = obj["spec"].get("selector") or {}
        if selector.get("matchExpressions"):
            shown = "[" + " ".join(_expression(e) for e in selector["matchExpressions"]) + "]"
            raise KubectlError(f'{lost}couldn\'t convert expressions - "{shown}" to map-based selector format')
        noun = "deployment" if obj["kind"] == "Deployment" else "replicaset"
        labels, words = selector.get("matchLabels"), f"invalid {noun}: no selectors, therefore cannot be exposed"
    if not labels:
        raise KubectlError(lost + words)
    return dict(labels)


def _expression(found: dict) -> str:
    return f"{{Key:{found['key']} Operator:{found['operator']} Values:[{' '.join(found.get('values') or ())}]}}"
