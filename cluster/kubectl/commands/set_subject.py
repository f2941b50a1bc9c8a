"""kubectl set subject: more users, groups and service accounts in a binding.

Source: words of kubectl 1.35.2.
"""

from __future__ import annotations

from cluster.kubectl.client.changes import change_each, workloads
from cluster.kubectl.command import Call, Command
from cluster.kubectl.commands.create_access import subjects_of
from cluster.kubectl.errors import KubectlError, Several, together
from cluster.kubectl.output import printer


class SetSubject(Command):
    path = "set subject"

    def run(self, call: Call) -> int:
        flags = call.flags
        infos, errors = workloads(call, call.args, everything=flags["all"])
        if errors:
            raise together(errors) or errors[0]
        if not (flags["user"] or flags["group"] or flags["serviceaccount"]):
            raise KubectlError("you must specify at least one value of user, group or serviceaccount")
        wanted = subjects_of(call)
        show = printer(call, "subjects updated")

        plural = {info.resource.kind: info.resource.plural for info in infos}

        def change(obj: dict) -> dict:
            if obj["kind"] not in ("RoleBinding", "ClusterRoleBinding"):
                told = "setting subjects is only supported for RoleBinding/ClusterRoleBinding"
                raise KubectlError(f"{plural[obj['kind']]}/{obj['metadata']['name']} {told}")
            subjects = list(obj.get("subjects") or ())
            return {**obj, "subjects": subjects + [each for each in wanted if each not in subjects]}

        failed = change_each(call, infos, change, show, "failed to patch subjects to rolebinding:")
        if failed:
            raise failed[0] if len(failed) == 1 else Several(failed)
        return 0
