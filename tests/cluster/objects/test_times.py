"""Moments as Kubernetes writes them."""

import pytest

from cluster.objects.times import parse, rfc1123z, rfc3339, rfc3339_micro

YEAR_ONE = -62_135_596_800_000_000  # 0001-01-01T00:00:00Z, Go's zero time


@pytest.mark.parametrize(
    "moment, text",
    [
        (0, "1970-01-01T00:00:00Z"),
        (1_600_000_000_999_999, "2020-09-13T12:26:40Z"),
        (YEAR_ONE + 2_000_000, "0001-01-01T00:00:02Z"),
    ],
)
def test_seconds_there_and_back(moment, text):
    assert rfc3339(moment) == text
    assert parse(text) == moment // 1_000_000 * 1_000_000


def test_fractions_and_mail_dates():
    assert rfc3339_micro(YEAR_ONE + 7) == "0001-01-01T00:00:00.000007Z"
    assert rfc1123z(1_795_406_696_000_000) == "Mon, 23 Nov 2026 04:04:56 +0000"
