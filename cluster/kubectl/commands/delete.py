"""kubectl delete: asks the server, then waits until what it deleted is gone."""

from __future__ import annotations

from collections.abc import Iterable

from cluster.kubectl.client import raw
from cluster.kubectl.client.resources import Info, Query, Result
from cluster.kubectl.command import Call, Command, Steps
from cluster.kubectl.errors import KubectlError, ServerError, raise_all
from cluster.kubectl.waiting import Wait
from cluster.objects import times

_CASCADES = {
    "background": "Background",
    "foreground": "Foreground",
    "orphan": "Orphan",
    "true": "Background",
    "false": "Orphan",
}
_WEEK = 168 * times.HOUR


class Delete(Command):
    path = "delete"

    def run(self, call: Call) -> Steps:
        flags = call.flags
        grace = _grace(call)
        if flags["raw"]:
            return raw.send(call, "DELETE")
        everything = flags["all"] or bool(flags["selector"]) or bool(flags["field-selector"])
        query = Query(
            call.args,
            selector=flags["selector"] or None,
            field_selector=flags["field-selector"] or None,
            all=flags["all"],
            all_namespaces=flags["all-namespaces"],
            fetch=False,
        )
        found = Result(call, query)
        if flags["output"] not in ("", "name"):
            raise KubectlError(f"unexpected -o output mode: {flags['output']}. We only support '-o name'")
        check_grace(call, grace, flags["force"])
        ignore = flags["ignore-not-found"] if flags.given("ignore-not-found") else everything
        visited: Iterable[Info | KubectlError] = found.visit()
        if flags["interactive"]:
            visited = _confirmed(call, list(visited))
            if not visited:
                return 0
        deletion = Deletion(call, grace, ignore, forced=grace == 0, cascade=_cascade(call))
        yield from deletion.run(visited, flags["wait"])
        return 0


def _grace(call: Call) -> int:
    flags = call.flags
    grace = flags["grace-period"]
    if flags["now"]:
        if grace != -1:
            raise KubectlError("--now and --grace-period cannot be specified together")
        grace = 1
    if grace == 0 and not flags["force"]:
        grace = 1
    return 0 if flags["force"] and grace < 0 else grace


def check_grace(call: Call, grace: int, force: bool) -> None:
    """Warn of a forced deletion; KubectlError where --force contradicts a grace period."""
    if grace == 0 and force:
        call.api.warn(
            "Immediate deletion does not wait for confirmation that the running resource has been "
            "terminated. The resource may "
            "continue to run on the cluster indefinitely."
        )
    elif grace > 0 and force:
        raise KubectlError("--force and --grace-period greater than 0 cannot be specified together")


def _cascade(call: Call) -> str:
    given = call.flags["cascade"]
    if given not in _CASCADES:
        raise KubectlError(f'invalid cascade value ({given}). Must be "background", "foreground", or "orphan"')
    if given in ("true", "false"):
        meant = "background" if given == "true" else "orphan"
        call.err(f"W --cascade={given} is deprecated (boolean value) and can be replaced with --cascade={meant}.\n")
    return _CASCADES[given]


def _confirmed(call: Call, found: list[Info | KubectlError]) -> list[Info | KubectlError]:
    infos = [item for item in found if isinstance(item, Info)]
    if not infos:
        call.out("No resources found\n")
        return []
    call.out(f"You are about to delete the following {len(infos)} resource(s):\n")
    call.out("".join(f"{info.label}\n" for info in infos) + "Do you want to continue? (y/N): ")
    if (call.host.stdin or "").strip().lower() == "y":
        return found
    call.out("deletion is cancelled\n")
    return []


class Deletion:
    """Deletes one thing after another, says so, and waits for all of them."""

    def __init__(self, call: Call, grace: int, ignore_missing: bool, forced: bool, cascade: str = "Background"):
        self._call, self._grace, self._ignore, self._forced, self._cascade = (
            call,
            grace,
            ignore_missing,
            forced,
            cascade,
        )

    def run(self, found: Iterable[Info | KubectlError], waiting: bool) -> Steps:
        call, errors, count = self._call, [], 0
        deleted: list[tuple[Info, str]] = []
        for info in found:
            try:
                if isinstance(info, KubectlError):
                    raise info
                count += 1
                self._warn_of_scope(info)
                deleted.append((info, self._one(info)))
            except KubectlError as wrong:
                if not (isinstance(wrong, ServerError) and wrong.reason == "NotFound" and self._ignore):
                    errors.append(wrong)
        raise_all(errors)
        if not count:
            call.out("No resources found\n")
        if waiting and call.dry_run == "none":
            for info, uid in deleted:
                yield from gone(call, info, uid, call.flags["timeout"] or _WEEK)
        return 0

    def _warn_of_scope(self, info: Info) -> None:
        if self._call.namespace_given and not info.resource.namespaced and not self._call.flags.get("all-namespaces"):
            self._call.api.warn("deleting cluster-scoped resources, not scoped to the provided namespace")

    def _one(self, info: Info) -> str:
        """Delete it; returns its uid."""
        call, uid = self._call, ""
        if call.dry_run != "client":
            options: dict = {"propagationPolicy": self._cascade, "kind": "DeleteOptions", "apiVersion": "v1"}
            if self._grace >= 0:
                options["gracePeriodSeconds"] = self._grace
            query = {"dryRun": "All"} if call.dry_run == "server" else {}
            try:
                if not info.name:
                    raise KubectlError("resource name may not be empty")
                answer = call.api.send("DELETE", info.path, query, options).body
            except KubectlError as wrong:
                raise wrong.about("deleting", info.source) if info.source else wrong from None
            uid = (answer.get("details") or {}).get("uid") or (answer.get("metadata") or {}).get("uid") or ""
        self._say(info)
        return uid

    def _say(self, info: Info) -> None:
        if self._call.flags["output"] == "name":
            return self._call.out(f"{info.label}\n")
        words = "force deleted" if self._forced else "deleted"
        words += f" from {info.namespace} namespace" if info.resource.namespaced else ""
        words += {"client": " (dry run)", "server": " (server dry run)"}.get(self._call.dry_run, "")
        return self._call.out(f'{info.resource.label} "{info.name}" {words}\n')


def gone(call: Call, info: Info, uid: str, limit: int) -> Steps:
    """Wait until the object with that uid (any, if "") is not there any more, at most `limit` µs."""
    until = call.host.virtual() + limit
    path = info.resource.path(info.namespace)
    query = {"fieldSelector": f"metadata.name={info.name}"}
    found = call.api.get(path, query)
    if _absent(found.get("items") or [], uid):
        return None
    watch = call.api.watch(path, {**query, "resourceVersion": found["metadata"]["resourceVersion"]})
    try:
        while True:
            for event in watch.poll():
                if event["type"] == "DELETED" and (not uid or event["object"]["metadata"]["uid"] == uid):
                    return None
            if call.host.virtual() >= until:
                raise KubectlError(f"timed out waiting for the condition on {info.resource.plural}/{info.name}")
            yield Wait(until, (watch,))
    finally:
        watch.close()


def _absent(items: list[dict], uid: str) -> bool:
    return not items or bool(uid) and items[0]["metadata"]["uid"] != uid
