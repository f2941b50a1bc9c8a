"""Commands typed while the keyboard was Korean: `ㅏㅕㅠㄷㅊ시 ㅎㄷㅅ ㅔㅐㅇㄴ` is `kubectl get pods`.

The standard two-set keyboard (KS X 5002): each letter stands on one Latin key; composed syllables are taken apart first
(Unicode, https://www.unicode.org/versions/latest/core-spec/chapter-3/#G24646).
"""

from __future__ import annotations

_KEYS = dict(zip("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ", "qwertyuiopasdfghjklzxcvbnm", strict=True))
_KEYS.update({"ㅃ": "Q", "ㅉ": "W", "ㄸ": "E", "ㄲ": "R", "ㅆ": "T", "ㅒ": "O", "ㅖ": "P"})
_PAIRS = {
    "ㅘ": "ㅗㅏ", "ㅙ": "ㅗㅐ", "ㅚ": "ㅗㅣ", "ㅝ": "ㅜㅓ", "ㅞ": "ㅜㅔ", "ㅟ": "ㅜㅣ", "ㅢ": "ㅡㅣ",
    "ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ", "ㄼ": "ㄹㅂ", "ㄽ": "ㄹㅅ",
    "ㄾ": "ㄹㅌ", "ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ",
}  # fmt: skip
_FIRST = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_MIDDLE = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_LAST = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")

# What a line may begin with.
PROGRAMS = ("kubectl", "minikube", "ls", "cat", "clear", "history", "help", "watch", "echo", "grep", "rm", "cp", "mv")


def to_latin(text: str) -> str:
    """The keys that were pressed for `text`; what is no Hangul stays as it is.

    >>> to_latin("ㅏㅕㅠㄷㅊ시 ㅎㄷㅅ")
    'kubectl get'
    """
    return "".join(_KEYS.get(letter, letter) for char in text for letter in _letters(char))


def _letters(char: str) -> str:
    code = ord(char) - 0xAC00
    if 0 <= code < 11172:
        first, rest = divmod(code, 588)
        middle, last = divmod(rest, 28)
        parts = _FIRST[first] + _MIDDLE[middle] + _LAST[last]
    else:
        parts = char
    return "".join(_PAIRS.get(part, part) for part in parts)


def is_hangul(text: str) -> bool:
    return any("\u3131" <= char <= "\u3163" or "\uac00" <= char <= "\ud7a3" for char in text)


def meant(line: str) -> str | None:
    """The line in Latin letters if it was meant as a command, else None.

    Its first word must be Hangul and give a known program, one slip of the fingers allowed (`ㅏㅕㅠㄷㅊ싀`)."""
    words = line.strip().split(" ")
    if not words or not is_hangul(words[0]) or len(words[0]) > 40:
        return None
    typed = to_latin(words[0]).lower()
    program = next((name for name in PROGRAMS if name == typed), None) or _near(typed)
    if program is None:
        return None
    return " ".join([program, *map(to_latin, words[1:])])


def _near(typed: str) -> str | None:
    for name in PROGRAMS:
        if len(name) > 4 and abs(len(name) - len(typed)) <= 1 and _one_slip(typed, name):
            return name
    return None


def _one_slip(a: str, b: str) -> bool:
    """Whether one letter inserted, left out or exchanged makes `b` of `a`."""
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return a[start + 1 :] == b[start + 1 :] or a[start + 1 :] == b[start:] or a[start:] == b[start + 1 :]
