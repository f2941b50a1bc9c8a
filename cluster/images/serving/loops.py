"""Endless loops that make requests: `while sleep 0.01; do wget -q -O- http://php-apache; done`.

Read off the command line, never run: a load generator is a number of requests a second. Source of the form:
https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale-walkthrough/#increase-load
"""

from __future__ import annotations

import re
import shlex
from functools import lru_cache
from typing import NamedTuple

from cluster.images.wire import HttpRequest

SPAWN = 5_000  # µs that starting a program takes
_SHELLS = ("sh", "bash", "ash", "dash")
_LOOP = re.compile(r"\b(while|until)\b(.*?)[;\n]\s*do\b(.*?)\bdone\b", re.DOTALL)
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
_FOREVER, _BUILT_IN = ("true", ":"), ("true", ":", "false")
# Options of wget and curl that take a value.
_VALUED = (
    "-O", "-T", "-o", "-H", "-X", "-d", "-m", "-w", "-U", "-A", "-u", "--header", "--post-data", "--timeout",
    "--max-time", "--data", "--connect-timeout", "--request", "--output",
)  # fmt: skip
_DATA = ("-d", "--data", "--post-data")


class Round(NamedTuple):
    """One turn of the loop: its requests, and µs that it takes besides them."""

    requests: tuple[HttpRequest, ...]
    pause: int


@lru_cache(maxsize=4096)
def rounds(argv: tuple[str, ...]) -> tuple[Round, ...]:
    """The endless loops with requests in a command line; () for all other command lines."""
    script = _script(argv)
    found = []
    for keyword, condition, body in _LOOP.findall(script):
        commands = [*_commands(condition), *_commands(body)]
        requests = tuple(request for words in commands if (request := _request(words)) is not None)
        if requests and _never_ends(keyword, _commands(condition)):
            pause = sum(_sleep(words) + (0 if words[0] in _BUILT_IN else SPAWN) for words in commands)
            found.append(Round(requests, pause))
    return tuple(found)


def _script(argv: tuple[str, ...]) -> str:
    if len(argv) >= 3 and argv[0].rsplit("/", 1)[-1] in _SHELLS and argv[1].startswith("-") and "c" in argv[1]:
        return argv[2]
    return ""


def _commands(text: str) -> list[list[str]]:
    found = []
    for part in re.split(r"&&|\|\||[;|&\n]", re.sub(r"\d?>{1,2}\s*(&\d|\S+)", " ", text)):
        try:
            words = shlex.split(part)
        except ValueError:
            continue
        if words:
            found.append(words)
    return found


def _never_ends(keyword: str, condition: list[list[str]]) -> bool:
    first = condition[0][0] if condition else ""
    return first in (*_FOREVER, "sleep", "[", "wget", "curl") if keyword == "while" else first == "false"


def _sleep(words: list[str]) -> int:
    if words[0].rsplit("/", 1)[-1] != "sleep" or len(words) < 2:
        return 0
    match = re.fullmatch(r"([0-9]*\.?[0-9]+)([smhd]?)", words[1])
    return int(float(match[1]) * _UNITS[match[2]] * 1_000_000) if match else 0


def _request(words: list[str]) -> HttpRequest | None:
    program = words[0].rsplit("/", 1)[-1]
    if program not in ("wget", "curl"):
        return None
    method, url, body, at = "GET", "", "", 1
    while at < len(words):
        word = words[at]
        name, equals, value = word.partition("=")
        if not word.startswith("-"):
            url = url or word
        elif name in _VALUED or (len(word) > 2 and word[1] != "-" and f"-{word[-1]}" in _VALUED):
            key = name if name in _VALUED else f"-{word[-1]}"
            if not equals:
                at += 1
                value = words[at] if at < len(words) else ""
            if key in _DATA:
                method, body = "POST", value
            elif key in ("-X", "--request"):
                method = value
        at += 1
    if not url:
        return None
    return HttpRequest(method, url if "://" in url else f"http://{url}", {}, body)
