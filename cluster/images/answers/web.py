"""Web servers that give files: nginx, httpd, busybox's httpd, python's http.server."""

from __future__ import annotations

import posixpath

from cluster.images.answers import nginxconf
from cluster.images.answers.visit import Visit, answers, plain
from cluster.images.filesystem.files import FileError
from cluster.images.serving import banners
from cluster.images.wire import Answer, HttpRequest

_KINDS = {
    "html": "text/html", "htm": "text/html", "css": "text/css", "js": "application/javascript", "txt": "text/plain",
    "json": "application/json", "xml": "text/xml", "png": "image/png", "svg": "image/svg+xml",
}  # fmt: skip
_PHRASES = {
    301: "Moved Permanently", 302: "Found", 400: "Bad Request", 403: "Forbidden", 404: "Not Found", 405: "Not Allowed",
    500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Temporarily Unavailable", 504: "Gateway Time-out",
}  # fmt: skip


def kind_of(path: str, other: str = "application/octet-stream") -> str:
    return _KINDS.get(path.rpartition(".")[2], other) if "." in posixpath.basename(path) else other


def version(visit: Visit) -> str:
    given = banners.image_version(visit.place.image)
    return given if given.count(".") == 2 else banners.NGINX_LATEST if not given[:1].isdecimal() else f"{given}.0"


@answers("nginx")
def nginx(visit: Visit) -> Answer:
    try:
        hosts = nginxconf.hosts(visit.place.files)
    except nginxconf.BadConfig:
        return Answer(0, error="reset")
    here = [host for host in hosts if visit.port in host.ports]
    name = visit.asked.host.partition(":")[0]
    host = next((each for each in here if name in each.names), here[0] if here else None)
    if host is None:
        return Answer(0, error="reset")
    answer = _nginx_location(visit, nginxconf.location_of(host, visit.path))
    headers = {"Server": f"nginx/{version(visit)}", **answer.headers}
    return answer._replace(headers=headers, log=_common_log(visit, answer))


def _common_log(visit: Visit, answer: Answer) -> str:
    asked = visit.asked
    when = visit.when("%d/%b/%Y:%H:%M:%S +0000")
    agent, referer = asked.headers.get("user-agent", "-"), asked.headers.get("referer", "-")
    line = (
        f'{asked.client} - - [{when}] "{asked.method} {asked.path} HTTP/1.1" {answer.code} '
        f"{len(answer.body)} "
        f'"{referer}" "{agent}"'
    )
    return f'{line} "{asked.headers.get("x-forwarded-for", "-")}"\n'


def _nginx_location(visit: Visit, rules: dict[str, list[str]]) -> Answer:
    if "return" in rules:
        return _returned(visit, rules)
    if "stub_status" in rules:
        return plain(
            "Active connections: 1 \nserver accepts handled requests\n 1 1 1 \nReading: 0 Writing: 1 Waiting: 0 \n",
            kind="text/plain",
        )
    if "proxy_pass" in rules:
        return _proxied(visit, rules)
    if visit.asked.method not in ("GET", "HEAD"):
        return _nginx_page(visit, 405)
    return _nginx_file(visit, rules)


def _returned(visit: Visit, rules: dict[str, list[str]]) -> Answer:
    words = rules["return"]
    code = int(words[0]) if words and words[0].isdecimal() else 302
    text = _variables(visit, words[1]) if len(words) > 1 else ""
    if code in (301, 302, 303, 307, 308):
        return _nginx_page(visit, code)._replace(headers={"Location": text, "Content-Type": "text/html"})
    kind = rules.get("default_type", ["application/octet-stream"])[0]
    kind = rules["add_header"][1] if rules.get("add_header", [""])[0] == "Content-Type" else kind
    return plain(text, code, kind) if text or code == 200 else _nginx_page(visit, code)


def _variables(visit: Visit, text: str) -> str:
    values = {
        "hostname": visit.place.hostname, "host": visit.asked.host.partition(":")[0], "uri": visit.path,
        "request_uri": visit.asked.path, "remote_addr": visit.asked.client, "server_addr": visit.place.ip,
        "server_port": str(visit.port), "request_method": visit.asked.method,
        "http_user_agent": visit.asked.headers.get("user-agent", ""),
        "time_iso8601": visit.when("%Y-%m-%dT%H:%M:%S+00:00"), "scheme": "http",
    }  # fmt: skip
    for name in sorted(values, key=len, reverse=True):
        text = text.replace(f"${name}", values[name])
    return text.replace("\\n", "\n")


def _proxied(visit: Visit, rules: dict[str, list[str]]) -> Answer:
    goal = _variables(visit, rules["proxy_pass"][0]) if rules["proxy_pass"] else ""
    prefix = rules.get(" prefix", ["/"])[0]
    rest = visit.asked.path
    if "/" in goal.partition("://")[2]:
        rest = rest[len(prefix) :]
        goal = goal if goal.endswith("/") or not rest else goal + ("" if rest.startswith("/") else "/")
    if visit.ask is None:
        return _nginx_page(visit, 502)
    headers = {**visit.asked.headers, "host": goal.partition("://")[2].partition("/")[0]}
    reply = visit.ask(HttpRequest(visit.asked.method, goal + rest, headers, visit.asked.body, 60_000_000))
    if reply.code is None:
        return _nginx_page(visit, 504 if reply.error == "timeout" else 502)._replace(took=reply.took + 1000)
    return Answer(reply.code, dict(reply.headers), reply.body, reply.took + 1000)


def _nginx_page(visit: Visit, code: int) -> Answer:
    title = f"{code} {_PHRASES.get(code, '')}".rstrip()
    text = (
        f"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n"
        f"<hr><center>nginx/{version(visit)}</center>\r\n</body>\r\n</html>\r\n"
    )
    return plain(text, code, "text/html")


def _nginx_file(visit: Visit, rules: dict[str, list[str]]) -> Answer:
    root = rules.get("root", ["/etc/nginx/html"])[0]
    path = posixpath.normpath("/" + visit.path) + ("/" if visit.path.endswith("/") and visit.path != "/" else "")
    full = root + path
    if "alias" in rules:
        full = rules["alias"][0] + path[len(rules.get(" prefix", [""])[0]) :]
    tries = [full]
    if "try_files" in rules:
        tries = [
            root + _variables(visit, word).replace("$uri", path)
            for word in rules["try_files"]
            if not word.startswith("=")
        ]
    code = 404
    for place in tries:
        found, code = _given(visit, place, rules)
        if found is not None:
            return found
    return _nginx_page(visit, code)


def _given(visit: Visit, path: str, rules: dict[str, list[str]]) -> tuple[Answer | None, int]:
    files = visit.place.files
    try:
        if files.is_dir(path):
            if not path.endswith("/"):
                target = f"http://{visit.asked.host}{visit.path}/"
                return _nginx_page(visit, 301)._replace(headers={"Location": target, "Content-Type": "text/html"}), 301
            names = [path + name for name in rules.get("index", ["index.html"])]
            path = next((name for name in names if files.exists(name)), "")
            if not path:
                return None, 403
        text = files.read(path)
    except FileError as error:
        return None, 403 if error.text == "Permission denied" else 404
    other = rules.get("default_type", ["application/octet-stream"])[0]
    return plain(text, 200, kind_of(path, other), **{"Accept-Ranges": "bytes"}), 200


@answers("httpd")
def httpd(visit: Visit) -> Answer:
    return _simple(visit, "/usr/local/apache2/htdocs", "Apache/2.4.65 (Unix)")


@answers("busybox-httpd")
def busybox_httpd(visit: Visit) -> Answer:
    return _simple(visit, option(visit.argv, "-h", visit.place.cwd), "")


@answers("python-http")
def python_http(visit: Visit) -> Answer:
    answer = _simple(
        visit,
        option(visit.argv, "-d", option(visit.argv, "--directory", visit.place.cwd)),
        "SimpleHTTP/0.6 Python/3.12",
        True,
    )
    when = visit.when("%d/%b/%Y %H:%M:%S")
    return answer._replace(
        log=f'{visit.asked.client} - - [{when}] "{visit.asked.method} {visit.asked.path} HTTP/1.1" {answer.code} -\n'
    )


def option(argv: tuple[str, ...], name: str, other: str) -> str:
    for index, word in enumerate(argv):
        if word == name and index + 1 < len(argv):
            return argv[index + 1]
        if word.startswith(name + "="):
            return word[len(name) + 1 :]
    return other


def _simple(visit: Visit, root: str, server: str, lists: bool = False) -> Answer:
    files, path = visit.place.files, root.rstrip("/") + posixpath.normpath("/" + visit.path)
    headers = {"Server": server} if server else {}
    try:
        if files.is_dir(path):
            page = posixpath.join(path, "index.html")
            if not files.exists(page) and lists:
                rows = "".join(f'<li><a href="{name}">{name}</a></li>\n' for name in files.list(path))
                head = f"<h1>Directory listing for {visit.path}</h1>\n<hr>\n<ul>\n"
                return Answer(200, {**headers, "Content-Type": "text/html; charset=utf-8"}, f"{head}{rows}</ul>\n")
            path = page
        return Answer(200, {**headers, "Content-Type": kind_of(path)}, files.read(path))
    except FileError:
        text = (
            '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>404 Not Found</title>\n'
            "</head><body>\n"
            "<h1>Not Found</h1>\n<p>The requested URL was not found on this server.</p>\n</body></html>\n"
        )
        return Answer(404, {**headers, "Content-Type": "text/html; charset=iso-8859-1"}, text)
