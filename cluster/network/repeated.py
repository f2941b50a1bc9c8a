"""Questions that are asked again and again while nothing changes: worked out once for each way the draws fall.

A question's answer follows from the state of the cluster and from what is drawn on the way (which endpoint a
connection gets). So the answers are kept as a tree of draws: asking again draws the same, and finds the same. A whole
tree, with every way the draws can fall, is plain JSON: {"told": the answer}, or {"next": [a tree for each draw]}.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Pick = Callable[[int], int]
Work = Callable[[Pick], tuple[Any, bool]]  # gives (the answer, whether it holds at other moments too)
Tree = dict[str, Any]
_MOST_WAYS = 16


class Node:
    """What is known after some draws: nothing yet, that one of `count` is drawn next, or the answer."""

    __slots__ = ("answer", "count", "next")

    def __init__(self) -> None:
        self.count, self.answer = 0, None
        self.next: dict[int, Node] = {}

    def drawn(self, choice: int) -> Node:
        found = self.next.get(choice)
        if found is None:
            found = self.next[choice] = Node()
        return found


def ask(root: Node, pick: Pick, work: Work) -> Any:
    """The answer to the question of which `root` is known."""
    node, drawn = root, list[int]()
    while node.answer is None and node.count:
        drawn.append(pick(node.count))
        node = node.drawn(drawn[-1])
    if node.answer is not None:
        return node.answer
    again = iter(drawn)

    def picking(count: int) -> int:
        nonlocal node
        for choice in again:
            return choice
        choice, node.count = pick(count), count
        node = node.drawn(choice)
        return choice

    answer, lasts = work(picking)
    if lasts:
        node.answer = answer
    else:
        root.count, root.next = 0, {}
    return answer


def tree(work: Work) -> Tree | None:
    """All answers; None where there are too many, or one of them does not last."""
    left = [_MOST_WAYS]

    def grown(drawn: list[int]) -> Tree | None:
        offered: list[int] = []

        def pick(count: int) -> int:
            offered.append(count)
            return drawn[len(offered) - 1] if len(offered) <= len(drawn) else 0

        told, lasts = work(pick)
        left[0] -= 1
        if not lasts or left[0] < 0:
            return None
        if len(offered) == len(drawn):
            return {"told": told}
        following = []
        for choice in range(offered[len(drawn)]):
            found = grown([*drawn, choice])
            if found is None:
                return None
            following.append(found)
        return {"next": following}

    return grown([])


def answer(known: Tree, pick: Pick) -> Any:
    """What was told, by the same draws as then."""
    while "told" not in known:
        known = known["next"][pick(len(known["next"]))]
    return known["told"]
