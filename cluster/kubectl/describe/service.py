"""kubectl describe service, endpoints, endpointslice."""

from __future__ import annotations

from cluster.kubectl.command import Call
from cluster.kubectl.describe.page import Page, events_of, or_none
from cluster.kubectl.describe.registry import describer
from cluster.kubectl.errors import KubectlError
from cluster.kubectl.printers import govalues
from cluster.kubectl.printers.table import format_labels

_MOST = 3


@describer("service")
def service(call: Call, obj: dict, page: Page) -> None:
    spec, status = obj["spec"], obj.get("status") or {}
    page.head(obj)
    page.fields(0, ("Selector", format_labels(spec.get("selector"))), ("Type", spec.get("type", "")))
    if spec.get("ipFamilyPolicy"):
        page.field(0, "IP Family Policy", spec["ipFamilyPolicy"])
    page.field(0, "IP Families", or_none(",".join(spec.get("ipFamilies") or ())))
    page.field(0, "IP", spec.get("clusterIP", ""))
    page.field(0, "IPs", or_none(",".join(spec.get("clusterIPs") or ())))
    if spec.get("externalIPs"):
        page.field(0, "External IPs", ",".join(spec["externalIPs"]))
    if spec.get("loadBalancerIP"):
        page.field(0, "Desired LoadBalancer IP", spec["loadBalancerIP"])
    if spec.get("externalName"):
        page.field(0, "External Name", spec["externalName"])
    if ingress := (status.get("loadBalancer") or {}).get("ingress"):
        page.field(0, "LoadBalancer Ingress", ", ".join(_ingress(entry) for entry in ingress))
    slices = slices_of(call, obj)
    for port in spec.get("ports") or ():
        _port(page, port, slices)
    page.field(0, "Session Affinity", spec.get("sessionAffinity", ""))
    for name, field in (
        ("External Traffic Policy", "externalTrafficPolicy"),
        ("Internal Traffic Policy", "internalTrafficPolicy"),
        ("HealthCheck NodePort", "healthCheckNodePort"),
    ):
        if spec.get(field):
            page.field(0, name, spec[field])
    if spec.get("loadBalancerSourceRanges"):
        page.field(0, "LoadBalancer Source Ranges", ",".join(spec["loadBalancerSourceRanges"]))
    if spec.get("trafficDistribution"):
        page.field(0, "Traffic Distribution", spec["trafficDistribution"])
    page.events(events_of(call, obj))


def _ingress(entry: dict) -> str:
    if entry.get("ip"):
        return entry["ip"] + (f" ({entry['ipMode']})" if entry.get("ipMode") else "")
    return entry.get("hostname", "")


def _port(page: Page, port: dict, slices: list[dict]) -> None:
    name, protocol = port.get("name") or "<unset>", port.get("protocol", "")
    page.line(0, f"Port:\t{name}\t{port['port']}/{protocol}")
    page.field(0, "TargetPort", f"{port.get('targetPort', 0)}/{protocol}")
    if port.get("nodePort"):
        page.line(0, f"NodePort:\t{name}\t{port['nodePort']}/{protocol}")
    page.field(0, "Endpoints", endpoints_of_port(slices, port.get("name") or ""))


def slices_of(call: Call, obj: dict) -> list[dict]:
    metadata = obj["metadata"]
    path = f"/apis/discovery.k8s.io/v1/namespaces/{metadata['namespace']}/endpointslices"
    try:
        return (
            call.api.get(path, {"labelSelector": f"kubernetes.io/service-name={metadata['name']}"}).get("items") or []
        )
    except KubectlError:
        return []


def endpoints_of_port(slices: list[dict], port_name: str) -> str:
    """The first ready addresses of a port: `10.244.0.3:80,10.244.0.4:80 + 2 more...`"""
    if not slices:
        return "<none>"
    found = []
    for item in slices:
        for port in item.get("ports") or [None]:
            if port is not None and (port.get("name") or "") != port_name:
                continue
            for endpoint in item.get("endpoints") or ():
                if (endpoint.get("conditions") or {}).get("ready") is not False:
                    address = endpoint["addresses"][0]
                    address = f"[{address}]" if ":" in address and port else address
                    found.append(f"{address}:{port['port']}" if port else address)
    more = f" + {len(found) - _MOST} more..." if len(found) > _MOST else ""
    return ",".join(found[:_MOST]) + more


@describer("endpoints")
def endpoints(call: Call, obj: dict, page: Page) -> None:
    page.head(obj)
    page.line(0, "Subsets:")
    for subset in obj.get("subsets") or ():
        for name, field in (("Addresses", "addresses"), ("NotReadyAddresses", "notReadyAddresses")):
            page.field(1, name, or_none(",".join(address["ip"] for address in subset.get(field) or ())))
        if subset.get("ports"):
            page.line(1, "Ports:")
            page.line(2, "Name\tPort\tProtocol")
            page.line(2, "----\t----\t--------")
            for port in subset["ports"]:
                page.line(2, f"{port.get('name') or '<unset>'}\t{port['port']}\t{port.get('protocol', '')}")
        page.line(0, "")
    page.events(events_of(call, obj))


@describer("endpointslice.discovery.k8s.io")
def endpoint_slice(call: Call, obj: dict, page: Page) -> None:
    page.head(obj)
    page.field(0, "AddressType", obj.get("addressType", ""))
    if not obj.get("ports"):
        page.line(0, "Ports: <unset>")
    else:
        page.line(0, "Ports:")
        page.line(1, "Name\tPort\tProtocol")
        page.line(1, "----\t----\t--------")
        for port in obj["ports"]:
            page.line(1, f"{port.get('name') or '<unset>'}\t{port.get('port', '<unset>')}\t{port.get('protocol', '')}")
    if not obj.get("endpoints"):
        page.line(0, "Endpoints: <none>")
    else:
        page.line(0, "Endpoints:")
        for endpoint in obj["endpoints"]:
            _endpoint(page, endpoint)
    page.events(events_of(call, obj))


def _endpoint(page: Page, endpoint: dict) -> None:
    page.field(1, "- Addresses", or_none(", ".join(endpoint.get("addresses") or ())))
    page.line(2, "Conditions:")
    ready = (endpoint.get("conditions") or {}).get("ready")
    page.field(3, "Ready", "<unset>" if ready is None else govalues.plain(ready))
    page.field(2, "Hostname", endpoint.get("hostname") or "<unset>")
    if target := endpoint.get("targetRef"):
        page.field(2, "TargetRef", f"{target.get('kind')}/{target.get('name')}")
    page.field(2, "NodeName", endpoint.get("nodeName") or "<unset>")
    page.field(2, "Zone", endpoint.get("zone") or "<unset>")
