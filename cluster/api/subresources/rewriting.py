"""Pages that come through the API server's proxy: links to the same host get the proxy's path in front.

Source: https://pkg.go.dev/k8s.io/apimachinery/pkg/util/proxy#Transport
"""

from __future__ import annotations

import posixpath
import re
from urllib.parse import urlsplit

_ATTRIBUTES = "href|src|action|cite|longdesc|formaction|usemap|classid|codebase|data|icon|poster"
_TAG = re.compile(r"<[A-Za-z][^>]*>")
_LINK = re.compile(rf"""(\s(?:{_ATTRIBUTES})\s*=\s*)(["'])(.*?)\2""", re.IGNORECASE)


def page(text: str, host: str, prefix: str) -> str:
    """`host`: who gave the page (`10.244.0.3:80`); `prefix`: the path that leads there."""
    return _TAG.sub(lambda tag: _LINK.sub(lambda link: _linked(link, host, prefix), tag[0]), text)


def _linked(link: re.Match[str], host: str, prefix: str) -> str:
    return f"{link[1]}{link[2]}{address(link[3], host, prefix)}{link[2]}"


def address(url: str, host: str, prefix: str) -> str:
    """`/a` → `/api/v1/…/proxy/a`; what points elsewhere, or is relative, stays."""
    parts = urlsplit(url)
    if (parts.netloc and parts.netloc != host) or not parts.path.startswith("/") or parts.path.startswith(prefix):
        return url
    path = posixpath.join(prefix, parts.path.lstrip("/"))
    return parts._replace(scheme="", netloc="", path=path).geturl()
