"""kubectl set image."""

from __future__ import annotations

from cluster.kubectl.client import pairs, templates
from cluster.kubectl.client.changes import change_each, workloads
from cluster.kubectl.command import Call, Command
from cluster.kubectl.errors import KubectlError, Several, together
from cluster.kubectl.output import printer


class SetImage(Command):
    path = "set image"

    def run(self, call: Call) -> int:
        flags = call.flags
        show = printer(call, "image updated")
        names, changes = pairs.split(call.args, "image")
        images, _ = pairs.parse(changes, "image", removing=False)
        if flags["local"] and names:
            raise KubectlError(_LOCAL)
        infos, errors = workloads(call, names, everything=flags["all"])
        if errors:
            raise together(errors) or errors[0]
        self._check(call, names, images)
        problems: list[KubectlError] = []

        def change(obj: dict) -> dict:
            return templates.change_pod_spec(obj, lambda spec: _with_images(spec, images, problems))

        errors = change_each(call, infos, change, show, "failed to patch image update to pod template:")
        problems += errors
        if problems:
            raise problems[0] if len(problems) == 1 else Several(problems)
        return 0

    def _check(self, call: Call, names: list[str], images: dict[str, str]) -> None:
        errors = []
        if call.flags["all"] and call.flags["selector"]:
            errors.append(KubectlError("cannot set --all and --selector at the same time"))
        if not names and not call.flags["filename"] and not call.flags["kustomize"]:
            errors.append(
                KubectlError("one or more resources must be specified as <resource> <name> or <resource>/<name>")
            )
        if not images:
            errors.append(KubectlError("at least one image update is required"))
        elif len(images) > 1 and "*" in images:
            errors.append(
                KubectlError(
                    "all containers are already specified by *, but saw more than one "
                    "container_name=container_image pairs"
                )
            )
        if call.flags["local"] and call.dry_run == "server":
            errors.append(KubectlError("cannot specify --local and --dry-run=server - did you mean --dry-run=client?"))
        if errors:
            raise errors[0] if len(errors) == 1 else Several(errors)


_LOCAL = (
    "error: you must specify resources by --filename when --local is set.\nExample resource specifications include:\n"
    "   '-f rsrc.yaml'\n   '--filename=rsrc.json'"
)


def _with_images(spec: dict, images: dict[str, str], problems: list[KubectlError]) -> dict:
    for name, image in images.items():
        found = False
        for field in ("initContainers", "containers"):
            if field not in spec:
                continue
            hit = [name in ("*", container["name"]) for container in spec[field]]
            found = found or any(hit)
            changed = [{**c, "image": image} if yes else c for c, yes in zip(spec[field], hit, strict=True)]
            spec = {**spec, field: changed}
        if not found:
            problems.append(KubectlError(f'error: unable to find container named "{name}"'))
    return spec
