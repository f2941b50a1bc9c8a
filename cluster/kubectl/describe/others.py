"""kubectl describe namespace, configmap, secret, resourcequota, serviceaccount."""

from __future__ import annotations

import base64

from cluster.kubectl.command import Call
from cluster.kubectl.describe.page import Page, events_of
from cluster.kubectl.describe.registry import describer
from cluster.kubectl.errors import KubectlError
from cluster.kubectl.printers import ages
from cluster.objects import quantities

_SCOPES = {
    "Terminating": (
        "Matches all pods that have an active deadline. These pods have a limited lifespan on a node "
        "before being actively terminated by the system."
    ),
    "NotTerminating": (
        "Matches all pods that do not have an active deadline. These pods usually include long running "
        "pods whose container command is not expected to terminate."
    ),
    "BestEffort": (
        "Matches all pods that do not have resource requirements set. These pods have a best effort quality of service."
    ),
    "NotBestEffort": (
        "Matches all pods that have at least one resource requirement set. These pods have a burstable "
        "or guaranteed quality of service."
    ),
}


@describer("namespace")
def namespace(call: Call, obj: dict, page: Page) -> None:
    metadata, status = obj["metadata"], obj.get("status") or {}
    page.field(0, "Name", metadata["name"])
    page.labels("Labels", metadata.get("labels"))
    page.annotations("Annotations", metadata.get("annotations"))
    page.field(0, "Status", status.get("phase", ""))
    if status.get("conditions"):
        page.line(0, "Conditions:")
        page.line(1, "Type\tStatus\tLastTransitionTime\tReason\tMessage")
        page.line(1, "----\t------\t------------------\t------\t-------")
        for c in status["conditions"]:
            moment = ages.rfc1123z(c.get("lastTransitionTime"))
            page.line(1, f"{c['type']}\t{c['status']}\t{moment}\t{c.get('reason', '')}\t{c.get('message', '')}")
    for plural, show in (("resourcequotas", _quotas), ("limitranges", _limit_ranges)):
        try:
            found = call.api.get(f"/api/v1/namespaces/{metadata['name']}/{plural}").get("items") or []
        except KubectlError:
            continue
        page.line(0, "")
        show(page, found)


def _quotas(page: Page, found: list[dict]) -> None:
    if not found:
        page.line(0, "No resource quota.")
        return
    page.line(0, "Resource Quotas")
    for quota in sorted(found, key=lambda quota: quota["metadata"]["name"]):
        page.field(1, "Name", quota["metadata"]["name"])
        _scopes(page, 1, quota, "* ")
        page.line(1, "Resource\tUsed\tHard")
        page.line(1, "--------\t---\t---")
        for resource, used, hard in _amounts(quota):
            page.line(1, f"{resource}\t{used}\t{hard}")


def _scopes(page: Page, level: int, quota: dict, mark: str) -> None:
    scopes = sorted(quota["spec"].get("scopes") or ())
    if scopes:
        page.field(level, "Scopes", ", ".join(scopes))
        for scope in scopes:
            if scope in _SCOPES:
                page.line(level, f"{mark}{_SCOPES[scope]}")


def _amounts(quota: dict) -> list[tuple[str, str, str]]:
    """(resource, used, hard) in order; `0` where nothing was counted yet."""
    status = quota.get("status") or {}
    hard, used = status.get("hard") or {}, status.get("used") or {}
    return [
        (name, quantities.canonical(used.get(name, "0")), quantities.canonical(hard[name])) for name in sorted(hard)
    ]


def _limit_ranges(page: Page, found: list[dict]) -> None:
    if not found:
        page.line(0, "No LimitRange resource.")
        return
    page.put("Resource Limits\n Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio\n")
    page.put(" ----\t--------\t---\t---\t---------------\t-------------\t-----------------------\n")
    for item in found:
        _limits(page, item, " ")


def _limits(page: Page, limit_range: dict, prefix: str) -> None:
    for limit in limit_range["spec"].get("limits") or ():
        fields = ("min", "max", "defaultRequest", "default", "maxLimitRequestRatio")
        columns = [limit.get(field) or {} for field in fields]
        for resource in sorted({name for column in columns for name in column}):
            cells = "\t".join(str(column.get(resource, "-")) for column in columns)
            page.put(f"{prefix}{limit['type']}\t{resource}\t{cells}\n")


@describer("limitrange")
def limit_range(call: Call, obj: dict, page: Page) -> None:
    page.fields(0, ("Name", obj["metadata"]["name"]), ("Namespace", obj["metadata"]["namespace"]))
    page.line(0, "Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio")
    page.line(0, "----\t--------\t---\t---\t---------------\t-------------\t-----------------------")
    _limits(page, obj, "")


@describer("resourcequota")
def resource_quota(call: Call, obj: dict, page: Page) -> None:
    page.fields(0, ("Name", obj["metadata"]["name"]), ("Namespace", obj["metadata"]["namespace"]))
    _scopes(page, 0, obj, " * ")
    page.line(0, "Resource\tUsed\tHard")
    page.line(0, "--------\t----\t----")
    for resource, used, hard in _amounts(obj):
        page.line(0, f"{resource}\t{used}\t{hard}")


@describer("configmap")
def config_map(call: Call, obj: dict, page: Page) -> None:
    page.head(obj)
    page.put("\nData\n====\n")
    for key in sorted(obj.get("data") or ()):
        page.put(f"{key}:\n----\n{obj['data'][key]}\n\n")
    page.put("\nBinaryData\n====\n")
    for key in sorted(obj.get("binaryData") or ()):
        page.put(f"{key}: {_bytes(obj['binaryData'][key])} bytes\n")
    page.put("\n")
    page.events(events_of(call, obj))


@describer("secret")
def secret(call: Call, obj: dict, page: Page) -> None:
    page.head(obj)
    page.put(f"\nType:\t{obj.get('type', '')}\n\nData\n====\n")
    for key in sorted(obj.get("data") or ()):
        value = obj["data"][key]
        if key == "token" and obj.get("type") == "kubernetes.io/service-account-token":
            page.put(f"{key}:\t{base64.b64decode(value).decode('utf-8', 'replace')}\n")
        else:
            page.put(f"{key}:\t{_bytes(value)} bytes\n")


def _bytes(value: str | None) -> int:
    return len(base64.b64decode(value or ""))


@describer("serviceaccount")
def service_account(call: Call, obj: dict, page: Page) -> None:
    page.head(obj)
    names = [entry.get("name", "") for entry in obj.get("imagePullSecrets") or ()]
    for number, name in enumerate(names or ["<none>"]):
        page.put(f"{'Image pull secrets:' if not number else ' ' * 19}\t{name}\n")
    page.events(events_of(call, obj))
