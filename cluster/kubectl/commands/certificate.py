"""kubectl certificate approve and deny.

Source: words of kubectl 1.35.2.
"""

from __future__ import annotations

from cluster.kubectl.client.resources import Query, Result
from cluster.kubectl.command import Call, Command
from cluster.kubectl.errors import KubectlError, Several
from cluster.kubectl.output import printer
from cluster.objects.times import rfc3339

_KIND = "CertificateSigningRequest"


class Approve(Command):
    path = "certificate approve"
    condition, opposite, reason, done = "Approved", "Denied", "KubectlApprove", "approved"
    message = "This CSR was approved by kubectl certificate approve."

    def run(self, call: Call) -> int:
        if not call.args and not call.flags["filename"]:
            raise KubectlError("one or more CSRs must be specified as <name> or -f <filename>")
        show = printer(call, self.done)
        words = [word if "/" in word else f"csr/{word}" for word in call.args]
        query = Query(words, latest=True)
        infos, errors = Result(call, query).infos()
        for info in infos:
            obj = info.object or {}
            if obj.get("kind") != _KIND:
                errors.append(KubectlError(f"can only handle certificates.k8s.io/v1 {_KIND}"))
                continue
            status = obj.get("status") or {}
            conditions = status.get("conditions") or []
            if any(each["type"] == self.opposite for each in conditions):
                told = f'certificate signing request "{info.name}" is already {self.opposite}'
                errors.append(KubectlError(told))
                continue
            if call.flags["force"] or not any(each["type"] == self.condition for each in conditions):
                now = rfc3339(call.host.now())
                added = {
                    "type": self.condition, "status": "True", "reason": self.reason, "message": self.message,
                    "lastUpdateTime": now,
                }  # fmt: skip
                kept = [each for each in conditions if each["type"] != self.condition]
                new = {**obj, "status": {**status, "conditions": [*kept, added]}}
                try:
                    obj = call.api.send("PUT", f"{info.path}/approval", {}, new).body
                except KubectlError as wrong:
                    errors.append(wrong)
                    continue
            show(obj, info.label)
        if errors:
            raise errors[0] if len(errors) == 1 else Several(errors)
        return 0


class Deny(Approve):
    path = "certificate deny"
    condition, opposite, reason, done = "Denied", "Approved", "KubectlDeny", "denied"
    message = "This CSR was denied by kubectl certificate deny."
