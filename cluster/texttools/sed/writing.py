"""What sed writes in the place of what it found, and how `l` shows a line."""

from __future__ import annotations

from typing import Any

from cluster.texttools.call import to_bytes


def filled(parts: list, hit: Any) -> str:
    """The replacement, with its groups and GNU's changes of case."""
    found, whole, once = "", "", ""
    for part in parts:
        if isinstance(part, tuple):
            once, whole = (part[1], whole) if part[1] in "lu" else ("", part[1].strip("E"))
            continue
        text = (hit.group(part) or "") if isinstance(part, int) else part
        text = text.upper() if whole == "U" else text.lower() if whole == "L" else text
        if once and text:
            text = (text[0].upper() if once == "u" else text[0].lower()) + text[1:]
            once = ""
        found += text
    return found


_SHOWN = {"\\": "\\\\", "\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v"}


def unambiguous(text: str) -> str:
    """`l`: in lines of at most 69 characters, each but the last with a backslash."""
    lines, line = [], ""
    for char in text:
        octal = "".join(f"\\{byte:03o}" for byte in to_bytes(char))
        piece = _SHOWN.get(char) or (char if " " <= char < "\x7f" else octal)
        if len(line) + len(piece) > 69:
            lines.append(line + "\\")
            line = ""
        line += piece
    return "\n".join([*lines, line + "$"])
