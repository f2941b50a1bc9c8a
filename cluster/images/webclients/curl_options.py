"""curl's options, as far as they matter here. Source: https://curl.se/docs/manpage.html"""

from __future__ import annotations

from base64 import b64encode
from typing import NamedTuple
from urllib.parse import quote

from cluster.images.webclients.base import seconds

_FLAGS = {
    "s": "silent", "S": "show-error", "i": "include", "I": "head", "v": "verbose", "k": "insecure", "L": "location",
    "f": "fail", "G": "get", "O": "remote-name", "N": "no-buffer", "4": "ipv4", "6": "ipv6", "g": "globoff",
    "#": "progress-bar", "V": "version", "a": "append", "q": "disable", "0": "http1.0", "Z": "parallel",
}  # fmt: skip
_VALUED = {
    "H": "header", "X": "request", "d": "data", "o": "output", "w": "write-out", "m": "max-time", "A": "user-agent",
    "u": "user", "b": "cookie", "c": "cookie-jar", "e": "referer", "x": "proxy", "E": "cert", "T": "upload-file",
    "F": "form", "y": "speed-time", "Y": "speed-limit", "r": "range", "K": "config", "D": "dump-header",
}  # fmt: skip
_LONG_FLAGS = (
    "compressed", "http1.1", "http2", "no-progress-meter", "fail-with-body", "location-trusted", "tlsv1.2", "tlsv1.3",
    "no-keepalive", "retry-connrefused", "retry-all-errors", "path-as-is", "no-alpn", "help",
)  # fmt: skip
_LONG_VALUED = (
    "data-raw", "data-binary", "data-urlencode", "data-ascii", "json", "url", "connect-timeout", "cacert", "capath",
    "key", "resolve", "connect-to", "retry", "retry-delay", "retry-max-time", "max-redirs", "interface", "noproxy",
    "unix-socket", "limit-rate", "oauth2-bearer", "dns-servers",
)  # fmt: skip
_KNOWN_FLAGS = {*_FLAGS.values(), *_LONG_FLAGS}
_KNOWN_VALUED = {*_VALUED.values(), *_LONG_VALUED}
_BODIES = ("data", "data-raw", "data-binary", "data-ascii", "data-urlencode", "json")


class Wrong(ValueError):
    """The message is curl's, without `curl: `; exit code 2."""


class Options(NamedTuple):
    """`given`: long names of flags and values; `lists`: those that may be given more than once, in order."""

    urls: list[str]
    given: dict[str, str]
    lists: list[tuple[str, str]]

    def has(self, *names: str) -> bool:
        return any(name in self.given for name in names)

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.lists if key == name]

    @property
    def method(self) -> str:
        if "request" in self.given:
            return self.given["request"]
        if self.has("head"):
            return "HEAD"
        if self.has("get"):
            return "GET"
        return "PUT" if self.has("upload-file") else "POST" if self.has(*_BODIES, "form") else "GET"

    def body(self) -> str:
        parts = [_body(key, value) for key, value in self.lists if key in _BODIES]
        return "&".join(parts)

    def headers(self, agent: str) -> dict[str, str]:
        """In the order in which curl sends them."""
        found = {"User-Agent": self.given.get("user-agent", agent), "Accept": "*/*"}
        if self.has("json"):
            found |= {"Content-Type": "application/json", "Accept": "application/json"}
        elif self.has(*_BODIES) and not self.has("get"):
            found["Content-Type"] = "application/x-www-form-urlencoded"
        if self.has("user"):
            found["Authorization"] = "Basic " + b64encode(self.given["user"].encode()).decode()
        if self.has("oauth2-bearer"):
            found["Authorization"] = "Bearer " + self.given["oauth2-bearer"]
        for name in ("cookie", "referer"):
            if self.has(name):
                found[name.capitalize()] = self.given[name]
        for line in self.all("header"):
            name, colon, value = line.partition(":")
            same = next((key for key in found if key.lower() == name.strip().lower()), name.strip())
            found.pop(same, None)
            if colon and value.strip():
                found[same] = value.strip()
        return found

    def microseconds(self, name: str) -> int | None:
        if name not in self.given:
            return None
        found = seconds(self.given[name])
        if found is None:
            raise Wrong(f"option --{name}: expected a proper numerical parameter")
        return found or None


def read(args: list[str]) -> Options:
    """Raises Wrong."""
    found = Options([], {}, [])
    queue = list(args)
    while queue:
        word = queue.pop(0)
        if word == "--":
            found.urls.extend(queue)
            break
        if word.startswith("--"):
            _long(word[2:], word, queue, found)
        elif word.startswith("-") and len(word) > 1:
            _short(word, queue, found)
        else:
            found.urls.append(word)
    found.urls.extend(found.all("url"))
    return found


def _long(name: str, word: str, queue: list[str], found: Options) -> None:
    if name in _KNOWN_FLAGS:
        found.given[name] = "yes"
    elif name in _KNOWN_VALUED:
        _value(name, word, queue, found)
    elif not name.startswith("no-") or name[3:] not in _KNOWN_FLAGS:
        raise Wrong(f"option {word}: is unknown")


def _short(word: str, queue: list[str], found: Options) -> None:
    for position, letter in enumerate(word[1:], 1):
        if letter in _VALUED:
            if word[position + 1 :]:
                queue.insert(0, word[position + 1 :])
            _value(_VALUED[letter], f"-{letter}", queue, found)
            return
        if letter not in _FLAGS:
            raise Wrong(f"option {word}: is unknown")
        found.given[_FLAGS[letter]] = "yes"


def _value(name: str, word: str, queue: list[str], found: Options) -> None:
    if not queue:
        raise Wrong(f"option {word}: requires parameter")
    found.given[name] = queue.pop(0)
    found.lists.append((name, found.given[name]))


def _body(key: str, value: str) -> str:
    if key != "data-urlencode":
        return value
    name, equals, content = value.partition("=")
    return f"{name}={quote(content, safe='')}" if equals and name else quote(content or name, safe="")
