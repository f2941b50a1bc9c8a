"""One HTML file that replays a recording with no server: scripts, styles and tape are all in it.

The page's own modules are taken as they are. Browsers do not resolve relative imports between modules that have no
address, so each module gets a name (`orrery/…`) in an import map whose targets are the modules' texts.
"""

from __future__ import annotations

import base64
import json
import posixpath
import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

STATIC = Path(settings.BASE_DIR) / "static"
START = "js/figure/start.js"
STYLES = ("tokens", "diagram", "page", "page-time", "page-compare", "figure")
_IMPORT = re.compile(r"""^(\s*(?:import|export)\b[^"';]*?)(["'])(\.{1,2}/[^"']+)\2""", re.MULTILINE)


def single_file(figure: dict, tape: str, language: str) -> str:
    """The file's text. `figure`: title, caption, page (where it can be opened), grouping; `tape` as JSON."""
    context = {
        "figure": figure,
        "lang": language,
        "styles": _styles(),
        "imports": _import_map(),
        "start": _name(START),
        "tape": tape.replace("<", "\\u003c"),  # a tag in the JSON could end the script element that holds it
    }
    return render_to_string("alone.html", context)


@lru_cache(maxsize=1)
def _styles() -> str:
    return "\n".join((STATIC / "css" / f"{name}.css").read_text(encoding="utf-8") for name in STYLES)


@lru_cache(maxsize=1)
def _import_map() -> str:
    """JSON: {"imports": {name: "data:text/javascript;base64,…"}} of the start module and all that it needs."""
    found: dict[str, str] = {}
    waiting = [START]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        text, needed = _renamed(path)
        found[path] = text
        waiting += needed
    imports = {_name(path): _data(text) for path, text in sorted(found.items())}
    return json.dumps({"imports": imports}, separators=(",", ":"))


def _renamed(path: str) -> tuple[str, list[str]]:
    """A module's text with its imports by name, and the paths of those."""
    needed: list[str] = []

    def rename(match: re.Match) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), match[3]))
        needed.append(target)
        return f"{match[1]}{match[2]}{_name(target)}{match[2]}"

    return _IMPORT.sub(rename, (STATIC / path).read_text(encoding="utf-8")), needed


def _name(path: str) -> str:
    return f"orrery/{path.removeprefix('js/')}"


def _data(text: str) -> str:
    return f"data:text/javascript;base64,{base64.b64encode(text.encode()).decode()}"
