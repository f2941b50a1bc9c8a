"""Programs that turn bytes into others: base64, the checksums, od, xxd, gzip's names, tr's kin in texts."""

from __future__ import annotations

import base64 as codec
import binascii
import hashlib
import zlib

from cluster.images.commands.base import Call, command
from cluster.images.filesystem.files import FileError

MOST_INFLATED = 16_000_000  # bytes


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


@command("base64")
def base64(call: Call) -> int:
    flags, names = call.flags("di", "w")
    try:
        text = call.read(names[0]) if names else call.given()
    except FileError as error:
        return call.fail(f"{names[0]}: {error.text}")
    if "d" in flags or "decode" in flags:
        try:
            plain = codec.b64decode("".join(text.split()), validate=True)
        except binascii.Error:
            return call.fail("invalid input" if call.gnu else "truncated input")
        call.out(plain.decode("utf-8", "surrogateescape"))
        return 0
    coded = codec.b64encode(_bytes(text)).decode()
    width = int(flags["w"]) if flags.get("w", "").isdecimal() else 76
    lines = [coded[at : at + width] for at in range(0, len(coded), width)] if width else [coded]
    call.out("\n".join(lines) + ("\n" if width else ""))
    return 0


@command("md5sum", "sha1sum", "sha256sum", "sha512sum")
def checksum(call: Call) -> int:
    code = 0
    for name in call.flags("bcts")[1] or ["-"]:
        try:
            text = call.read(name)
        except FileError as error:
            code = call.fail(f"{name}: {error.text}" if call.gnu else f"can't open '{name}': {error.text}")
            continue
        digest = hashlib.new(call.name.removesuffix("sum"), _bytes(text), usedforsecurity=False).hexdigest()
        call.out(f"{digest}  {name}\n")
    return code


@command("cksum")
def cksum(call: Call) -> int:
    for name in call.args or ["-"]:
        data = _bytes(call.read(name))
        call.out(f"{zlib.crc32(data)} {len(data)} {name}\n")
    return 0


_NAMED = {0: "\\0", 9: "\\t", 10: "\\n", 13: "\\r"}


def _shown(byte: int) -> str:
    return _NAMED.get(byte, chr(byte) if 32 <= byte < 127 else f"{byte:03o}")


@command("od", "hexdump", "xxd")
def dump(call: Call) -> int:
    flags, names = call.flags("cxCbpvA", "AntN")
    data = _bytes(call.read(names[0]) if names else call.given())
    for at in range(0, len(data), 16):
        row = data[at : at + 16]
        text = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in row)
        if call.name == "xxd":
            pairs = " ".join(row[i : i + 2].hex() for i in range(0, len(row), 2))
            call.out(f"{at:08x}: {pairs:<39}  {text}\n")
        elif "C" in flags:
            halves = "  ".join(" ".join(f"{byte:02x}" for byte in row[i : i + 8]) for i in (0, 8))
            call.out(f"{at:08x}  {halves:<48}  |{text}|\n")
        elif "c" in flags:
            shown = "".join(f"{_shown(byte):>4}" for byte in row)
            call.out(f"{at:07o}{shown}\n")
        else:
            words = " ".join(f"{int.from_bytes(row[i : i + 2], 'little'):06o}" for i in range(0, len(row), 2))
            call.out(f"{at:07o} {words}\n")
    call.out(f"{len(data):07o}\n" if call.name == "od" else f"{len(data):08x}\n" if call.name == "hexdump" else "")
    return 0


@command("gzip", "gunzip", "zcat")
def gzip(call: Call) -> int:
    """To standard output with -c, or where nothing is named; else NAME becomes NAME.gz, or the other way round."""
    flags, names = call.flags("cdfknqtv123456789")
    unpacking = call.name != "gzip" or "d" in flags
    changed = _inflated if unpacking else _deflated
    shown = call.name == "zcat" or "c" in flags
    code = 0
    for name in names or ["-"]:
        try:
            text = changed(call.read(name))
            if shown or name == "-":
                call.out(text)
                continue
            if unpacking != name.endswith(".gz"):
                code = call.fail(
                    f"{name}: unknown suffix -- ignored" if unpacking else f"{name} already has .gz suffix"
                )
                continue
            call.files.write(call.shell.path(name.removesuffix(".gz") if unpacking else f"{name}.gz"), text)
            if "k" not in flags:
                call.files.remove(call.shell.path(name))
        except FileError as error:
            code = call.fail(f"{name}: {error.text}")
        except zlib.error:
            code = call.fail("invalid magic" if not call.gnu else f"{name}: not in gzip format")
    return code


def _deflated(text: str) -> str:
    deflate = zlib.compressobj(wbits=31)
    return (deflate.compress(_bytes(text)) + deflate.flush()).decode("utf-8", "surrogateescape")


def _inflated(text: str) -> str:
    inflate = zlib.decompressobj(wbits=31)
    data = inflate.decompress(_bytes(text), MOST_INFLATED)
    if not inflate.eof:
        raise zlib.error("unexpected end of file")
    return data.decode("utf-8", "surrogateescape")
