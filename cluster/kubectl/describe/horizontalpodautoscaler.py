"""kubectl describe horizontalpodautoscaler."""

from __future__ import annotations

from cluster.kinds.horizontalpodautoscaler import FIELDS, UNKNOWN
from cluster.kubectl.command import Call
from cluster.kubectl.describe.page import Page, events_of
from cluster.kubectl.describe.registry import describer
from cluster.kubectl.errors import KubectlError
from cluster.kubectl.printers import ages


@describer("horizontalpodautoscaler.autoscaling")
def horizontal_pod_autoscaler(call: Call, obj: dict, page: Page) -> None:
    metadata = obj["metadata"]
    path = f"/apis/autoscaling/v2/namespaces/{metadata['namespace']}/horizontalpodautoscalers/{metadata['name']}"
    try:
        obj = call.api.get(path)  # whichever version was asked for
    except KubectlError:
        return
    spec, status = obj["spec"], obj.get("status") or {}
    target = spec["scaleTargetRef"]
    page.head(obj)
    page.field(0, "CreationTimestamp", ages.rfc1123z(obj["metadata"].get("creationTimestamp")))
    page.field(0, "Reference", f"{target['kind']}/{target['name']}")
    page.field(0, "Metrics", "( current / target )")
    current = status.get("currentMetrics") or []
    for at, metric in enumerate(spec.get("metrics") or ()):
        _metric(page, metric, current[at] if at < len(current) else {})
    page.field(0, "Min replicas", spec.get("minReplicas", "<unset>"))
    page.field(0, "Max replicas", spec["maxReplicas"])
    if spec.get("behavior") is not None:
        page.line(0, "Behavior:")
        for title, name in (("Scale Up", "scaleUp"), ("Scale Down", "scaleDown")):
            if spec["behavior"].get(name) is not None:
                _rules(page, title, spec["behavior"][name])
    counts = f"{status.get('currentReplicas', 0)} current / {status.get('desiredReplicas', 0)} desired"
    page.field(0, f"{target['kind']} pods", counts)
    if status.get("conditions"):
        page.line(0, "Conditions:")
        page.line(1, "Type\tStatus\tReason\tMessage")
        page.line(1, "----\t------\t------\t-------")
        for each in status["conditions"]:
            page.line(1, f"{each['type']}\t{each['status']}\t{each.get('reason', '')}\t{each.get('message', '')}")
    page.events(events_of(call, obj))


def _metric(page: Page, metric: dict, status: dict) -> None:
    kind = metric["type"]
    field = FIELDS.get(kind)
    if field is None:
        page.line(1, f'<unknown metric type "{kind}">')
        return
    source = metric[field]
    target, current = source["target"], (status.get(field) or {}).get("current") or {}
    if field in ("resource", "containerResource"):
        page.line(1, _resource(source, target, current))
    elif field == "pods":
        page.line(1, f'"{source["metric"]["name"]}" on pods:\t{_average(current)} / {target["averageValue"]}')
    elif field == "object":
        whom = source["describedObject"]
        page.line(1, f'"{source["metric"]["name"]}" on {whom["kind"]}/{whom["name"]} {_value(target, current)}')
    else:
        page.line(1, f'"{source["metric"]["name"]}" {_value(target, current)}')


def _resource(source: dict, target: dict, current: dict) -> str:
    whose = f' of container "{source["container"]}"' if "container" in source else ""
    text = f"resource {source['name']}{whose} on pods"
    if target.get("averageValue") is not None:
        return f"{text}:\t{_average(current)} / {target['averageValue']}"
    share, wanted = current.get("averageUtilization"), target.get("averageUtilization")
    have = UNKNOWN if share is None else f"{share}% ({current.get('averageValue', '<nil>')})"
    return f"{text}  (as a percentage of request):\t{have} / {'<auto>' if wanted is None else f'{wanted}%'}"


def _average(current: dict) -> str:
    return current.get("averageValue") or UNKNOWN


def _value(target: dict, current: dict) -> str:
    if target.get("averageValue") is not None:
        return f"(target average value):\t{_average(current)} / {target['averageValue']}"
    return f"(target value):\t{current.get('value') or UNKNOWN} / {target.get('value')}"


def _rules(page: Page, title: str, rules: dict) -> None:
    page.line(1, f"{title}:")
    if rules.get("stabilizationWindowSeconds") is not None:
        page.line(2, f"Stabilization Window: {rules['stabilizationWindowSeconds']} seconds")
    if rules.get("policies"):
        page.line(2, f"Select Policy: {rules.get('selectPolicy') or 'Max'}")
        page.line(2, "Policies:")
        for policy in rules["policies"]:
            text = f"- Type: {policy['type']}\tValue: {policy['value']}\tPeriod: {policy['periodSeconds']} seconds"
            page.line(3, text)
