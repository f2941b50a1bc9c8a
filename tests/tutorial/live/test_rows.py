"""A row of the journal tells when it is not what was written; reading stops there and says what is wrong."""

import pytest

from tutorial.live import rows
from tutorial.live.rows import Row

WHOSE = "c" * 16
ENTRIES = [
    Row(number, 1, number * 1000, "session", {"line": f"echo {number} \udcc3 \u0000 한글"}) for number in range(1, 6)
]
KEPT = [rows.written(WHOSE, row) for row in ENTRIES]


def test_what_was_written_is_read_back():
    assert rows.read(WHOSE, KEPT, 0, 5) == (ENTRIES, None)
    assert rows.read(WHOSE, KEPT[2:], 2, 5) == (ENTRIES[2:], None)


def test_rows_from_before_there_were_sums_are_read():
    old = [row._replace(format=1, sum=None) for row in KEPT]
    assert rows.read(WHOSE, old, 0, None) == (ENTRIES, None)


def flipped(text: str) -> str:
    return text[:9] + chr(ord(text[9]) ^ 1) + text[10:]


def at(index: int, **changes):
    return [row if number != index else row._replace(**changes) for number, row in enumerate(KEPT)]


DAMAGED = {
    "a bit is flipped in the entry": (at(2, text=flipped(KEPT[2].text)), 2, "row_changed"),
    "half of the entry is gone": (at(2, text=KEPT[2].text[:8]), 2, "row_changed"),
    "the entry is empty": (at(0, text=""), 0, "row_changed"),
    "an entry of before the sums is no JSON": (at(2, text="{", format=1, sum=None), 2, "row_changed"),
    "an entry of before the sums is no object": (at(2, text="[]", format=1, sum=None), 2, "row_changed"),
    "its moment has changed": (at(3, at=99), 3, "row_changed"),
    "its kind has changed": (at(3, kind="engine"), 3, "row_changed"),
    "its lease has changed": (at(3, epoch=2), 3, "row_changed"),
    "its sum has changed": (at(4, sum=7), 4, "row_changed"),
    "its number is no number": (at(2, sequence=b"\xff"), 2, "rows_missing"),
    "its entry is no text": (at(2, text=b"\xff"), 2, "row_changed"),
    "an entry of before the sums is a number": (at(2, text=7, format=1, sum=None), 2, "row_changed"),
    "its format is no number": (at(2, format="\x00"), 2, "row_changed"),
    "it has no sum": (at(4, sum=None), 4, "row_changed"),
    "it is another cluster's": (at(1, sum=rows.written("d" * 16, ENTRIES[1]).sum), 1, "row_changed"),
    "one in the middle is missing": (KEPT[:2] + KEPT[3:], 2, "rows_missing"),
    "the first is missing": (KEPT[1:], 0, "rows_missing"),
    "the last is missing": (KEPT[:4], 4, "rows_missing"),
    "all are missing": ([], 0, "rows_missing"),
    "one is there twice": (KEPT[:3] + KEPT[2:], 3, "rows_missing"),
    "one is there again under the next number": (at(3, text=KEPT[2].text, sum=KEPT[2].sum), 3, "row_changed"),
    "two have changed places": ([*KEPT[:1], KEPT[2], KEPT[1], *KEPT[3:]], 1, "rows_missing"),
    "two have changed numbers": (
        [*KEPT[:1], KEPT[2]._replace(sequence=2), KEPT[1]._replace(sequence=3), *KEPT[3:]], 1, "row_changed",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGED)
def test_damage_is_seen_and_what_comes_before_it_is_whole(name):
    kept, good, code = DAMAGED[name]
    found, damage = rows.read(WHOSE, kept, 0, 5)
    assert found == ENTRIES[:good]
    assert damage is not None and damage.code == code
    assert str(good + 1) in damage.where, damage.where
    assert damage.rows == kept[good:]


def test_every_single_bit_counts():
    row = KEPT[1]
    text = row.text.encode()
    for byte in range(len(text)):
        for bit in range(8):
            changed = bytes([*text[:byte], text[byte] ^ 1 << bit, *text[byte + 1 :]])
            worse = row._replace(text=changed.decode("latin-1"))
            assert rows.read(WHOSE, [KEPT[0], worse], 0, 2)[1] is not None, (byte, bit)


@pytest.mark.parametrize("last", [4, 0, -1, "five", b"5", 5.5])
def test_a_wrong_count_of_rows_costs_none_of_them(last):
    found, damage = rows.read(WHOSE, KEPT, 0, last)
    assert found == ENTRIES
    assert damage is not None and (damage.code, damage.rows) == ("count_wrong", [])
