"""kubectl api-resources, api-versions, cluster-info, version."""

from __future__ import annotations

from cluster.kubectl.client.discovery import Resource
from cluster.kubectl.client.resources import Query, Result
from cluster.kubectl.command import Call, Command
from cluster.kubectl.errors import ConnectionRefused, KubectlError
from cluster.kubectl.output import structured
from cluster.kubectl.printers import govalues, json
from cluster.kubectl.printers.tabwriter import TabWriter
from cluster.objects import yaml

# What `kubectl version --client -o json` of 1.35.2 says of itself.
_CLIENT = {
    "major": "1",
    "minor": "35",
    "gitVersion": "v1.35.2",
    "gitCommit": "fdc9d74cbf2da6754ebf81d56f80ae2948cd6425",
    "gitTreeState": "clean",
    "buildDate": "2026-02-26T20:05:34Z",
    "goVersion": "go1.25.7",
    "compiler": "gc",
    "platform": "linux/amd64",
}
_KUSTOMIZE = "v5.7.1"
_FORMATS = ("json", "kyaml", "name", "wide", "yaml")


def _no_arguments(call: Call) -> None:
    if call.args:
        raise call.usage(f"unexpected arguments: {govalues.plain(call.args)}")


class ApiResources(Command):
    path = "api-resources"

    def run(self, call: Call) -> int:
        flags = call.flags
        _no_arguments(call)
        if flags["output"] not in ("", *_FORMATS):
            raise KubectlError(
                f'unable to match a printer suitable for the output format "{flags["output"]}", '
                f"allowed formats are: {','.join(_FORMATS)}"
            )
        if flags["sort-by"] not in ("", "name", "kind"):
            raise KubectlError("--sort-by accepts only name or kind")
        found = sorted(
            filter(lambda resource: _wanted(call, resource), call.discovery.all()), key=_order(flags["sort-by"])
        )
        if flags["output"] == "name":
            call.out("".join(f"{resource.name}\n" for resource in found))
        elif flags["output"] in ("", "wide"):
            call.out(_table(call, found))
        else:
            structured(call, in_order=True)(
                {
                    "kind": "APIResourceList",
                    "apiVersion": "v1",
                    "groupVersion": "",
                    "resources": [_entry(r) for r in found],
                }
            )
        return 0


def _wanted(call: Call, resource: Resource) -> bool:
    flags = call.flags
    return (
        resource.preferred
        and bool(resource.verbs)
        and (not flags.given("api-group") or resource.group == flags["api-group"])
        and (not flags.given("namespaced") or resource.namespaced == flags["namespaced"])
        and set(flags["verbs"]) <= set(resource.verbs)
        and set(flags["categories"]) <= set(resource.categories)
    )


def _order(field: str):
    if field == "name":
        return lambda resource: resource.plural
    if field == "kind":
        return lambda resource: resource.kind
    return lambda resource: (resource.group, resource.plural)


def _table(call: Call, found: list[Resource]) -> str:
    writer, wide = TabWriter(minimum=6, padding=3), call.flags["output"] == "wide"
    if not call.flags["no-headers"]:
        writer.write("NAME\tSHORTNAMES\tAPIVERSION\tNAMESPACED\tKIND" + ("\tVERBS\tCATEGORIES" if wide else "") + "\n")
    for resource in found:
        cells = [
            resource.plural,
            ",".join(resource.short_names),
            resource.api_version,
            govalues.plain(resource.namespaced),
            resource.kind,
        ]
        if wide:
            cells += [",".join(resource.verbs), ",".join(resource.categories)]
        writer.write("\t".join(cells) + "\n")
    return writer.flush()


def _entry(resource: Resource) -> dict:
    entry = {
        "name": resource.plural,
        "singularName": resource.singular,
        "namespaced": resource.namespaced,
        "group": resource.group,
        "version": resource.version,
        "kind": resource.kind,
        "verbs": list(resource.verbs),
        "shortNames": list(resource.short_names),
        "categories": list(resource.categories),
    }
    return {key: value for key, value in entry.items() if value or key == "namespaced"}


class ApiVersions(Command):
    path = "api-versions"

    def run(self, call: Call) -> int:
        _no_arguments(call)
        found = call.discovery
        found.all()  # tells which versions nobody answers for
        versions = [version["groupVersion"] for group in found.groups() for version in group["versions"]]
        call.out("".join(f"{version}\n" for version in sorted(versions) if version not in found.stale))
        return 0


class ClusterInfo(Command):
    path = "cluster-info"

    def run(self, call: Call) -> int:
        try:
            self._services(call)
        except ConnectionRefused:
            call.out("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n")
            raise
        call.out("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n")
        return 0

    def _services(self, call: Call) -> None:
        if not call.flags["namespace"]:
            call.flags.set("namespace", "kube-system")
        query = Query(["services"], selector="kubernetes.io/cluster-service=true", files=False)
        infos, errors = Result(call, query).infos()
        if errors:
            raise errors[0]
        call.out(f"Kubernetes control plane is running at {call.config.server}\n")
        for info in infos:
            obj = info.object or {}
            ports = obj["spec"].get("ports") or []
            name = info.name
            if ports:
                scheme = "https" if ports[0].get("name") == "https" or ports[0]["port"] == 443 else ""
                port = ports[0].get("name", "")
                name = f"{scheme}:{name}:{port}" if scheme else f"{name}:{port}" if port else name
            shown = (obj["metadata"].get("labels") or {}).get("kubernetes.io/name") or info.name
            path = f"/api/v1/namespaces/{info.namespace}/services/{name}/proxy"
            call.out(f"{shown} is running at {call.config.server}{path}\n")


class Version(Command):
    path = "version"

    def run(self, call: Call) -> int:
        if call.args:
            raise KubectlError(f"extra arguments: {govalues.plain(call.args)}")
        output = call.flags["output"]
        if output not in ("", "yaml", "json"):
            raise KubectlError("--output must be 'yaml' or 'json'")
        versions: dict = {"clientVersion": _CLIENT, "kustomizeVersion": _KUSTOMIZE}
        refused: KubectlError | None = None
        if not call.flags["client"]:
            try:
                versions["serverVersion"] = call.api.get("/version")
            except KubectlError as wrong:
                refused = wrong
        if output == "yaml":
            call.out(yaml.dump(versions) + "\n")
        elif output == "json":
            call.out(json.pretty(versions, indent=2, in_order=True) + "\n")
        else:
            call.out(f"Client Version: {_CLIENT['gitVersion']}\nKustomize Version: {_KUSTOMIZE}\n")
            if "serverVersion" in versions:
                call.out(f"Server Version: {versions['serverVersion']['gitVersion']}\n")
        if refused is not None:
            raise refused
        return 0
