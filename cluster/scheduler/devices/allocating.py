"""Choosing devices for claims on a node: every request gets its number, every constraint holds.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/resource-claim-v1/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cluster.kinds.rules.devices import ALL, CLASSES
from cluster.kinds.rules.devices.selectors import attribute, chooses
from cluster.scheduler.devices.offers import Device
from cluster.store import Store


class Wish(NamedTuple):
    """A request, or one of its choices; `name` is how results refer to it."""

    name: str
    asked: dict
    selectors: tuple[str, ...]

    @property
    def admin(self) -> bool:
        return self.asked.get("adminAccess") is True


Given = list[tuple[Wish, Device]]


def allocate(
    claims: list[tuple[dict, list[list[Wish]]]], node: dict, devices: list[Device], used: set
) -> list[Given] | None:
    """What each claim (with its wishes) is given, or None where one goes short. `used`: the keys of devices that others
    have. Raises SelectorError."""
    here = [device for device in devices if device.is_on(node)]
    taken, found = set(used), []
    for claim, wishes in claims:
        given = next(_served(wishes, 0, claim, here, taken, []), None)
        if given is None:
            return None
        found.append(given)
        taken |= {device.key for wish, device in given if not wish.admin}
    return found


def wishes_of(claim: dict, store: Store) -> list[list[Wish]]:
    """For each request its choices, the best first."""
    found = []
    for request in claim["spec"].get("devices", {}).get("requests") or ():
        if request.get("exactly"):
            found.append([_wish(request["name"], request["exactly"], store)])
        else:
            choices = request.get("firstAvailable") or ()
            found.append([_wish(f"{request['name']}/{each['name']}", each, store) for each in choices])
    return found


def _wish(name: str, asked: dict, store: Store) -> Wish:
    class_spec = (store.get(CLASSES, "", asked["deviceClassName"]) or {}).get("spec") or {}
    told = [*(class_spec.get("selectors") or ()), *(asked.get("selectors") or ())]
    return Wish(name, asked, tuple(each["cel"]["expression"] for each in told))


def _served(
    wishes: list[list[Wish]], place: int, claim: dict, devices: list[Device], used: set, given: Given
) -> Iterator[Given]:
    """All ways to serve the requests from `place` on, after what is `given`."""
    if place == len(wishes):
        yield given
        return
    for wish in wishes[place]:
        for more in _chosen(wish, claim, devices, used, given):
            yield from _served(wishes, place + 1, claim, devices, used, more)


def _chosen(wish: Wish, claim: dict, devices: list[Device], used: set, given: Given) -> Iterator[Given]:
    fitting = [each for each in devices if all(chooses(text, each.driver, each.told) for text in wish.selectors)]
    own = set() if wish.admin else used | {device.key for other, device in given if not other.admin}
    if wish.asked.get("allocationMode") == ALL:
        complete = [*given, *((wish, device) for device in fitting)]
        if fitting and not any(device.key in own for device in fitting) and _agree(claim, complete):
            yield complete
        return
    free = [device for device in fitting if device.key not in own]
    yield from _picked(wish, claim, free, wish.asked.get("count", 1), given)


def _picked(wish: Wish, claim: dict, free: list[Device], count: int, given: Given) -> Iterator[Given]:
    if count == 0:
        yield given
        return
    for index, device in enumerate(free[: len(free) - count + 1]):
        more = [*given, (wish, device)]
        if _agree(claim, more):
            yield from _picked(wish, claim, free[index + 1 :], count - 1, more)


def _agree(claim: dict, given: Given) -> bool:
    """Whether all devices under a constraint have the same value of its attribute."""
    for constraint in claim["spec"]["devices"].get("constraints") or ():
        wanted, names = constraint.get("matchAttribute"), constraint.get("requests") or ()
        under = [device for wish, device in given if not names or {wish.name, wish.name.split("/")[0]} & set(names)]
        values = [attribute(device.told, device.driver, wanted) for device in under] if wanted else []
        if None in values or any(value != values[0] for value in values):
            return False
    return True
