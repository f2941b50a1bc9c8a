"""Questions that are asked again and again while nothing changes: worked out once for each way the draws fall.

A question's answer follows from the state of the cluster and from what is drawn on the way (which endpoint a
connection gets). So the answers are kept as a tree of draws: asking again draws the same, and finds the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Pick = Callable[[int], int]


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


def ask(root: Node, pick: Pick, work: Callable[[Pick], tuple[Any, bool]]) -> Any:
    """The answer to the question of which `root` is known. `work` gives (the answer, whether it may be kept)."""
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
