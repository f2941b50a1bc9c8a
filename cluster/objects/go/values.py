"""How Go writes values: what `fmt` prints for them (https://pkg.go.dev/fmt#hdr-Printing), by `%v`, `%#v` and `%q`."""

import json


def plain(value: object, top: bool = True) -> str:
    """`%v`: `map[a:1 b:[x y]]`, `<nil>`, `true`, `1e+06`."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, type):
        return "<nil>"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number(value)
    if isinstance(value, dict):
        return "map[" + " ".join(f"{key}:{plain(value[key], False)}" for key in sorted(value)) + "]"
    if isinstance(value, list | tuple):
        return "[" + " ".join(plain(item, False) for item in value) + "]"
    return str(value)


def number(value: float) -> str:
    """A float64 by `%v`: shortest digits, an exponent from 1e+21 on and below 1e-4."""
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "+Inf" if value > 0 else "-Inf"
    if value == 0:
        return "0"
    if 1e-4 <= abs(value) < 1e21:
        text = repr(value)
        if "e" in text:
            text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    mantissa, _, exponent = repr(value).partition("e")
    return f"{mantissa.removesuffix('.0')}e{exponent[0]}{exponent[1:].zfill(2)}"


def syntax(value: object) -> str:
    """`%#v`: Go syntax, as in `map[string]interface {}{"a":1}`."""
    if value is None:
        return "interface {}(nil)"
    if isinstance(value, dict):
        inner = ", ".join(f"{quote(key)}:{syntax(value[key])}" for key in sorted(value))
        return f"map[string]interface {{}}{{{inner}}}"
    if isinstance(value, list):
        return "[]interface {}{" + ", ".join(map(syntax, value)) + "}"
    return quote(value) if isinstance(value, str) else plain(value)


def type_name(value: object) -> str:
    """The Go type that decoded JSON has."""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, dict):
        return "map[string]interface {}"
    if isinstance(value, list):
        return "[]interface {}"
    names = {str: "string", int: "int64", float: "float64", type(None): "nil"}
    return names.get(type(value), "int")


def quote(text: str) -> str:
    """`%q`: in double quotes, with Go's escapes."""
    out = []
    for char in text:
        code = ord(char)
        if char in _SHORT:
            out.append(_SHORT[char])
        elif char.isprintable():
            out.append(char)
        else:
            out.append(f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}")
    return '"' + "".join(out) + '"'


_SHORT = {
    '"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\a": "\\a", "\b": "\\b", "\f": "\\f", "\v": "\\v",
}  # fmt: skip
_UNQUOTED = {
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    "\\": "\\",
    "'": "'",
    '"': '"',
}
_WIDTHS = {"x": 2, "u": 4, "U": 8}


def unquote(body: str, quote_char: str = '"') -> str:
    """The text that `body` stands for between quotes. ValueError("invalid syntax") where Go has no such escape."""
    out, index = [], 0
    while index < len(body):
        char = body[index]
        index += 1
        if char != "\\":
            if char == quote_char:
                raise ValueError("invalid syntax")
            out.append(char)
            continue
        escape = body[index : index + 1]
        index += 1
        if escape in _UNQUOTED and escape and escape not in {"'", '"'} - {quote_char}:
            out.append(_UNQUOTED[escape])
        elif escape in _WIDTHS and len(body) >= index + _WIDTHS[escape]:
            out.append(chr(_hex(body[index : index + _WIDTHS[escape]])))
            index += _WIDTHS[escape]
        else:
            raise ValueError("invalid syntax")
    return "".join(out)


def _hex(digits: str) -> int:
    try:
        return int(digits, 16)
    except ValueError:
        raise ValueError("invalid syntax") from None


def decoded(text: str) -> object:
    """JSON → value; whole numbers stay integers."""
    return json.loads(text)
