"""curl. Its words are those of curl 8 (https://curl.se/libcurl/c/libcurl-errors.html)."""

from __future__ import annotations

import json
import re

from cluster.images.webclients.base import Call, Printed, header, moved, parted, phrase, size
from cluster.images.webclients.curl_options import Options, Wrong, read
from cluster.images.wire import HttpRequest, Reply

VERSION = "8.16.0"
_HOPS = 50
_UNVERIFIED = """SSL certificate problem: {}
More details here: https://curl.se/docs/sslcerts.html

curl failed to verify the legitimacy of the server and therefore could not
establish a secure connection to it. To learn more about this situation and
how to fix it, please visit the webpage mentioned above."""
_METER = (
    "  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n"
    "                                 Dload  Upload   Total   Spent    Left  Speed\n"
)
_IDLE = "\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0"


def run(call: Call) -> Printed:
    try:
        options = read(call.args)
        if options.has("version"):
            return Printed(f"curl {VERSION} (x86_64-pc-linux-gnu) libcurl/{VERSION} OpenSSL/3.5.4 zlib/1.3.1\n")
        if not options.urls:
            raise Wrong("(2) no URL specified")
        return _all(call, options)
    except Wrong as wrong:
        return Printed("", f"curl: {wrong}\ncurl: try 'curl --help' or 'curl --manual' for more information\n", 2)


def _all(call: Call, options: Options) -> Printed:
    total = Printed(files={})
    for url in options.urls:
        one = _Transfer(call, options, url).run()
        files = {**total.files, **one.files}
        total = Printed(total.stdout + one.stdout, total.stderr + one.stderr, one.code, total.took + one.took, files)
    return total


class _Transfer:
    def __init__(self, call: Call, options: Options, url: str):
        self.call, self.options, self.url = call, options, url
        self.out, self.err, self.took = "", "", 0

    def run(self) -> Printed:
        options, hops = self.options, 0
        while True:
            reply = self._ask()
            if reply.error or (reply.certificate and not options.has("insecure", "cacert", "capath")):
                return self._failed(reply)
            location = header(reply.headers, "location")
            if not (options.has("location", "location-trusted") and location and 300 <= (reply.code or 0) < 400):
                return self._done(reply)
            if options.has("include", "head"):
                self.out += _head(reply)
            hops += 1
            self.url = moved(self.url, location)
            if hops > _HOPS:
                return self._end(reply, 47, f"(47) Maximum ({_HOPS}) redirects followed")

    def _ask(self) -> Reply:
        options, call = self.options, self.call
        url = self.url
        if options.has("get") and options.body():
            url += ("&" if "?" in url else "?") + options.body()
        headers = options.headers(f"curl/{VERSION}")
        url, given = self._resolved(url)
        if given:
            headers = {"Host": given, **headers}
        if options.has("verbose"):
            headers = {"Host": given or parted(url)[1], **headers}
        body = "" if options.has("get") else options.body()
        most, connect = options.microseconds("max-time"), options.microseconds("connect-timeout")
        reply = call.request(HttpRequest(options.method, url, headers, body, most, connect))
        self.took += reply.took
        if options.has("verbose"):
            self.err += _story(self.url, headers, options.method, reply)
        return reply

    def _resolved(self, url: str) -> tuple[str, str]:
        """`--resolve HOST:PORT:ADDRESS`: (the URL with the address in place of the host, the Host header to send)."""
        scheme, place, host, port = parted(url)
        for entry in self.options.all("resolve"):
            name, _, rest = entry.partition(":")
            number, _, address = rest.partition(":")
            if name in (host, "*") and number == (port or ("443" if scheme == "https" else "80")):
                tail = url.partition("://")[2].partition("/")[2] if "://" in url else url.partition("/")[2]
                return f"{scheme}://{address}:{number}/{tail}", place
        return url, ""

    # -- what is printed -------------------------------------------------------------------------------------------

    def _done(self, reply: Reply) -> Printed:
        options, code = self.options, reply.code or 0
        if code >= 400 and options.has("fail"):
            return self._end(reply, 22, f"(22) The requested URL returned error: {code}")
        if code == 0:
            return self._end(reply, 1, "(1) Received HTTP/0.9 when not allowed")
        if options.has("include", "head"):
            self.out += _head(reply)
        body = "" if options.method == "HEAD" else reply.body
        files: dict[str, str] = {}
        name = options.given.get("output", "-")
        if options.has("remote-name"):
            name = self.url.rpartition("/")[2].partition("?")[0] or "curl_response"
        if name == "-":
            self._meter(size(body))
            self.out += body
        else:
            self._meter(size(body), True)
            if name != "/dev/null":
                files[name] = self.out + body
            self.out = ""
        late = code >= 400 and options.has("fail-with-body")
        return self._end(reply, 22 if late else 0, f"(22) The requested URL returned error: {code}" * late, files)

    def _failed(self, reply: Reply) -> Printed:
        code, text = _trouble(self.url, reply, self.options, self.took)
        self._meter(0)
        return self._end(reply, code, text)

    def _end(self, reply: Reply, code: int, text: str = "", files: dict[str, str] | None = None) -> Printed:
        quiet = self.options.has("silent") and not self.options.has("show-error")
        if text and not quiet:
            self.err += f"curl: {text}\n"
        if "write-out" in self.options.given:
            self.out += _written_out(self.options.given["write-out"], self.url, reply, self.took, code)
        return Printed(self.out, self.err, code, self.took, files or {})

    def _meter(self, count: int, saved: bool = False) -> None:
        """The progress meter: shown where what is fetched does not go to a person's screen."""
        if self.options.has("silent", "no-progress-meter", "verbose") or (self.call.tty and not saved):
            return
        speed = count * 1_000_000 // max(self.took, 1)
        shown = f"{speed // 1024}k" if speed >= 100_000 else str(speed)
        line = f"\r100 {count:5d}  100 {count:5d}    0     0  {shown:>5}      0 --:--:-- --:--:-- --:--:-- {shown:>5}"
        self.err += _METER + _IDLE + (line if count else "") + "\n"


def _head(reply: Reply) -> str:
    lines = [f"HTTP/1.1 {reply.code} {phrase(reply.code or 0)}", *(f"{k}: {v}" for k, v in reply.headers.items())]
    return "".join(f"{line}\r\n" for line in [*lines, ""])


def _trouble(url: str, reply: Reply, options: Options, took: int) -> tuple[int, str]:
    """(exit code, message) for a request without an answer."""
    scheme, _, host, port = parted(url)
    port = port or ("443" if scheme == "https" else "80")
    ms = took // 1000
    if reply.certificate and not reply.error:
        return 60, f"(60) {_UNVERIFIED.format(reply.certificate)}"
    if reply.error == "resolve":
        return 6, f"(6) Could not resolve host: {host}"
    if reply.error == "reset":
        return 52, "(52) Empty reply from server"
    if reply.error == "tls":
        return 35, "(35) TLS connect error: error:0A00010B:SSL routines::wrong version number"
    if reply.error == "timeout":
        if reply.detail == "resolve":
            return 28, f"(28) Resolving timed out after {ms} milliseconds"
        if reply.detail == "answer":
            return 28, f"(28) Operation timed out after {ms} milliseconds with 0 bytes received"
        if options.has("max-time", "connect-timeout"):
            return 28, f"(28) Connection timed out after {ms} milliseconds"
        return 28, f"(28) Failed to connect to {host} port {port} after {ms} ms: Could not connect to server"
    return 7, f"(7) Failed to connect to {host} port {port} after {ms} ms: Could not connect to server"


def _story(url: str, headers: dict[str, str], method: str, reply: Reply) -> str:
    """What -v tells."""
    scheme, _, host, port = parted(url)
    port = port or ("443" if scheme == "https" else "80")
    if reply.error == "resolve":
        return f"* Could not resolve host: {host}\n* closing connection #0\n"
    address = reply.peer.rpartition(":")[0]
    lines = [f"* Host {host}:{port} was resolved.", "* IPv6: (none)", f"* IPv4: {address}"] if address != host else []
    lines.append(f"*   Trying {address}:{port}...")
    if reply.error in ("refused", "timeout", "unreachable") and reply.detail != "answer":
        why = {"refused": "Connection refused", "unreachable": "No route to host"}.get(reply.error)
        lines += [f"* connect to {address} port {port} from 0.0.0.0 port 0 failed: {why}"] if why else []
        return "".join(f"{line}\n" for line in [*lines, "* closing connection #0"])
    lines += [f"* Connected to {host} ({address}) port {port}", f"> {method} {_path(url)} HTTP/1.1\r"]
    lines += [f"> {name}: {value}\r" for name, value in headers.items()]
    lines += ["> \r", "* Request completely sent off"]
    if reply.code:
        lines += [f"< HTTP/1.1 {reply.code} {phrase(reply.code)}\r"]
        lines += [f"< {name}: {value}\r" for name, value in reply.headers.items()]
        lines += ["< \r", f"* Connection #0 to host {host} left intact"]
    return "".join(f"{line}\n" for line in lines)


def _path(url: str) -> str:
    rest = url.partition("://")[2] if "://" in url else url
    return "/" + rest.partition("/")[2]


def _written_out(form: str, url: str, reply: Reply, took: int, code: int) -> str:
    values = {
        "http_code": f"{reply.code or 0:03d}",
        "response_code": f"{reply.code or 0:03d}",
        "http_version": "1.1" if reply.code else "0",
        "size_download": str(size(reply.body)),
        "content_type": header(reply.headers, "content-type"),
        "redirect_url": header(reply.headers, "location"),
        "remote_ip": reply.peer.rpartition(":")[0],
        "remote_port": reply.peer.rpartition(":")[2] or "0",
        "url": url,
        "url_effective": url if "://" in url else f"http://{url}/",
        "exitcode": str(code),
        "scheme": parted(url)[0],
        "num_redirects": "0",
    }
    values |= dict.fromkeys(
        ("time_total", "time_starttransfer", "time_connect", "time_namelookup"), f"{took / 1_000_000:.6f}"
    )
    values["json"] = json.dumps({"http_code": reply.code or 0, "url": url}, separators=(",", ":"))
    text = re.sub(r"%\{(\w+)\}", lambda m: values.get(m[1], ""), form)
    return text.replace("\\n", "\n").replace("\\t", "\t").replace("\\r", "\r").replace("%%", "%")
