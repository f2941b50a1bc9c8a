"""Cron schedules: what is one, the parser's own words for what is none, and when each comes next."""

from datetime import UTC, datetime

import pytest

from cluster.objects import cron, times, zones


def after(text: str, moment: str, count: int = 1) -> list[str]:
    found, at = [], times.parse(moment)
    for _ in range(count):
        at = cron.parse(text).next(at)
        found.append(times.rfc3339(at))
    return found


@pytest.mark.parametrize(
    ("text", "moment", "expected"),
    [
        ("* * * * *", "2026-01-01T00:00:30Z", "2026-01-01T00:01:00Z"),
        ("* * * * *", "2026-01-01T00:00:00Z", "2026-01-01T00:01:00Z"),
        ("*/15 * * * *", "2026-01-01T00:46:00Z", "2026-01-01T01:00:00Z"),
        ("5/20 * * * *", "2026-01-01T00:26:00Z", "2026-01-01T00:45:00Z"),
        ("0 9-17/4 * * *", "2026-01-01T13:00:00Z", "2026-01-01T17:00:00Z"),
        ("30 4 1,15 * 5", "2026-01-02T04:30:00Z", "2026-01-09T04:30:00Z"),  # the 15th or a Friday
        ("30 4 */2 * 5", "2026-01-02T04:30:00Z", "2026-01-03T04:30:00Z"),  # */2 is no star: the 3rd or a Friday
        ("0 0 * * mon-FRI", "2026-01-02T00:00:00Z", "2026-01-05T00:00:00Z"),
        ("0 0 29 feb ?", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z"),
        ("@hourly", "2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z"),
        ("@weekly", "2026-01-01T00:00:00Z", "2026-01-04T00:00:00Z"),
        ("@monthly", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"),
        ("@yearly", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),
        ("@every 90m", "2026-01-01T00:00:07Z", "2026-01-01T01:30:07Z"),
        ("@every 5ms", "2026-01-01T00:00:07Z", "2026-01-01T00:00:08Z"),
        ("TZ=Asia/Seoul 0 9 * * *", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"),
        ("CRON_TZ=America/New_York 0 9 * * *", "2026-07-01T00:00:00Z", "2026-07-01T13:00:00Z"),
    ],
)
def test_the_next_time(text, moment, expected):
    assert after(text, moment) == [expected]


def test_what_the_clock_skips_never_comes_and_what_it_shows_twice_comes_twice():
    assert after("TZ=Europe/Paris 30 2 * * *", "2026-03-28T02:00:00Z") == ["2026-03-30T00:30:00Z"]
    assert after("TZ=Europe/Paris 30 2 * * *", "2026-10-24T01:00:00Z", 2) == [
        "2026-10-25T00:30:00Z",
        "2026-10-25T01:30:00Z",
    ]


@pytest.mark.parametrize("text", ["0 0 31 2 *", ", * * * *"])
def test_a_day_that_never_comes(text):
    assert cron.parse(text).next(0) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "empty spec string"),
        ("every day", "expected exactly 5 fields, found 2: [every day]"),
        ("* * * * * *", "expected exactly 5 fields, found 6: [* * * * * *]"),
        ("60 * * * *", "end of range (60) above maximum (59): 60"),
        ("* * 0 * *", "beginning of range (0) below minimum (1): 0"),
        ("5-1 * * * *", "beginning of range (5) beyond end of range (1): 5-1"),
        ("*/0 * * * *", "step of range should be a positive number: */0"),
        ("1-2-3 * * * *", "too many hyphens: 1-2-3"),
        ("1/2/3 * * * *", "too many slashes: 1/2/3"),
        ("a * * * *", 'failed to parse int from a: strconv.Atoi: parsing "a": invalid syntax'),
        ("-1 * * * *", 'failed to parse int from : strconv.Atoi: parsing "": invalid syntax'),
        ("* * * * 7", "end of range (7) above maximum (6): 7"),
        ("@sometimes", "unrecognized descriptor: @sometimes"),
        ("@every day", 'failed to parse duration @every day: time: invalid duration "day"'),
        ("@every 5", 'failed to parse duration @every 5: time: missing unit in duration "5"'),
        ("TZ=Mars/Olympus 0 0 * * *", "provided bad location Mars/Olympus: unknown time zone Mars/Olympus"),
    ],
)
def test_what_is_no_schedule_in_the_parsers_words(text, message):
    with pytest.raises(cron.CronError) as caught:
        cron.parse(text)
    assert str(caught.value) == message


@pytest.mark.parametrize("name", ["Asia/Seoul", "America/Argentina/Ushuaia", "Etc/GMT+5", "UTC", ""])
def test_zones_that_there_are(name):
    assert zones.zone(name) is zones.zone(name)
    assert datetime(2026, 1, 1, tzinfo=UTC).astimezone(zones.zone(name)).utcoffset() is not None


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("asia/seoul", "unknown time zone asia/seoul"),
        ("Europe", "unknown time zone Europe"),
        ("../etc/passwd", "time: invalid location name"),
    ],
)
def test_zones_that_there_are_not(name, message):
    with pytest.raises(zones.UnknownZone, match=message):
        zones.zone(name)
