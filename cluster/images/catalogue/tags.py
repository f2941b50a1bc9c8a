"""The tags that one list of releases gives: `1.25.3`, `1.25`, `1`, `latest`, and the same with a suffix."""

from __future__ import annotations

Series = dict[str, tuple[float, int]]  # `1.25` → (size in MB, last patch release)


def releases(
    series: Series,
    latest: str,
    suffix: str = "",
    size: float = 0,
    since: tuple[int, int] = (0, 0),
    aliases: dict[str, str] | None = None,
) -> dict[str, float]:
    """Tag → MB. `suffix` such as `-alpine` (of `size`) exists for series from `since` on; `aliases`: name → series."""
    found: dict[str, float] = {}
    for name, (megabytes, patches) in series.items():
        if tuple(map(int, name.split("."))) < since:
            continue
        for tag in (name, *(f"{name}.{patch}" for patch in range(patches + 1))):
            found[tag + suffix] = size or megabytes
    names = {"latest": latest, latest.partition(".")[0]: latest, **(aliases or {})}
    for alias, name in names.items():
        tag = suffix[1:] if suffix and alias == "latest" else alias + suffix
        found[tag] = size or series[name][0]
    return found
