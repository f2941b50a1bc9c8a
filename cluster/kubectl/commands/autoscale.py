"""kubectl autoscale: makes a HorizontalPodAutoscaler."""

from __future__ import annotations

from cluster.kubectl.client.resources import Info, Query, Result
from cluster.kubectl.command import Call, Command
from cluster.kubectl.errors import KubectlError, ServerError, raise_all
from cluster.kubectl.generating import finished, label, made, post
from cluster.kubectl.output import printer
from cluster.objects import quantities


class Autoscale(Command):
    path = "autoscale"
    required = ("max",)

    def run(self, call: Call) -> int:
        flags = call.flags
        if flags["max"] < 1:
            raise KubectlError(f"--max=MAXPODS is required and must be at least 1, max: {flags['max']}")
        if flags["max"] < flags["min"]:
            raise KubectlError(
                f"--max=MAXPODS must be larger or equal to --min=MINPODS, max: {flags['max']}, min: {flags['min']}"
            )
        if flags["cpu-percent"] >= 0 and flags["cpu"]:
            raise KubectlError("--cpu-percent and --cpu are mutually exclusive")
        show, errors, count = printer(call, "autoscaled", in_order=True), [], 0
        for info in Result(call, Query(call.args)).visit():
            try:
                if isinstance(info, KubectlError):
                    raise info
                self._check(call, info)
                obj = finished(call, self._autoscaler(call, info))
                if call.dry_run != "client":
                    obj = self._post(call, obj)
                show(obj, label(obj))
                count += 1
            except KubectlError as wrong:
                errors.append(wrong)
        raise_all(errors)
        if not count:
            raise KubectlError("no objects passed to autoscale")
        return 0

    @staticmethod
    def _check(call: Call, info: Info) -> None:
        resource = info.resource
        known = call.discovery.subresources.get((resource.group, resource.version, resource.plural), set())
        if "scale" not in known:
            why = f"could not find scale subresource for {resource.go_name} in discovery information"
            raise KubectlError(f"cannot autoscale a {resource.kind}: {why}")

    def _post(self, call: Call, obj: dict) -> dict:
        try:
            return post(call, obj, "horizontalpodautoscalers")
        except ServerError as wrong:
            if not call.flags["cpu"]:
                why = "failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1"
                raise KubectlError(f"{why}: empty input") from wrong
            raise

    def _autoscaler(self, call: Call, info: Info) -> dict:
        flags = call.flags
        spec: dict = {
            "scaleTargetRef": {"kind": info.resource.kind, "name": info.name, "apiVersion": info.resource.api_version}
        }
        if flags["min"] > 0:
            spec["minReplicas"] = flags["min"]
        spec["maxReplicas"] = flags["max"]
        metrics = []
        if flags["cpu-percent"] >= 0:
            metrics.append(_metric("cpu", f"{flags['cpu-percent']}%"))
        metrics += [_metric(name, flags[name]) for name in ("cpu", "memory") if flags[name]]
        if metrics:
            spec["metrics"] = metrics
        status = {"desiredReplicas": 0, "currentMetrics": None}
        return made("HorizontalPodAutoscaler", "autoscaling/v2", flags["name"] or info.name, spec=spec, status=status)


def _metric(name: str, text: str) -> dict:
    """`80%` of what is requested, or an average such as `500m`; a bare number is millicores, or mebibytes."""
    if text.endswith("%"):
        if not text[:-1].isdecimal():
            raise KubectlError(f"invalid percentage value: {text[:-1]}")
        target = {"type": "Utilization", "averageUtilization": int(text[:-1])}
    else:
        amount = f"{text}{_UNITS[name]}" if text.isdecimal() else text
        try:
            target = {"type": "AverageValue", "averageValue": quantities.canonical(amount)}
        except quantities.QuantityError:
            raise KubectlError(f"invalid resource {name} value: {text}") from None
    return {"type": "Resource", "resource": {"name": name, "target": target}}


_UNITS = {"cpu": "m", "memory": "Mi"}
