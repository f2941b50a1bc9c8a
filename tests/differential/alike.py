"""When two answers are the same: to the letter, but for what cannot be equal. This is the one rule.

- Times and ages become `<time>` and `<age>`: the real client computes some from its own clock. With them goes the
  padding of their columns: runs of blanks count as one wherever a line holds one.
- resourceVersions become `<rv>`, and Event names lose their suffix, which is a time.
- The server's address becomes SERVER, the home folder HOME (twins.py knows both).
- `Waiting for ...` lines of rollout status count once: how often they come follows the number of updates seen.
- Names of temporary files lose their number, and volumes of tokens their letters, which are drawn.
- `kubectl drain` evicts pods at once: its lines about them are sorted. So are the limits of a
  LimitRange, which the real one describes in the order of a Go map.
- Lines of the client's log (`I1123 09:19:31.2 18012 reflector.go:578] ...`) are dropped.
- Where one table's order follows names with a time in them, its lines are sorted.
"""

import re
from itertools import groupby

_RULES = [
    (re.compile(r"https?://(127\.0\.0\.1:\d+|192\.168\.49\.2:8443)"), "SERVER"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"), "<time>"),
    (re.compile(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}"), "<time>"),
    (re.compile(r"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d"), "<time>"),
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ \+0000"), "<time>"),
    (re.compile(r"(/tmp/(LIVE|MERGED|kubectl-edit)-)\d+"), r"\1<id>"),
    (re.compile(r"updated_at=\S+"), "updated_at=<time>"),
    (re.compile(r"<(invalid|unknown)>"), "<age>"),
    (re.compile(r"(?<![\w.])(\d+[dhms]){1,2}(?![\w.])"), "<age>"),
    (re.compile(r'(resourceVersion"?: )"?\d+"?'), r"\1<rv>"),
    (re.compile(r"\.[0-9a-f]{16}\b"), ".<id>"),
    (re.compile(r"kube-api-access-[a-z0-9]{5}\b"), "kube-api-access-<id>"),
]
_CORES = re.compile(r"(?<![\w.])(\d+)m(?![\w.])")  # not minutes, where a line is about CPU
_OF_CPU = re.compile(r" *(\w+ +)?-? *(requests\.|limits\.)?cpu[:= ]")
_DROPPED = re.compile(r"^Warning: ((?:ignoring|deleting) .*; .*)$")  # kubectl drain's, in the order of a Go map
# What the client's libraries log, not what the command says.
_LOGGED = re.compile(r"(?m)^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ \S+\.go:\d+\] .*\n")
_OF_AGES = re.compile(r"<age>|\bAGE\b|\bAge\b|LAST SEEN|^ +---- ")
_WAITING = re.compile(r"(?m)^(Waiting for [^\n]*\n)+")


_AT_ONCE = re.compile(
    r"evicting pod |pod/\S+ (evicted|deleted)( \(|$)| *(Container|Pod|PersistentVolumeClaim)(\s+\S+){6}$"
)


def _in_one_order(lines: list[str]) -> list[str]:
    """Lines of evictions, and of limits, that follow one another are sorted."""
    return [line for at_once, some in groupby(lines, lambda line: bool(_AT_ONCE.match(line)))
            for line in (sorted(some) if at_once else some)]  # fmt: skip


def normalised(text: str) -> str:
    text = _WAITING.sub("Waiting ...\n", _LOGGED.sub("", text))
    lines = []
    for line in text.split("\n"):
        changed = line
        changed = _CORES.sub(r"\1millicores", changed) if _OF_CPU.match(changed) else changed
        changed = _DROPPED.sub(lambda told: "Warning: " + "; ".join(sorted(told[1].split("; "))), changed)
        for pattern, replacement in _RULES:
            changed = pattern.sub(replacement, changed)
        lines.append(re.sub(r"  +|(?<=-)-+", " ", changed) if _OF_AGES.search(changed) else changed)
    lines = _in_one_order(lines)
    if any(re.match(r"(NAMESPACE +)?LAST SEEN", line) for line in lines):
        lines.sort()
    return "\n".join(lines)
