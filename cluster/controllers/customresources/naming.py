"""Which names a definition may have: those that no other definition of its group has taken.

Source: https://pkg.go.dev/k8s.io/apiextensions-apiserver/pkg/controller/status (NamingConditionController)
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster import reasons
from cluster.component import Component, World
from cluster.kinds.customresource.serving import CRDS
from cluster.kinds.customresourcedefinition.conditions import ESTABLISHED, NAMES_ACCEPTED, find, with_condition
from cluster.kinds.rules.errors import quoted
from cluster.reasons import Reason, reason
from cluster.store import DELETED, Change, Store

reasons.register({"crd.accept_names": ("name",), "crd.refuse_names": ("message",)})


def concerned(change: Change, store: Store) -> Iterable[str]:
    """The definition itself; all others of its group, when it frees names."""
    if change.op != DELETED:
        yield change.name
    before = (change.previous or {}).get("status") or {}
    if change.op == DELETED or before.get("acceptedNames") != change.object["status"].get("acceptedNames"):
        group = change.object["spec"]["group"]
        yield from (name for name in _names(store) if name.partition(".")[2] == group and name != change.name)


def _names(store: Store) -> list[str]:
    return [obj["metadata"]["name"] for obj in store.list(CRDS)]


class Naming(Component):
    name = "crd-naming-controller"
    watches = {CRDS: concerned}

    def reconcile(self, key: str, world: World) -> Reason | None:
        crd = world.store.get(CRDS, "", key)
        if crd is None or crd["spec"]["names"] == _accepted(crd):
            return None
        accepted, wrong = _decided(crd, _taken(crd, world.store))
        word, name, message = ("False", *wrong) if wrong else ("True", "NoConflicts", "no conflicts found")
        known = find(crd, NAMES_ACCEPTED)
        told = (word, name, message)
        same = known is not None and (known.get("status"), known.get("reason"), known.get("message")) == told
        why = reason("crd.refuse_names", message=message) if wrong else reason("crd.accept_names", name=key)
        if same and accepted == _accepted(crd):
            return why
        now = world.epoch + world.now
        status = with_condition({**crd["status"], "acceptedNames": accepted}, NAMES_ACCEPTED, *told, now)
        world.client.update_status(CRDS, {**crd, "status": _established(status, crd, word, now)}, why)
        return why


def _accepted(crd: dict) -> dict:
    return (crd.get("status") or {}).get("acceptedNames") or {}


def _established(status: dict, crd: dict, accepted: str, now: int) -> dict:
    """Not served yet: the next controller sees to that."""
    known = find(crd, ESTABLISHED)
    if known is not None and known.get("status") == "True":
        return status
    if accepted == "True":
        return with_condition(status, ESTABLISHED, "False", "Installing", "the initial names have been accepted", now)
    return status if known else with_condition(
        status, ESTABLISHED, "False", "NotAccepted", "not all names are accepted", now
    )  # fmt: skip


def _taken(crd: dict, store: Store) -> tuple[list[str], list[str]]:
    """(resources, kinds) whose names definitions of the group have."""
    resources: list[str] = []
    kinds: list[str] = []
    for other in store.list(CRDS):
        if other["spec"]["group"] == crd["spec"]["group"]:
            names = other["status"].get("acceptedNames") or {}
            resources += [names.get("plural", ""), names.get("singular", ""), *(names.get("shortNames") or ())]
            kinds += [names.get("kind", ""), names.get("listKind", "")]
    return resources, kinds


def _decided(crd: dict, taken: tuple[list[str], list[str]]) -> tuple[dict, tuple[str, str] | None]:
    """(the names it may have, (reason, message) of the last conflict)."""
    wanted, accepted = crd["spec"]["names"], dict(crd["status"].get("acceptedNames") or {})
    resources, kinds = taken
    wrong = None
    for field, used in (("plural", resources), ("singular", resources), ("shortNames", resources),
                        ("kind", kinds), ("listKind", kinds)):  # fmt: skip
        refused = _refused(wanted.get(field), accepted.get(field), used)
        if refused:
            wrong = (f"{field[0].upper()}{field[1:]}Conflict", refused)
        elif field in wanted:
            accepted[field] = wanted[field]
        else:
            accepted.pop(field, None)
    if "categories" in wanted:
        accepted["categories"] = wanted["categories"]
    else:
        accepted.pop("categories", None)
    return accepted, wrong


def _refused(wanted, accepted, used: list[str]) -> str:
    """What is taken already, in the server's words; "" where nothing is."""
    if wanted == accepted:
        return ""
    if isinstance(wanted, list):
        taken = [name for name in wanted if name not in (accepted or ()) and name in used]
        told = [f"{quoted(name)} is already in use" for name in taken]
        return told[0] if len(told) == 1 else f"[{', '.join(told)}]" if told else ""
    return f"{quoted(wanted)} is already in use" if wanted and wanted in used else ""
