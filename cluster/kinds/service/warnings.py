"""What the server warns of though it accepts it: fields of a Service that are without effect or going out of use.

Source: https://kubernetes.io/blog/2020/09/03/warnings/; wordings of 1.35.
"""

from __future__ import annotations

from collections.abc import Iterator

from cluster.kinds.rules.addresses import cidr_warnings, ip_warnings
from cluster.kinds.rules.errors import quoted
from cluster.kinds.rules.reading import labels, struct, text, texts
from cluster.kinds.service.carrying import is_headless

_HINTS, _MODE = "service.kubernetes.io/topology-aware-hints", "service.kubernetes.io/topology-mode"


def service_warnings(service: dict) -> Iterator[str]:
    spec = struct(service, "spec")
    kind, external = text(spec, "type"), texts(spec, "externalIPs")
    if _HINTS in labels(struct(service, "metadata"), "annotations"):
        yield f"annotation {_HINTS} is deprecated, please use {_MODE} instead"
    if is_headless(spec):
        yield from _useless_without_address(spec)
    else:
        for index, address in enumerate(texts(spec, "clusterIPs")):
            yield from ip_warnings(address, f"spec.clusterIPs[{index}]")
    for index, address in enumerate(external):
        yield from ip_warnings(address, f"spec.externalIPs[{index}]")
    yield from ip_warnings(text(spec, "loadBalancerIP"), "spec.loadBalancerIP")
    for index, block in enumerate(texts(spec, "loadBalancerSourceRanges")):
        yield from cidr_warnings(block, f"spec.loadBalancerSourceRanges[{index}]")
    if kind == "ExternalName" and external:
        yield 'spec.externalIPs is ignored when spec.type is "ExternalName"'
    if kind != "ExternalName" and text(spec, "externalName"):
        yield 'spec.externalName is ignored when spec.type is not "ExternalName"'
    if text(spec, "trafficDistribution") == "PreferClose":
        yield f"spec.trafficDistribution: {quoted('PreferClose')} is deprecated; use {quoted('PreferSameZone')}"


def _useless_without_address(spec: dict) -> Iterator[str]:
    if text(spec, "loadBalancerIP"):
        yield "spec.loadBalancerIP is ignored for headless services"
    if texts(spec, "externalIPs"):
        yield "spec.externalIPs is ignored for headless services"
    if text(spec, "sessionAffinity") not in ("", "None"):
        yield "spec.SessionAffinity is ignored for headless services"
