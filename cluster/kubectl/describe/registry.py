"""Which describer a kind has."""

from __future__ import annotations

from collections.abc import Callable

from cluster.kubectl.command import Call
from cluster.kubectl.describe.page import Page

Describer = Callable[[Call, dict, Page], None]
_DESCRIBERS: dict[str, Describer] = {}


def describer(label: str) -> Callable[[Describer], Describer]:
    def register(function: Describer) -> Describer:
        _DESCRIBERS[label] = function
        return function

    return register


def describe(call: Call, obj: dict, label: str) -> str:
    """The description of an object; `label` is `pod`, `deployment.apps`, ..."""
    page = Page(call.host.now())
    _DESCRIBERS.get(label, _DESCRIBERS["*"])(call, obj, page)
    return page.text()
