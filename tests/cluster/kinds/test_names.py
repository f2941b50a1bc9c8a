"""What names, labels and ports must look like: the table."""

import pytest

from cluster.kinds.rules import names

LABEL = "a lowercase RFC 1123 label must consist of"
SUBDOMAIN = "a lowercase RFC 1123 subdomain must consist of"
KEY = "name part must consist of alphanumeric characters"


@pytest.mark.parametrize(
    ("check", "text", "beginnings"),
    [
        (names.dns_label, "web-1", []),
        (names.dns_label, "Web", [LABEL]),
        (names.dns_label, "", [LABEL]),
        (names.dns_label, "a.b", ["must not contain dots"]),
        (names.dns_label, "a" * 64, ["must be no more than 63 characters"]),
        (names.dns_label, "a\n", [LABEL]),
        (names.dns_subdomain, "a.b-c.d", []),
        (names.dns_subdomain, "a..b", [SUBDOMAIN]),
        (names.dns_subdomain, "<script>", [SUBDOMAIN]),
        (names.dns_subdomain, "é" * 130, ["must be no more than 253 characters", SUBDOMAIN]),
        (names.dns_1035_label, "1web", ["a DNS-1035 label must consist of"]),
        (names.qualified_name, "app", []),
        (names.qualified_name, "example.com/app", []),
        (names.qualified_name, "/app", ["prefix part must be non-empty"]),
        (names.qualified_name, "Example.com/app", ["prefix part a lowercase RFC 1123 subdomain"]),
        (names.qualified_name, "example.com/", ["name part must be non-empty", KEY]),
        (names.qualified_name, "a/b/c", ["a valid label key must consist of"]),
        (names.qualified_name, "a" * 64, ["name part must be no more than 63 bytes"]),
        (names.label_value, "", []),
        (names.label_value, "my app", ["a valid label must be an empty string or consist of"]),
        (names.environment_variable, "1 A", []),
        (names.environment_variable, "A=B", ["a valid environment variable name must consist only of printable ASCII"]),
        (names.environment_variable, "", ["environment variable name must be non-empty"]),
        (names.config_key, "a b", ["a valid config key must consist of"]),
        (names.config_key, "..", ["must not be '..'"]),
        (names.config_key, "..a", ["must not start with '..'"]),
        (names.port_name, "http", []),
        (names.port_name, "8080", ["must contain at least one letter (a-z)"]),
        (names.port_name, "-a--b", ["must not contain consecutive hyphens", "must not begin or end with a hyphen"]),
        (names.port_name, "a" * 16, ["must be no more than 15 characters"]),
        (names.percent, "25%", []),
        (names.percent, "x", ["a valid percent string must be a numeric string followed by an ending '%'"]),
    ],
)  # fmt: skip
def test_messages(check, text, beginnings):
    messages = check(text)
    assert len(messages) == len(beginnings), messages
    for message, beginning in zip(messages, beginnings, strict=True):
        assert message.startswith(beginning)


def test_a_generated_name_may_end_in_a_dash():
    assert names.as_prefix("web-") == "wea"
    assert names.dns_subdomain(names.as_prefix("web-")) == []
    assert names.dns_subdomain(names.as_prefix("Web-"))


def test_a_long_text_takes_no_time():
    assert names.dns_subdomain("a." * 500_000)
    assert names.qualified_name("a" * 1_000_000 + "!")
