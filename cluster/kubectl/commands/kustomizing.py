"""kubectl kustomize."""

from __future__ import annotations

from cluster.kubectl.command import Call, Command
from cluster.kubectl.errors import KubectlError
from cluster.kubectl.kustomize import build
from cluster.objects import yaml


class Kustomize(Command):
    path = "kustomize"

    def run(self, call: Call) -> int:
        if len(call.args) > 1:
            raise KubectlError("specify one path to kustomization.yaml")
        path = call.args[0] if call.args else "."
        objects = build(call.host.files, path, call.host.environment.get("PWD") or "/home/learner", call.err)
        text = "---\n".join(yaml.dump(obj) for obj in objects)
        if call.flags["output"]:
            call.host.files.write(call.flags["output"], text)
        else:
            call.out(text)
        return 0
