"""How a text is written as a YAML scalar: plain, quoted or as a block, and folded after column 80.

The rules are those of YAML 1.1 (https://yaml.org/spec/1.1/) as kubectl applies them: a text that would be read back as
something else (`yes`, `1e3`, `2020-01-01`, `1:30`) is put in double quotes.
"""

import re
from functools import lru_cache

WIDTH = 80

_WORDS = frozenset(
    word
    for base in ("y", "yes", "true", "on", "n", "no", "false", "off", "null")
    for word in (base, base.capitalize(), base.upper())
) | {"", "~", "<<", *(sign + word for sign in ("", "+", "-") for word in (".inf", ".Inf", ".INF")), ".nan", ".NaN", ".NAN"}
_INTEGER = re.compile(r"[-+]?(0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_TIMESTAMP = re.compile(r"\d{4}-\d\d?-\d\d?([Tt ]\d\d?:\d\d?:\d\d?(\.\d+)?(Z|[-+]\d\d:\d\d)?)?\Z")
_BASE60 = re.compile(r"[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?\Z")
_UNPRINTABLE = re.compile("[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]")
_BREAKS = "\n\x85\u2028\u2029"
_ESCAPES = {
    "\0": "\\0", "\a": "\\a", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\v": "\\v", "\f": "\\f", "\r": "\\r",
    "\x1b": "\\e", '"': '\\"', "\\": "\\\\", "\x85": "\\N", "\u2028": "\\L", "\u2029": "\\P",
}  # fmt: skip


@lru_cache(maxsize=8192)
def resolves_to_string(text: str) -> bool:
    """Whether `text`, unquoted, is read back as a text."""
    if text in _WORDS:
        return False
    if text[0] not in "0123456789+-.":
        return True
    digits = text.replace("_", "")
    return not (
        _INTEGER.match(digits) or _FLOAT.match(digits) or _TIMESTAMP.match(text) or _BASE60.match(text)
    )


def block(text: str, indent: int) -> str | None:
    """`text` (of several lines) as a literal block, its lines after `indent` blanks; None where that is not possible."""
    if _UNPRINTABLE.search(text) or re.search(" [" + _BREAKS + "]", text) or text[-1] == " ":
        return None
    hint = "2" if text[0] in " " + _BREAKS else ""
    if not text.endswith("\n"):
        hint += "-"
    elif len(text) == 1 or text[-2] in _BREAKS:
        hint += "+"
    blanks = " " * indent
    body = text[:-1] if text.endswith("\n") else text
    lines = [blanks + line if line else "" for line in body.split("\n")]
    return "\n".join(["|" + hint, *lines])


def quoted(text: str, column: int, indent: int, key: bool = False) -> str:
    """`text` plain or in quotes, whichever its characters allow; `column` is where it starts. A key is never folded."""
    special = bool(_UNPRINTABLE.search(text)) or bool(re.search(" [" + _BREAKS + "]", text))
    multiline = any(char in text for char in _BREAKS)
    if special or not resolves_to_string(text) or (key and multiline):
        return _double(text, column, indent, not key)
    if multiline:
        return _double(text, column, indent, not key)
    if _plain_allowed(text):
        return _fold(text, column, indent) if not key else text
    body = text.replace("'", "''")
    return "'" + (_fold(body, column + 1, indent, quoted_text=True) if not key else body) + "'"


def _plain_allowed(text: str) -> bool:
    if text[0] == " " or text[-1] == " " or text.startswith(("---", "...")):
        return False
    if text[0] in "#,[]{}&*!|>'\"%@`":
        return False
    if text[0] in "?:-" and (len(text) == 1 or text[1] == " "):
        return False
    return ": " not in text and text[-1] != ":" and " #" not in text


def _fold(text: str, column: int, indent: int, quoted_text: bool = False) -> str:
    """Breaks at single blanks once the line has passed column 80."""
    out, spaces = [], False
    for index, char in enumerate(text):
        if char == " ":
            alone = text[index + 1 : index + 2] != " "
            inside = not quoted_text or 0 < index < len(text) - 1
            if not spaces and column > WIDTH and inside and alone:
                out.append("\n" + " " * indent)
                column = indent
            else:
                out.append(char)
                column += 1
            spaces = True
        else:
            out.append(char)
            column += 1
            spaces = False
    return "".join(out)


def _double(text: str, column: int, indent: int, may_fold: bool) -> str:
    out, spaces, column = ['"'], False, column + 1
    for index, char in enumerate(text):
        if char in _ESCAPES or _UNPRINTABLE.match(char):
            piece, spaces = _escape(char), False
        elif char == " " and may_fold and not spaces and column > WIDTH and 0 < index < len(text) - 1:
            piece, spaces = "\n" + " " * indent + ("\\" if text[index + 1] == " " else ""), True
            column = indent - len(piece) + (1 if piece.endswith("\\") else 0)
        else:
            piece, spaces = char, char == " "
        out.append(piece)
        column += len(piece)
    return "".join(out) + '"'


def _escape(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    code = ord(char)
    if code <= 0xFF:
        return f"\\x{code:02X}"
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"
