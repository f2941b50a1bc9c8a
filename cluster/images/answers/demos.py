"""Small programs that people try things with: echo servers, hello-app, whoami, http-echo, php-apache, the guestbook."""

from __future__ import annotations

import json

from cluster.images.answers.visit import Visit, answers, plain
from cluster.images.answers.web import option
from cluster.images.wire import Answer

_MEASURED = ("/apis/metrics.k8s.io", "/apis/metrics.k8s.io/v1beta1")


@answers("echo-server")
def echo_server(visit: Visit) -> Answer:
    """kicbase/echo-server."""
    asked = visit.asked
    headers = "".join(f"{_titled(name)}: {value}\n" for name, value in sorted(asked.headers.items()) if name != "host")
    text = (
        f"Request served by {visit.place.hostname}\n\n{asked.method} {asked.path} HTTP/1.1\n\nHost: "
        f"{asked.host}\n{headers}"
    )
    return plain(text + (f"\n{asked.body}" if asked.body else ""), 200, "text/plain")


def _titled(name: str) -> str:
    return "-".join(part.capitalize() for part in name.split("-"))


@answers("hello-app")
def hello_app(visit: Visit) -> Answer:
    version = "2.0.0" if visit.place.image.version.startswith("2") else "1.0.0"
    log = f"{visit.when('%Y/%m/%d %H:%M:%S')} Serving request: {visit.path}\n"
    return plain(f"Hello, world!\nVersion: {version}\nHostname: {visit.place.hostname}\n")._replace(log=log)


@answers("http-echo")
def http_echo(visit: Visit) -> Answer:
    text = option(visit.argv, "-text", option(visit.argv, "--text", visit.place.env.get("ECHO_TEXT", "hello-world")))
    if visit.path == "/health":
        return plain('{"status":"ok"}\n', 200, "application/json")
    when = visit.when("%Y/%m/%d %H:%M:%S")
    asked = visit.asked
    log = (
        f'{when} {asked.host} {asked.client} "{asked.method} {asked.path} HTTP/1.1" 200 {len(text) + 1} '
        f'"{asked.headers.get("user-agent", "")}" 20µs\n'
    )
    headers = {"Content-Type": "text/plain; charset=utf-8", "X-App-Name": "http-echo", "X-App-Version": "1.0.0"}
    return Answer(200, headers, text + "\n", log=log)


@answers("whoami")
def whoami(visit: Visit) -> Answer:
    asked, place = visit.asked, visit.place
    if visit.path == "/health":
        return plain("")
    if visit.path == "/api":
        sent = {_titled(name): [value] for name, value in sorted(asked.headers.items())}
        body = {"hostname": place.hostname, "ip": ["127.0.0.1", place.ip], "headers": sent, "url": asked.path,
                "host": asked.host, "method": asked.method}  # fmt: skip
        return plain(json.dumps(body) + "\n", 200, "application/json")
    headers = "".join(f"{_titled(name)}: {value}\n" for name, value in sorted(asked.headers.items()) if name != "host")
    return plain(
        f"Hostname: {place.hostname}\nIP: 127.0.0.1\nIP: ::1\nIP: {place.ip}\nRemoteAddr: {asked.client}:41234\n"
        f"{asked.method} {asked.path} HTTP/1.1\nHost: {asked.host}\n{headers}\n"
    )


@answers("nginx-hello")
def nginx_hello(visit: Visit) -> Answer:
    """nginxdemos/hello"""
    place = visit.place
    if "plain-text" in place.image.version:
        return plain(
            f"Server address: {place.ip}:80\nServer name: {place.hostname}\nDate: "
            f"{visit.when('%d/%b/%Y:%H:%M:%S +0000')}\n"
            f"URI: {visit.asked.path}\nRequest ID: {abs(visit.asked.at):032x}\n", 200, "text/plain"
        )  # fmt: skip
    return plain(
        "<!DOCTYPE html>\n<html>\n<head>\n<title>Hello World</title>\n</head>\n<body>\n"
        f"<p><span>Server&nbsp;address:</span> <span>{place.ip}:80</span></p>\n"
        f"<p><span>Server&nbsp;name:</span> <span>{place.hostname}</span></p>\n<p><span>URI:</span> "
        f"<span>{visit.asked.path}</span></p>\n"
        "</body>\n</html>\n", 200, "text/html"
    )  # fmt: skip


@answers("echoserver")
def echoserver(visit: Visit) -> Answer:
    """registry.k8s.io/echoserver"""
    asked = visit.asked
    headers = "".join(f"{name}={value}\n" for name, value in sorted({**asked.headers, "host": asked.host}.items()))
    return plain(
        f"CLIENT VALUES:\nclient_address={asked.client}\ncommand={asked.method}\nreal path={asked.path}\n"
        f"query={asked.path.partition('?')[2] or 'nil'}\nrequest_version=1.1\nrequest_uri=http://{asked.host}:8080{asked.path}\n\n"
        f"SERVER VALUES:\nserver_version=nginx: 1.10.0 - lua: 10001\n\nHEADERS RECEIVED:\n{headers}BODY:\n"
        f"{asked.body or '-no body in request-'}",
        200, "text/plain",
    )  # fmt: skip


@answers("php-apache")
def php_apache(visit: Visit) -> Answer:
    return plain("OK!", 200, "text/html; charset=UTF-8")._replace(took=60_000)


@answers("wordpress", "gb-frontend")
def site(visit: Visit) -> Answer:
    title = "Guestbook" if "frontend" in visit.place.image.name else "WordPress &rsaquo; Installation"
    return plain(
        f"<!DOCTYPE html>\n<html>\n<head>\n<title>{title}</title>\n</head>\n<body></body>\n</html>\n", 200, "text/html"
    )


@answers("tomcat")
def tomcat(visit: Visit) -> Answer:
    text = '<!doctype html><html lang="en"><head><title>HTTP Status 404 – Not Found</title></head></html>'
    return plain(text, 404, "text/html;charset=utf-8")


@answers("python-app", "node-app")
def unknown_script(visit: Visit) -> Answer:
    """What a script of one's own would say is not known: it answers, with nothing."""
    return plain("")


@answers("redis", "memcached", "mysql", "mariadb", "postgres", "mongo", "rabbitmq")
def wordless(visit: Visit) -> Answer:
    """They do not speak HTTP."""
    greetings = {"redis": "-ERR unknown command 'GET'\r\n", "memcached": "ERROR\r\n"}
    text = greetings.get(visit.place.image.program, "")
    return Answer(0, body=text) if text else Answer(0, error="reset")


@answers("daemon", "coredns", "pause", "haproxy", "traefik", "ingress-nginx", "consumer")
def healthy(visit: Visit) -> Answer:
    if visit.path in ("/healthz", "/livez", "/readyz", "/health", "/ready", "/ping"):
        return plain("OK" if visit.path in ("/ready", "/health") else "ok")
    if visit.path in _MEASURED and "/metrics-server:" in visit.place.image.name:
        return plain("{}", kind="application/json")
    return plain("404 page not found\n", 404)


@answers("sample-apiserver")
def sample_server(visit: Visit) -> Answer:
    """What it serves is worked out by the aggregation layer (cluster/api/aggregation/wardle.py)."""
    known = visit.path == "/apis/wardle.example.com/v1alpha1"
    return plain("{}", kind="application/json") if known else healthy(visit)


@answers("nc")
def netcat(visit: Visit) -> Answer:
    return Answer(0)
