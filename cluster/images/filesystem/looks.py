"""What a process looked at in its files, and whether a change made by others matters to it.

Looks are kept as {name: the moment of the last one}. A name is `KEY:PATH` (key of the layer, path in it) for who looked
at what is there; with NAMES for who looked which names lie in that folder; with THERE for who had to know only whether
something is there (who adds to it), with KIND for who had to know only that it is no folder (who writes it anew).
"""

from __future__ import annotations

from collections.abc import Mapping

from cluster.images.filesystem.tree import Change

NAMES, THERE, KIND = "/*", "?", "!"
_STAYS = ("add", "mode", "owner")  # changes of what is there before and after
_REPLACES = (*_STAYS, "file", "gone")


def matter(looked: Mapping[str, int], key: str, change: Change | None) -> bool:
    """Whether the change of that layer comes to what was looked at then or later; None: everything may have changed."""
    if change is None:
        return True
    at, what, path = change[:3]
    name = f"{key}:{path}"

    def later(*names: str) -> bool:
        return any(looked.get(each, -1) >= at for each in names)

    if later(name) or (what not in _REPLACES and later(name + KIND)):
        return True
    if what in _STAYS:
        return False
    if later(name + THERE, name.rpartition("/")[0] + NAMES):
        return True
    below = name.rstrip("/") + "/"
    return what not in ("file", "add") and any(m >= at and other.startswith(below) for other, m in looked.items())
