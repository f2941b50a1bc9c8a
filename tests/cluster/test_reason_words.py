"""Every reason code of the engine has a caption in both languages, short enough to be read while it happens."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import cluster
from cluster.reasons import REASONS

WORDS = Path(__file__).parents[2] / "static/js/words"
SYLLABLES = 24
CHARACTERS = 52
SAMPLE = {
    "image": "nginx:1.27",
    "node": "minikube-m02",
    "pod": "-8kx2p",
    "subject": "-8kx2p",
    "container": "nginx",
    "name": "-6d4cf7",
    "service": "web",
}


def captions(language: str) -> dict[str, list[str]]:
    """Code → its texts, read from the JavaScript table without running it."""
    text = (WORDS / f"reasons.{language}.js").read_text(encoding="utf-8")
    shared = re.search(r"const replicas = .*?\n\}\);", text, re.S)[0]
    kinds = re.findall(r'\.\.\.replicas\("(\w+)"\)', text)
    lines = re.findall(r"\[`\$\{kind\}\.(\w+)`\]: (.*)", shared)
    found = {f"{kind}.{code}": texts(line) for kind in kinds for code, line in lines}
    found.update({code: texts(line) for code, line in re.findall(r'^  "([\w.]+)": (.*)$', text, re.M)})
    return found


def texts(line: str) -> list[str]:
    """The texts of one line of the table: strings and templates."""
    return [one or other for one, other in re.findall(r'"([^"]*)"|`((?:[^`$]|\$\{[^}]*\})*)`', line)]


def filled(text: str) -> str:
    """With parameters as they usually are."""
    bare = re.sub(r"\{(\w+)[|#][^}]*\}", r"{\1}", text)
    return re.sub(r"\$?\{[^}]*?(\w+)[^}\w]*\}", lambda found: SAMPLE.get(found[1], "3"), bare)


@pytest.fixture(scope="module")
def codes() -> list[str]:
    for module in pkgutil.walk_packages(cluster.__path__, "cluster."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    return sorted(REASONS)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_code_has_words(language: str, codes: list[str]) -> None:
    known = captions(language)
    assert [code for code in codes if not known.get(code)] == []


def test_both_languages_know_the_same_codes() -> None:
    assert captions("ko").keys() == captions("en").keys()


@pytest.mark.parametrize("code", captions("ko"))
def test_korean_says_the_state_first_and_in_few_syllables(code: str) -> None:
    for text in captions("ko")[code]:
        if code != "input.request":
            assert "→" in text, text
        state = re.sub(r"\S*[A-Za-z0-9.:_-]+\S*", "", filled(text))  # names are read at a glance, whatever their length
        assert len(re.findall(r"[가-힣]", state)) < SYLLABLES, text


@pytest.mark.parametrize("code", captions("en"))
def test_english_fits_one_line(code: str) -> None:
    for text in captions("en")[code]:
        assert len(filled(text)) <= CHARACTERS, filled(text)
