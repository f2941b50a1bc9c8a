"""kubectl top pod, top node.

Source: `kubectl top` 1.35.2 (tests/differential/scenes/top.sh).
"""

from __future__ import annotations

from collections.abc import Callable

from cluster.kubectl.command import Call, Command
from cluster.kubectl.errors import KubectlError
from cluster.kubectl.printers.ages import go_duration
from cluster.kubectl.printers.tabwriter import TabWriter
from cluster.objects import quantities, times
from cluster.objects.quantities import ZERO, Quantity

GROUP, ROOT = "metrics.k8s.io", "/apis/metrics.k8s.io/v1beta1"
_MEASURED = ("cpu", "memory")
_UNKNOWN = "<unknown>"
_PATIENCE = 2 * times.MINUTE  # younger pods may have no metrics yet
_MI = 1024 * 1024

Amounts = dict[str, Quantity]


class _Top(Command):
    use = ""

    def prepared(self, call: Call) -> None:
        flags = call.flags
        if len(call.args) > 1:
            raise call.usage(self.use)
        if flags["sort-by"] not in ("", *_MEASURED):
            raise KubectlError("--sort-by accepts only cpu or memory")
        if call.args and (flags["selector"] or flags.get("field-selector")):
            raise KubectlError("only one of NAME or selector can be provided")
        served = call.api.get("/apis").get("groups") or ()
        if not any(group["name"] == GROUP for group in served):
            raise KubectlError("Metrics API not available")

    def measured(self, call: Call) -> tuple[str, ...]:
        return (*_MEASURED, "swap") if call.flags["show-swap"] else _MEASURED


class TopPod(_Top):
    path, use = "top pod", "pod [NAME | -l label]"

    def run(self, call: Call) -> int:
        self.prepared(call)
        found = self._read(call, f"{ROOT}/", "pods")
        if not found:
            self._explain(call)
            call.err(
                "No resources found\n"
                if call.flags["all-namespaces"]
                else f"No resources found in {call.namespace} namespace.\n"
            )
            return 0
        call.out(self._table(call, found))
        return 0

    def _read(self, call: Call, root: str, plural: str) -> list[dict]:
        flags = call.flags
        namespace = "" if flags["all-namespaces"] else f"namespaces/{call.namespace}/"
        if call.args:
            return [call.api.get(f"{root}namespaces/{call.namespace}/{plural}/{call.args[0]}")]
        query = {"labelSelector": flags["selector"], "fieldSelector": flags["field-selector"]}
        return call.api.get(f"{root}{namespace}{plural}", query).get("items") or []

    def _explain(self, call: Call) -> None:
        """Why there are no metrics, where there are pods."""
        pods = self._read(call, "/api/v1/", "pods")
        for pod in pods:
            metadata = pod["metadata"]
            age = call.host.now() - times.parse(metadata["creationTimestamp"])
            if age > _PATIENCE:
                place = f"{metadata['namespace']}/{metadata['name']}"
                raise KubectlError(f"Metrics not available for pod {place}, age: {go_duration(age)}")
        if pods:
            raise KubectlError("metrics not available yet")

    def _table(self, call: Call, found: list[dict]) -> str:
        flags, measured = call.flags, self.measured(call)
        spaces, parts = flags["all-namespaces"], flags["containers"]
        heads = ["NAME", "CPU(cores)", "MEMORY(bytes)", *(["SWAP(bytes)"] if flags["show-swap"] else ())]
        lines = [] if flags["no-headers"] else [["NAMESPACE"] * spaces + ["POD"] * parts + heads]
        for pod in _sorted(found, flags["sort-by"], lambda pod: _place(pod, spaces), _of_pod):
            before = [pod["metadata"]["namespace"]] * spaces
            if parts:
                containers = _sorted(pod["containers"], flags["sort-by"], lambda each: each["name"], _of_container)
                name = pod["metadata"]["name"]
                lines += [[*before, name, each["name"], *_shown(_of_container(each), measured)] for each in containers]
            else:
                lines.append([*before, pod["metadata"]["name"], *_shown(_of_pod(pod), measured)])
        if flags["sum"]:
            width = len(heads) + spaces + parts
            total = _added(_of_pod(pod) for pod in found)
            lines.append([""] * (width - 2) + ["________"] * 2)
            lines.append([""] * (width - 3) + ["", *_shown(total, measured)])
        return _aligned(lines)


class TopNode(_Top):
    path, use = "top node", "node [NAME | -l label]"

    def run(self, call: Call) -> int:
        self.prepared(call)
        found = self._read(call, ROOT)
        if not found:
            raise KubectlError("metrics not available yet")
        nodes = {node["metadata"]["name"]: node["status"] for node in self._read(call, "/api/v1")}
        call.out(self._table(call, found, nodes))
        return 0

    def _read(self, call: Call, root: str) -> list[dict]:
        if call.args:
            return [call.api.get(f"{root}/nodes/{call.args[0]}")]
        return call.api.get(f"{root}/nodes", {"labelSelector": call.flags["selector"]}).get("items") or []

    def _table(self, call: Call, found: list[dict], nodes: dict[str, dict]) -> str:
        flags, measured = call.flags, self.measured(call)
        heads = ["NAME", "CPU(cores)", "CPU(%)", "MEMORY(bytes)", "MEMORY(%)"]
        heads += ["SWAP(bytes)", "SWAP(%)"] if flags["show-swap"] else []
        lines = [] if flags["no-headers"] else [heads]
        source = "capacity" if flags["show-capacity"] else "allocatable"
        for node in _sorted(found, flags["sort-by"], lambda node: node["metadata"]["name"], _of_container):
            name = node["metadata"]["name"]
            available = nodes.get(name, {}).get(source) or {}
            lines.append([name, *self._cells(_of_container(node), available, measured)])
        known = {node["metadata"]["name"] for node in found}
        lines += [[name, *[_UNKNOWN] * (2 * len(measured))] for name in sorted(nodes) if name not in known]
        return _aligned(lines)

    def _cells(self, used: Amounts, available: dict, measured: tuple[str, ...]) -> list[str]:
        cells = []
        for name in measured:
            if name not in used:
                cells += [_UNKNOWN, _UNKNOWN]
                continue
            cells.append(_amount(name, used[name]))
            if name in available:
                whole = quantities.read(available[name]).milli
                cells.append(f"{int(used[name].milli / whole * 100) if whole else 0}%")
        return cells


def _place(pod: dict, spaces: bool) -> tuple[str, str]:
    return (pod["metadata"]["namespace"] if spaces else "", pod["metadata"]["name"])


def _sorted(found: list[dict], by: str, name: Callable[[dict], object], used: Callable[[dict], Amounts]) -> list[dict]:
    """By name, or those that use most first."""
    if not by:
        return sorted(found, key=name)  # type: ignore[arg-type]
    return sorted(found, key=lambda item: -used(item).get(by, ZERO).nano)


def _of_container(item: dict) -> Amounts:
    return {name: quantities.read(amount) for name, amount in (item.get("usage") or {}).items()}


def _of_pod(pod: dict) -> Amounts:
    return _added(map(_of_container, pod.get("containers") or ()))


def _added(all_used) -> Amounts:
    total: Amounts = {}
    for used in all_used:
        for name, amount in used.items():
            total[name] = total.get(name, ZERO).plus(amount)
    return total


def _shown(used: Amounts, measured: tuple[str, ...]) -> list[str]:
    return [_amount(name, used.get(name, ZERO)) for name in measured]


def _amount(name: str, amount: Quantity) -> str:
    return f"{amount.milli}m" if name == "cpu" else f"{amount.value // _MI}Mi"


def _aligned(lines: list[list[str]]) -> str:
    """Each cell ends with a tab, the last of a line too."""
    writer = TabWriter(minimum=6, padding=3)
    for cells in lines:
        writer.write("".join(f"{cell}\t" for cell in cells) + "\n")
    return writer.flush()
