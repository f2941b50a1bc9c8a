"""nginx's own pages, as the ingress controller shows them (it tells no version)."""

from __future__ import annotations

from cluster.images.wire import Answer

_WORDS = {
    308: "Permanent Redirect",
    404: "Not Found",
    502: "Bad Gateway",
    503: "Service Temporarily Unavailable",
    504: "Gateway Time-out",
}


def page(code: int, headers: dict[str, str] | None = None) -> Answer:
    title = f"{code} {_WORDS[code]}"
    body = (
        f"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n"
        "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
    )
    return Answer(code, {"Content-Type": "text/html", "Content-Length": str(len(body)), **(headers or {})}, body)
