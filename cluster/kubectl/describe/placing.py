"""What a pod says about where it may run."""

from __future__ import annotations

from cluster.kubectl.describe.page import Page


def tolerations(page: Page, found: list[dict] | None, title: str = "Tolerations") -> None:
    lines = []
    for toleration in sorted(found or (), key=lambda toleration: toleration.get("key", "")):
        key, value, effect = toleration.get("key", ""), toleration.get("value", ""), toleration.get("effect", "")
        text = key + (f"={value}" if value else "") + (f":{effect}" if effect else "")
        if toleration.get("operator") == "Exists" and not value:
            text += " op=Exists" if key or effect else "op=Exists"
        if toleration.get("tolerationSeconds") is not None:
            text += f" for {toleration['tolerationSeconds']}s"
        lines.append(text)
    page.many(title, lines)


def spread(page: Page, found: list[dict] | None, space: str = "") -> None:
    """Topology spread constraints; nothing where there are none."""
    if not found:
        return
    lines = []
    for constraint in sorted(found, key=lambda constraint: constraint["topologyKey"]):
        text = (
            f"{constraint['topologyKey']}:{constraint['whenUnsatisfiable']} when max skew "
            f"{constraint['maxSkew']} is exceeded"
        )
        if constraint.get("labelSelector") is not None:
            text += f" for selector {label_selector(constraint['labelSelector'])}"
        lines.append(text)
    page.put(f"{space}Topology Spread Constraints:\t")
    for number, line in enumerate(lines):
        page.put((f"{space}\t" if number else "") + line + "\n")


def label_selector(selector: dict | None) -> str:
    """`a=b,tier in (x,y),!z` in the order of keys; `<none>` for an empty one."""
    selector = selector or {}
    found = [(key, f"{key}={value}") for key, value in (selector.get("matchLabels") or {}).items()]
    for expression in selector.get("matchExpressions") or ():
        key, values = expression["key"], ",".join(sorted(expression.get("values") or ()))
        shapes = {
            "In": f"{key} in ({values})",
            "NotIn": f"{key} notin ({values})",
            "Exists": key,
            "DoesNotExist": f"!{key}",
        }
        found.append((key, shapes[expression["operator"]]))
    return ",".join(text for _, text in sorted(found, key=lambda pair: pair[0])) or "<none>"
