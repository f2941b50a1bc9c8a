"""What stands behind the `?`, read as the real server reads it (tried on one)."""

import base64
import json

import pytest

CONFIGMAPS = "/api/v1/namespaces/default/configmaps"
TOO_LARGE = "Timeout: Too large resource version: 99999999, current: "
NOT_FOR_CONTINUE = "specifying resource version is not allowed when using continue"
BAD = "invalid continue token: continue key is not valid: "


def wrong_version(text, why="invalid syntax"):
    told = f'strconv.ParseUint: parsing "{text}": {why}'
    return f'invalid resource version: resourceVersion: Invalid value: "{text}": {told}'


def with_query(path, query):
    return f"{path}?{'&'.join(f'{name}={value}' for name, value in query.items())}"


def token(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("query", "code", "message"),
    [
        ({"resourceVersion": "word"}, 400, wrong_version("word")),
        ({"resourceVersion": "-1", "limit": "2"}, 400, wrong_version("-1")),
        ({"resourceVersion": "18446744073709551616"}, 400, wrong_version("18446744073709551616", "value out of range")),
        ({"resourceVersion": "99999999"}, 504, TOO_LARGE),
        ({"resourceVersion": "99999999", "resourceVersionMatch": "Exact"}, 504, TOO_LARGE),
        ({"continue": "!!"}, 400, f"{BAD}illegal base64 data at input byte 0"),
        ({"continue": "abcde"}, 400, f"{BAD}illegal base64 data at input byte 4"),
        ({"continue": "ab=="}, 400, f"{BAD}illegal base64 data at input byte 2"),
        ({"continue": "abc"}, 400, f"{BAD}invalid character 'i' looking for beginning of value"),
        ({"continue": "abc", "resourceVersion": "1"}, 400,
         f"{BAD}invalid character 'i' looking for beginning of value"),
        ({"continue": token({"v": "meta.k8s.io/v1", "rv": 5, "start": "default/a"}), "resourceVersion": "1"}, 400,
         NOT_FOR_CONTINUE),
        ({"limit": ""}, 400, 'strconv.ParseInt: parsing "": invalid syntax'),
        ({"limit": "1.5"}, 400, 'strconv.ParseInt: parsing "1.5": invalid syntax'),
        ({"timeoutSeconds": "word"}, 400, 'strconv.ParseInt: parsing "word": invalid syntax'),
    ],
)  # fmt: skip
def test_a_list_that_cannot_be_given(api, query, code, message):
    refused = api("GET", with_query(CONFIGMAPS, query))
    assert refused.code == code and refused.body["message"].startswith(message), refused.body


@pytest.mark.parametrize(
    ("word", "watches"),
    [("1", True), ("true", True), ("word", True), ("", True), ("2", True), ("t", True), ("F", True), ("f", True),
     ("0", False), ("false", False), ("False", False), ("FALSE", False), (None, False)],
)  # fmt: skip
def test_what_is_true(api, word, watches):
    answer = api("GET", CONFIGMAPS if word is None else f"{CONFIGMAPS}?watch={word}")
    assert (answer.code, answer.watch is not None) == (200, watches)


@pytest.mark.parametrize(
    ("version", "code"), [("", 200), ("0", 200), ("1", 200), ("99999999", 504), ("word", 400), ("-1", 400)]
)
def test_an_object_as_of_a_version(api, version, code):
    """https://kubernetes.io/docs/reference/using-api/api-concepts/#semantics-for-get-and-list"""
    api.ok("POST", CONFIGMAPS, {"metadata": {"name": "a"}})
    answer = api("GET", f"{CONFIGMAPS}/a?resourceVersion={version}")
    assert answer.code == code
    if code == 504:
        assert answer.body["details"]["retryAfterSeconds"] == 1


def test_initial_events_of_a_version_that_is_not_there_yet(api):
    query = "watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true"
    (told,) = api.watch(f"{CONFIGMAPS}?{query}&resourceVersion=99999999").poll()
    assert (told["type"], told["object"]["code"], told["object"]["reason"]) == ("ERROR", 504, "Timeout")
    *_, last = api.watch(f"{CONFIGMAPS}?{query}&resourceVersion=1").poll()
    assert last["type"] == "BOOKMARK"
