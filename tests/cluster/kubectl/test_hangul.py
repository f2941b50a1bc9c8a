"""Commands that were typed while the keyboard was set to Korean."""

import pytest

from cluster.kubectl import hangul


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ㅏㅕㅠㄷㅊ싀 get pods", "kubectl get pods"),
        ("ㅏㅕㅠㄷㅊ싀 ㅎㄷㅅ ㅔㅐㅇㄴ", "kubectl get pods"),
        ("kubectl get pods", None),
        ("안녕하세요", None),
        ("", None),
    ],
)
def test_meant(typed, meant):
    assert hangul.meant(typed) == meant


@pytest.mark.parametrize(
    ("text", "latin"),
    [("ㅂ", "q"), ("ㅃ", "Q"), ("가", "rk"), ("각", "rkr"), ("값", "rkqt"), ("왜", "dho"), ("a1", "a1")],
)
def test_keys(text, latin):
    assert hangul.to_latin(text) == latin
