"""date: GNU's and busybox's. Source: GNU coreutils manual, "date invocation" and "Date input formats"."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from cluster.filetools.call import EPOCH, Call, tool
from cluster.texttools import BadUsage, FileError

_LONG = {"date": "d", "reference": "r", "utc": "u", "universal": "u", "rfc-email": "R", "rfc-2822": "R",
         "iso-8601": "I", "rfc-3339": "3", "set": "s"}  # fmt: skip
_ISO = {
    "": "%Y-%m-%d", "date": "%Y-%m-%d", "hours": "%Y-%m-%dT%H+00:00", "minutes": "%Y-%m-%dT%H:%M+00:00",
    "seconds": "%Y-%m-%dT%H:%M:%S+00:00", "ns": "%Y-%m-%dT%H:%M:%S,%N+00:00",
}  # fmt: skip
_UNITS = {
    "sec": 1,
    "second": 1,
    "min": 60,
    "minute": 60,
    "hour": 3600,
    "day": 86400,
    "week": 604800,
    "fortnight": 1209600,
}
_WORDS = {"now": 0, "today": 0, "yesterday": -86400, "tomorrow": 86400}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_BUSYBOX = re.compile(r"@\d{1,11}|(\d{4}-\d\d-\d\d)?( ?\d\d:\d\d(:\d\d)?( ?[-+]\d{4})?)?")
_PIECE = re.compile(
    r"\s*,?\s*(?:(?P<stamp>@-?\d{1,11})"
    r"|(?P<date>\d{4}-\d{1,2}-\d{1,2})(?:[tT](?=\d))?"
    r"|(?P<clock>\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?)"
    r"|(?P<zone>(?:Z|UTC|GMT)\b|[+-]\d\d:?\d\d(?!\d))"
    r"|(?P<count>[+-]?\s*\d+|next|last|an?)?\s*(?P<unit>(?:sec|min|second|minute|hour|day|week|fortnight|month|year)s?)\b(?P<ago>\s+ago)?"
    r"|(?P<word>now|today|yesterday|tomorrow)\b"
    r"|(?P<dayfirst>\d{1,2})\s+(?P<month1>[a-z]{3})[a-z]*\s+(?P<year1>\d{4})\b"
    r"|(?P<month2>[a-z]{3})[a-z]*\s+(?P<day2>\d{1,2})(?:,?\s+(?P<year2>\d{4}))?\b(?!:)"
    r"|(?P<weekday>(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)\b)",
    re.IGNORECASE,
)


@tool("date")
def date(call: Call) -> int:
    flags, words = _flags(call)
    call.dated()
    moment = call.moment
    try:
        if "d" in flags:
            if not call.gnu and not _BUSYBOX.fullmatch(flags["d"]):
                raise ValueError(flags["d"])
            moment = _meant(flags["d"], moment)
        elif "r" in flags:
            moment = call.written(call.files.stat(call.path(flags["r"])))
    except ValueError:
        return call.fail(f"invalid date '{flags['d']}'")
    except FileError as error:
        return call.told(f"{flags['r']}: {error.text}", f"can't stat '{flags['r']}': {error.text}")
    strange = next((word for word in words if not word.startswith("+")), None)
    if strange is not None:
        return call.fail(f"invalid date '{strange}'")
    if "s" in flags:
        return call.told("cannot set date: Operation not permitted", "can't set date: Operation not permitted")
    if len(words) > 1:
        raise BadUsage(f"extra operand '{words[1]}'")
    call.out(formed(words[0][1:] if words else _form(flags), moment, call.gnu) + "\n")
    return 0


def _flags(call: Call):
    """`-I` has its value, if any, in the same word."""
    kept = call.args
    call.args = [f"--iso-8601={word[2:]}" if word.startswith("-I") else word for word in kept]
    try:
        return call.flags("uR", "drsI3", _LONG | {"iso-8601": "i"})
    finally:
        call.args = kept


def _form(flags: dict[str, str]) -> str:
    if "i" in flags:
        wish = flags["i"]
        return next((form for name, form in _ISO.items() if name and name.startswith(wish) and wish), _ISO[""])
    if "3" in flags:
        return "%Y-%m-%d" if flags["3"] == "date" else "%Y-%m-%d %H:%M:%S+00:00"
    return "%a, %d %b %Y %H:%M:%S +0000" if "R" in flags else "%a %b %e %H:%M:%S UTC %Y"


def formed(form: str, moment: datetime, gnu: bool = True) -> str:
    """The moment as `form` says it: strftime's letters, `%-d` and `%_d`, and GNU's `%N` and `%3N`."""
    micro = (moment - EPOCH) // timedelta(microseconds=1)
    values = {
        "s": str(micro // 1_000_000), "N": f"{micro % 1_000_000:06d}000", "T": f"{moment:%H:%M:%S}",
        "F": f"{moment:%Y-%m-%d}", "R": f"{moment:%H:%M}", "D": f"{moment:%m/%d/%y}", "e": f"{moment.day:2d}",
        "k": f"{moment.hour:2d}", "l": f"{(moment.hour - 1) % 12 + 1:2d}", "P": f"{moment:%p}".lower(),
        "h": f"{moment:%b}", "c": f"{moment:%a %b} {moment.day:2d} {moment:%H:%M:%S %Y}", "x": f"{moment:%m/%d/%y}",
        "X": f"{moment:%H:%M:%S}", "r": f"{moment:%I:%M:%S %p}", "z": "+0000", ":z": "+00:00", "Z": "UTC",
        "n": "\n", "t": "\t", "%": "%",
    }  # fmt: skip

    def one(found: re.Match) -> str:
        sign, width, letter = found.groups()
        if letter == "N" and not gnu:
            return found[0]
        if letter == "N" and width:
            return values["N"][: int(width)]
        known = values.get(letter) or (moment.strftime(f"%{letter}") if letter in "aAbBCdgGHIjmMpSuUVwWyY" else "")
        if not known:
            return found[0]
        if sign == "-":
            return known.lstrip("0 ") or "0"
        return re.sub("^0+(?=.)", lambda zeros: " " * len(zeros[0]), known) if sign == "_" else known

    return re.sub(r"%([-_0^]?)(\d?)(:z|[A-Za-z%])", one, form)


def _meant(text: str, now: datetime) -> datetime:
    """What `date -d` makes of a text. ValueError for what it does not know."""
    moment, at = now, 0
    text = text.strip() or now.strftime("%Y-%m-%d")
    while at < len(text):
        found = _PIECE.match(text, at)
        if not found or found.end() == at:
            raise ValueError(text)
        at = found.end()
        part = found.groupdict()
        if part["stamp"]:
            moment = EPOCH + timedelta(seconds=int(part["stamp"][1:]))
        elif part["date"] or part["dayfirst"] or part["month2"]:
            moment = _day(part, now)
        elif part["clock"]:
            hour, minute, *second = part["clock"].split(":")
            seconds = float(second[0]) if second else 0.0
            moment = moment.replace(hour=int(hour), minute=int(minute), second=0, microsecond=0)
            moment += timedelta(seconds=seconds)
        elif part["zone"]:
            moment -= _zone(part["zone"])
        elif part["unit"]:
            moment = _moved(moment, part)
        elif part["word"]:
            moment += timedelta(seconds=_WORDS[part["word"].lower()])
    return moment


def _day(part: dict[str, str | None], now: datetime) -> datetime:
    if part["date"]:
        year, month, day = map(int, part["date"].split("-"))
    else:
        name = (part["month1"] or part["month2"] or "").lower()
        month = _MONTHS.index(name) + 1
        day, year = int(part["dayfirst"] or part["day2"] or 0), int(part["year1"] or part["year2"] or now.year)
    return datetime(year, month, day, tzinfo=UTC)


def _zone(text: str) -> timedelta:
    if text[0] not in "+-":
        return timedelta()
    digits = text[1:].replace(":", "")
    return timedelta(hours=int(digits[:2]), minutes=int(digits[2:])) * (-1 if text[0] == "-" else 1)


def _moved(moment: datetime, part: dict[str, str | None]) -> datetime:
    word = (part["count"] or "1").replace(" ", "").lower()
    count = {"next": 1, "last": -1, "a": 1, "an": 1}.get(word) or int(word)
    count = -count if part["ago"] else count
    unit = (part["unit"] or "").lower().removesuffix("s")
    if unit in _UNITS:
        return moment + timedelta(seconds=count * _UNITS[unit])
    months = moment.year * 12 + moment.month - 1 + count * (12 if unit == "year" else 1)
    first = moment.replace(year=months // 12, month=months % 12 + 1, day=1)
    return first + timedelta(days=moment.day - 1)
