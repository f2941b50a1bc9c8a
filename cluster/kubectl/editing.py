"""Letting a person edit a text: the host opens its editor; a script may say what its editor does.

`KUBE_EDITOR` (or `EDITOR`) of a script is a sed expression, `sed -i s/a/b/`, or `cat FILE`: the edited text is what
it makes.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Generator
from typing import Any

from cluster.kubectl.command import Call
from cluster.kubectl.errors import KubectlError
from cluster.kubectl.waiting import Edit


def edit_text(call: Call, name: str, text: str) -> Generator[Any, Any, str | None]:
    """The edited text, None where the person gave up."""
    editor = call.host.environment.get("KUBE_EDITOR") or call.host.environment.get("EDITOR") or ""
    if editor:
        return scripted(call, editor, text)
    return (yield Edit(name, text))


def scripted(call: Call, editor: str, text: str) -> str:
    """What an editor given as a command makes of `text`. KubectlError for a command that cannot be simulated."""
    words = shlex.split(editor)
    if words[:1] == ["cat"] and len(words) == 2:
        return call.host.files.read(words[1])
    if words[:1] == ["true"]:
        return text
    if words[:1] == ["sed"]:
        for expression in (word for word in words[1:] if word not in ("-i", "-e")):
            text = _substitute(expression, text)
        return text
    raise KubectlError(f'unable to launch the editor "{editor}"')


def _substitute(expression: str, text: str) -> str:
    mark = expression[1:2]
    parts = re.split(rf"(?<!\\){re.escape(mark)}", expression) if expression[:1] == "s" and mark else []
    if len(parts) != 4:
        raise KubectlError(f"sed: {expression}: only s/OLD/NEW/ is simulated")
    replacement = parts[2].replace("&", r"\g<0>")
    return "\n".join(
        re.sub(parts[1], replacement, line, count=0 if "g" in parts[3] else 1) for line in text.split("\n")
    )
