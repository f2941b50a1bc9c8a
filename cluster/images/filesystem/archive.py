"""Tape archives in memory: what `tar` writes and reads, and `kubectl cp` on both ends.

Text is bytes as UTF-8 with surrogates for what is none (errors="surrogateescape"), as everywhere in cluster.images.
"""

from __future__ import annotations

import io
import tarfile
import zlib
from collections.abc import Iterable
from typing import NamedTuple


class Entry(NamedTuple):
    """`kind`: file, dir or link; `data`: text or the link's target; `time`: seconds since 1970."""

    name: str
    kind: str = "file"
    data: str = ""
    mode: int = 0o644
    time: int = 0


class Damaged(ValueError):
    """The bytes are no archive, or end too early."""


_KINDS = {"file": tarfile.REGTYPE, "dir": tarfile.DIRTYPE, "link": tarfile.SYMTYPE}


def pack(entries: Iterable[Entry], compressed: bool = False) -> str:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for entry in entries:
            info = tarfile.TarInfo(entry.name + ("/" if entry.kind == "dir" and not entry.name.endswith("/") else ""))
            info.type, info.mode, info.mtime, info.uname, info.gname = (
                _KINDS[entry.kind],
                entry.mode,
                entry.time,
                "root",
                "root",
            )
            data = b""
            if entry.kind == "link":
                info.linkname = entry.data
            elif entry.kind == "file":
                data = entry.data.encode("utf-8", "surrogateescape")
                info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    packed = buffer.getvalue()
    if compressed:
        deflate = zlib.compressobj(wbits=31)
        packed = deflate.compress(packed) + deflate.flush()
    return packed.decode("utf-8", "surrogateescape")


def unpack(text: str, most: int = 16_000_000) -> list[Entry]:
    """Raises Damaged. Compressed ones are known by their first bytes; `most`: bytes that they may become."""
    data = text.encode("utf-8", "surrogateescape")
    try:
        if data[:2] == b"\x1f\x8b":
            inflate = zlib.decompressobj(wbits=31)
            data = inflate.decompress(data, most)
            if inflate.unconsumed_tail:
                raise Damaged(f"more than {most} bytes")
        if not data:
            raise Damaged("This does not look like a tar archive")
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
            return [_entry(archive, info) for info in archive if info.isreg() or info.isdir() or info.issym()]
    except (tarfile.TarError, zlib.error, EOFError, OverflowError, ValueError) as error:
        raise Damaged(str(error) or "This does not look like a tar archive") from None


def _entry(archive: tarfile.TarFile, info: tarfile.TarInfo) -> Entry:
    mode, time = info.mode & 0o7777, int(info.mtime)
    if info.issym():
        return Entry(info.name, "link", info.linkname, mode, time)
    if info.isdir():
        return Entry(info.name, "dir", "", mode, time)
    found = archive.extractfile(info)
    data = found.read() if found else b""
    if len(data) != info.size:
        raise Damaged("Unexpected EOF in archive")
    return Entry(info.name, "file", data.decode("utf-8", "surrogateescape"), mode, time)
