"""wget, as busybox has it (containers) and as GNU has it (Debian, the learner's terminal).

Source: busybox networking/wget.c's messages; https://www.gnu.org/software/wget/manual/wget.html (exit codes).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from cluster.images.webclients.base import Call, Printed, header, moved, parted, phrase, seconds, size
from cluster.images.wire import HttpRequest, Reply

_REDIRECTS = 5
_BAR = "*" * 32
_VALUED = {"O": "output", "T": "timeout", "U": "agent", "P": "prefix", "t": "tries", "o": "log", "Y": "proxy"}
_FLAGS = {"q": "quiet", "S": "headers", "c": "continue", "4": "4", "6": "6", "v": "verbose"}
_LONG = {
    "output-document": "output", "timeout": "timeout", "user-agent": "agent", "header": "header", "tries": "tries",
    "post-data": "post", "post-file": "post", "directory-prefix": "prefix", "method": "method", "body-data": "post",
    "connect-timeout": "timeout", "read-timeout": "timeout", "waitretry": "tries",
}  # fmt: skip
_LONG_FLAGS = {
    "quiet": "quiet", "spider": "spider", "server-response": "headers", "no-check-certificate": "insecure",
    "continue": "continue", "no-verbose": "nv", "no-proxy": "4", "retry-connrefused": "4", "no-cache": "4",
}  # fmt: skip


class _Options(NamedTuple):
    urls: list[str]
    given: dict[str, str]
    headers: dict[str, str]


def run(call: Call) -> Printed:
    try:
        options = _read(call.args)
    except ValueError as wrong:
        return Printed("", f"wget: {wrong}\n{_usage(call)}", 1 if call.flavour == "busybox" else 2)
    if not options.urls:
        if call.flavour == "busybox":
            return Printed("", _usage(call), 1)
        return Printed("", f"wget: missing URL\n{_usage(call)}", 1)
    wait = seconds(options.given["timeout"]) if "timeout" in options.given else None
    url, took = options.urls[0], 0
    said = list[str]()
    words: _Busybox | _Gnu = _Busybox(call, options) if call.flavour == "busybox" else _Gnu(call, options)
    for _ in range(_REDIRECTS + 1):
        method = options.given.get("method") or ("POST" if "post" in options.given else "GET")
        method = "HEAD" if "spider" in options.given else method
        agent = options.given.get("agent", words.agent)
        headers = {"User-Agent": agent, **({"Accept": "*/*"} if call.flavour != "busybox" else {}), **options.headers}
        asked = HttpRequest(method, url, headers, options.given.get("post", ""), idle=wait or words.patience)
        reply = call.request(asked)
        took += reply.took
        said.append(words.began(url, reply))
        if reply.error or (reply.certificate and "insecure" not in options.given and call.flavour != "busybox"):
            text, code = words.trouble(url, reply)
            return Printed("", "".join(said) + text, code, took)
        said.append(words.answered(reply))
        location = header(reply.headers, "location")
        if not (location and 300 <= (reply.code or 0) < 400):
            return words.done(url, reply, "".join(said), took)
        url = moved(url, location)
    return Printed("", "".join(said) + "wget: too many redirections\n", 1, took)


def _read(args: list[str]) -> _Options:
    found = _Options([], {}, {})
    queue = list(args)
    while queue:
        word = queue.pop(0)
        if word.startswith("--") and len(word) > 2:
            name, equals, value = word[2:].partition("=")
            if name in _LONG_FLAGS:
                found.given[_LONG_FLAGS[name]] = "yes"
            elif name in _LONG:
                _take(_LONG[name], value if equals else _next(queue, f"'--{name}'"), found)
            else:
                raise ValueError(f"unrecognized option '{word}'")
        elif word.startswith("-") and len(word) > 1:
            _short(word, queue, found)
        else:
            found.urls.append(word)
    return found


def _short(word: str, queue: list[str], found: _Options) -> None:
    for position, letter in enumerate(word[1:], 1):
        if letter in _VALUED:
            rest = word[position + 1 :]
            _take(_VALUED[letter], rest or _next(queue, f"-- '{letter}'"), found)
            return
        if letter == "n" and word[position + 1 :] == "v":
            found.given["nv"] = "yes"
            return
        if letter not in _FLAGS:
            raise ValueError(f"unrecognized option: {letter}")
        found.given[_FLAGS[letter]] = "yes"


def _next(queue: list[str], name: str) -> str:
    if not queue:
        raise ValueError(f"option requires an argument {name}")
    return queue.pop(0)


def _take(name: str, value: str, found: _Options) -> None:
    if name == "header":
        key, _, text = value.partition(":")
        found.headers[key.strip()] = text.strip()
    else:
        found.given[name] = value


def _usage(call: Call) -> str:
    if call.flavour != "busybox":
        return "Usage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.\n"
    version = call.version or "1.37.0"
    return (
        f"BusyBox v{version} (2024-09-26 21:31:42 UTC) multi-call binary.\n\nUsage: wget [-cqS] [--spider] [-O FILE] "
        "[-o LOGFILE] [--header STR]\n\t[--post-data STR | --post-file FILE] [-Y on/off]\n\t[--no-check-certificate] "
        "[-P DIR] [-U AGENT] [-T SEC] URL...\n\nRetrieve files via HTTP or FTP\n"
    )


def _name(url: str, options: _Options) -> str:
    path = url.partition("://")[2] if "://" in url else url
    name = path.partition("?")[0].partition("/")[2].rpartition("/")[2] or "index.html"
    prefix = options.given.get("prefix", "")
    return f"{prefix.rstrip('/')}/{name}" if prefix else name


class _Busybox:
    agent, patience = "Wget", None

    def __init__(self, call: Call, options: _Options):
        self._options = options
        self._quiet = "quiet" in options.given

    def began(self, url: str, reply: Reply) -> str:
        scheme, _, host, port = parted(url)
        if self._quiet or not reply.peer or reply.error == "resolve":
            return ""
        return f"Connecting to {host}{':' + port if port else ''} ({reply.peer})\n"

    def answered(self, reply: Reply) -> str:
        if "headers" not in self._options.given:
            return ""
        lines = [f"HTTP/1.1 {reply.code} {phrase(reply.code or 0)}", *(f"{k}: {v}" for k, v in reply.headers.items())]
        return "".join(f"  {line}\n" for line in lines) + "  \n"

    def trouble(self, url: str, reply: Reply) -> tuple[str, int]:
        _, _, host, _ = parted(url)
        address = reply.peer.rpartition(":")[0]
        words = {
            "resolve": f"bad address '{host}'",
            "refused": f"can't connect to remote host ({address}): Connection refused",
            "unreachable": f"can't connect to remote host ({address}): No route to host",
            "reset": "error getting response: Connection reset by peer",
            "tls": "error getting response: Connection reset by peer",
        }
        timed = "download timed out"
        if reply.detail == "resolve":
            timed = words["resolve"]
        elif "timeout" not in self._options.given and reply.detail != "answer":
            timed = f"can't connect to remote host ({address}): Connection timed out"
        return f"wget: {words.get(reply.error, timed)}\n", 1

    def done(self, url: str, reply: Reply, said: str, took: int) -> Printed:
        code = reply.code or 0
        if code >= 300:
            return Printed("", f"{said}wget: server returned error: HTTP/1.1 {code} {phrase(code)}\n", 1, took)
        if "spider" in self._options.given:
            return Printed("", said + ("" if self._quiet else "remote file exists\n"), 0, took)
        name = self._options.given.get("output") or _name(url, self._options)
        count = size(reply.body)
        bar = f"{{:<20}} 100% |{_BAR}| {count:5d}  0:00:00 ETA\n"
        if name == "-":
            told = "" if self._quiet else f"writing to stdout\n{bar.format('-')}written to stdout\n"
            return Printed(reply.body, said + told, 0, took)
        told = "" if self._quiet else f"saving to '{name}'\n{bar.format(name[:20])}'{name}' saved\n"
        return Printed("", said + told, 0, took, {} if name == "/dev/null" else {name: reply.body})


class _Gnu:
    agent, patience = "Wget/1.24.5", 900_000_000

    def __init__(self, call: Call, options: _Options):
        self._options, self._call = options, call
        self._quiet = "quiet" in options.given

    def _stamp(self) -> str:
        return f"{datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=self._call.now):%Y-%m-%d %H:%M:%S}"

    def began(self, url: str, reply: Reply) -> str:
        scheme, _, host, port = parted(url)
        port = port or ("443" if scheme == "https" else "80")
        address = reply.peer.rpartition(":")[0]
        if self._quiet or "nv" in self._options.given:
            return ""
        shown = url if "://" in url else f"http://{url}"
        shown += "" if shown.partition("://")[2].count("/") else "/"
        text = f"--{self._stamp()}--  {shown}\n"
        if reply.error == "resolve":
            return text + f"Resolving {host} ({host})... "
        if address != host:
            text += f"Resolving {host} ({host})... {address}\n"
        text += (
            f"Connecting to {host} ({host})|{address}|:{port}... "
            if address != host
            else (f"Connecting to {host}:{port}... ")
        )
        return (
            text
            if reply.error in ("refused", "unreachable") or not reply.peer
            else text + ("" if reply.error == "timeout" and reply.detail != "answer" else "connected.\n")
        )

    def answered(self, reply: Reply) -> str:
        if self._quiet or "nv" in self._options.given:
            return ""
        code = reply.code or 0
        text = f"HTTP request sent, awaiting response... {code} {phrase(code)}\n"
        location = header(reply.headers, "location")
        return text + (f"Location: {location} [following]\n" if location and 300 <= code < 400 else "")

    def trouble(self, url: str, reply: Reply) -> tuple[str, int]:
        _, _, host, _ = parted(url)
        if self._quiet:
            return "", 5 if reply.certificate and not reply.error else 4
        if reply.certificate and not reply.error:
            return (
                f"ERROR: cannot verify {host}'s certificate, issued by ‘CN=Kubernetes Ingress Controller Fake "
                "Certificate,O=Acme Co’:\n  Self-signed certificate encountered.\n"
                f"To connect to {host} insecurely, use `--no-check-certificate'.\n", 5,
            )  # fmt: skip
        words = {
            "resolve": f"failed: Name or service not known.\nwget: unable to resolve host address ‘{host}’",
            "refused": "failed: Connection refused.",
            "unreachable": "failed: No route to host.",
            "timeout": "failed: Connection timed out.\nGiving up.\n",
            "reset": "HTTP request sent, awaiting response... No data received.\nGiving up.\n",
            "tls": "OpenSSL: error:0A00010B:SSL routines::wrong version number\nUnable to establish SSL connection.",
        }
        return words[reply.error] + "\n", 4

    def done(self, url: str, reply: Reply, said: str, took: int) -> Printed:
        code, quiet = reply.code or 0, self._quiet
        if code >= 400:
            told = f"{self._stamp()} ERROR {code}: {phrase(code)}.\n\n"
            return Printed("", said + ("" if quiet else told), 8, took)
        if "spider" in self._options.given:
            return Printed("", said + ("" if quiet else "Remote file exists.\n\n"), 0, took)
        name, count = self._options.given.get("output") or _name(url, self._options), size(reply.body)
        kind = header(reply.headers, "content-type").partition(";")[0]
        told = f"Length: {count}{f' [{kind}]' if kind else ''}\nSaving to: ‘{'STDOUT' if name == '-' else name}’\n\n"
        line = f"{name[:20]:<20}100%[===================>] {count:>7}  --.-KB/s    in 0s      \n\n"
        ending = f"‘{name}’ saved" if name != "-" else "written to stdout"
        told += f"{line}{self._stamp()} (25.0 MB/s) - {ending} [{count}/{count}]\n\n"
        if quiet:
            told = ""
        elif "nv" in self._options.given:
            told = f'{self._stamp()} URL:{url} [{count}/{count}] -> "{name}" [1]\n'
        if name == "-":
            return Printed(reply.body, said + told, 0, took)
        return Printed("", said + told, 0, took, {} if name == "/dev/null" else {name: reply.body})
