"""kubectl cluster-info dump: nodes, then of each namespace its events, workloads and pods, then the pods' logs.

Source: https://kubernetes.io/docs/reference/kubectl/generated/kubectl_cluster-info/kubectl_cluster-info_dump/
"""

from __future__ import annotations

from cluster.kubectl.command import Call, Command
from cluster.kubectl.errors import KubectlError, ServerError
from cluster.kubectl.output import structured, without_managed_fields
from cluster.kubectl.printers import json
from cluster.objects import yaml

# (path, file, what the list is called)
_LISTS = (
    ("/api/v1/namespaces/{}/events", "events", "EventList"),
    ("/api/v1/namespaces/{}/replicationcontrollers", "replication-controllers", "ReplicationControllerList"),
    ("/api/v1/namespaces/{}/services", "services", "ServiceList"),
    ("/apis/apps/v1/namespaces/{}/daemonsets", "daemonsets", "DaemonSetList"),
    ("/apis/apps/v1/namespaces/{}/deployments", "deployments", "DeploymentList"),
    ("/apis/apps/v1/namespaces/{}/replicasets", "replicasets", "ReplicaSetList"),
    ("/api/v1/namespaces/{}/pods", "pods", "PodList"),
)


class ClusterInfoDump(Command):
    path = "cluster-info dump"

    def run(self, call: Call) -> int:
        flags = call.flags
        self._folder = "" if flags["output-directory"] in ("", "-") else flags["output-directory"].rstrip("/")
        self._show = structured(call, in_order=True) if flags["output"] != "name" else lambda found: None
        self._put(call, "nodes", _listed(call, "/api/v1/nodes", "NodeList"))
        namespaces = flags["namespaces"] or ["kube-system", call.namespace]
        if flags["all-namespaces"]:
            namespaces = [item["metadata"]["name"] for item in call.api.get("/api/v1/namespaces")["items"]]
        for namespace in namespaces:
            pods: list[dict] = []
            for path, file, kind in _LISTS:
                found = _listed(call, path.format(namespace), kind)
                pods = found["items"]
                self._put(call, f"{namespace}/{file}", found)
            for pod in pods:
                self._logs(call, namespace, pod)
        if self._folder:
            call.out(f"Cluster info dumped to {self._folder}\n")
        return 0

    def _put(self, call: Call, file: str, found: dict) -> None:
        form = call.flags["output"] or "json"
        if not self._folder:
            if form == "name":
                raise KubectlError(f"list types are not supported by name printing: *v1.{found['kind']}")
            self._show(found)
            return
        found = without_managed_fields(found)
        text = yaml.dump(found) if form == "yaml" else json.pretty(found, in_order=True) + "\n"
        self._write(call, f"{file}.{form}", text)

    def _logs(self, call: Call, namespace: str, pod: dict) -> None:
        name, text = pod["metadata"]["name"], ""
        for container in [*(pod["spec"].get("initContainers") or ()), *pod["spec"]["containers"]]:
            about = f"logs for container {container['name']} of pod {namespace}/{name} ====\n"
            text += f"==== START {about}{self._log(call, namespace, name, container['name'])}==== END {about}"
        if self._folder:
            self._write(call, f"{namespace}/{name}/logs.txt", text)
        else:
            call.out(text)

    def _write(self, call: Call, name: str, text: str) -> None:
        path = f"{self._folder}/{name}"
        call.host.files.mkdir(path.rpartition("/")[0])
        call.host.files.write(path, text)

    def _log(self, call: Call, namespace: str, name: str, container: str) -> str:
        try:
            body = call.api.get(f"/api/v1/namespaces/{namespace}/pods/{name}/log", {"container": container})
        except ServerError as wrong:
            return f"Request log error: {wrong.message}\n"
        return body if isinstance(body, str) else ""


def _listed(call: Call, path: str, kind: str) -> dict:
    found = call.api.get(path)
    item_kind, version = kind.removesuffix("List"), found["apiVersion"]
    items = [{"kind": item_kind, "apiVersion": version, **item} for item in found.get("items") or ()]
    metadata = {"resourceVersion": found["metadata"]["resourceVersion"]}
    return {"kind": kind, "apiVersion": version, "metadata": metadata, "items": items}
