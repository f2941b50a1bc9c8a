"""Courses as folders: read, refused with all that is wrong, written without loss."""

from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from tutorial.lessons.document import BadLesson, Lesson
from tutorial.lessons.folder import read_course, read_lesson, structure, write_course

DATA = Path(__file__).parent.parent / "data"
SHIPPED = Path(__file__).parents[3] / "tutorial" / "lessons" / "courses"


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize(
    "folder", [DATA / "sample", *sorted(path.parent for path in SHIPPED.glob("*/course.yaml"))], ids=lambda p: p.name
)
def test_export_import_export_gives_the_same_bytes(folder, tmp_path):
    course = read_course(folder)
    write_course(course, tmp_path / "one")
    write_course(read_course(tmp_path / "one"), tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    again = read_course(tmp_path / "two")
    assert [lesson.dump() for lesson in again.lessons] == [lesson.dump() for lesson in course.lessons]


def test_everything_that_is_wrong_is_told_at_once(tmp_path):
    folder = tmp_path / "bad"
    folder.mkdir()
    (folder / "lesson.yaml").write_text(
        """
start: {nodes: -1, profile: fast, planets: 9}
files: {"../x": a}
steps: [{id: One}, {id: two}, {id: two}]
goals: [{id: g, text: {fr: oui}}]
wrong: [{id: w, script: x, breaks: [nothing]}]
show: nobody
extra: 1
"""
    )
    with pytest.raises(BadLesson) as raised:
        read_lesson(folder)
    said = "\n".join(raised.value.problems)
    for words in (
        "lesson.yaml.extra is not known",
        "start.planets is not known",
        "start.nodes -1 must be a whole number from 0",
        "start.profile 'fast' must be one of lesson, real",
        "files has a name '../x'",
        "steps[0].id 'One' is not possible",
        "steps[2].id 'two' is there twice",
        "line 5: goals[0] says nothing of what it looks at; it must say one of cel, always, never, sometime, before",
        "goals[0].text.fr is not known; allowed: en, ko",
        "wrong w.breaks 'nothing' is no guard",
        "show 'nobody' is no answer",
    ):
        assert words in said


@pytest.mark.parametrize(
    ("prose", "words"),
    [
        ("no front matter", "must begin with front matter"),
        ("---\ntitle: a\nauthor: b\n---\n", "title: and nothing else"),
        ("---\ntitle: a\n---\n## step: nowhere No\n", "`## step: nowhere` is not among the steps"),
        ("---\ntitle: a\n---\n## step: one A\n\nx\n\n## step: one B\n", "is there twice"),
    ],
)
def test_prose_that_does_not_fit_is_refused(tmp_path, prose, words):
    folder = tmp_path / "some-lesson"
    folder.mkdir()
    (folder / "lesson.yaml").write_text("steps: [{id: one}]")
    (folder / "en.md").write_text(prose)
    with pytest.raises(BadLesson, match="some-lesson/en.md") as raised:
        read_lesson(folder)
    assert words in str(raised.value)


BOMB = "a: &a [x, x, x]\n" + "".join(
    f"{name}: &{name} [*{before}, *{before}, *{before}]\n" for before, name in pairwise("abcdefghijklmnopqrstuvwxyz")
)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("lesson.yaml", BOMB.encode(), "has 75 aliases"),
        ("lesson.yaml", b"#" * 1_000_001, "has 1000001 bytes; allowed: 1000000"),
        ("lesson.yaml", b"\xff", "is not UTF-8"),
        ("ko.md", b"\xff", "is not UTF-8"),
        ("ko.md", None, "cannot be read: Is a directory"),
    ],
    ids=["bomb", "size", "bytes", "prose", "folder"],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path, name, content, words):
    folder = tmp_path / "some-lesson"
    folder.mkdir()
    (folder / "lesson.yaml").write_text("steps: [{id: one}]")
    if content is None:
        (folder / name).mkdir()
    else:
        (folder / name).write_bytes(content)
    with pytest.raises(BadLesson) as raised:
        read_lesson(folder)
    assert f"some-lesson/{name}: {words}" in str(raised.value)


def test_headings_inside_code_are_content(tmp_path):
    folder = tmp_path / "fenced"
    folder.mkdir()
    (folder / "lesson.yaml").write_text("steps: [{id: one}]")
    (folder / "en.md").write_text(
        "---\ntitle: t\n---\n\n## step: one A title\n\n```\n## hint\n```\n\n## hint\n\nreally\n"
    )
    lesson = read_lesson(folder)
    assert lesson.steps[0].title == {"en": "A title"}
    assert lesson.steps[0].prose == {"en": "```\n## hint\n```"}
    assert lesson.hints == {"en": ["really"]}


HEAD = "steps: [{id: s}]\ngoals:\n  - id: g\n    text: {ko: 말, en: words}\n"
FORMS = "cel, always, never, sometime, before"
SAID = [
    ("", f"line 3: goals[0] says nothing of what it looks at; it must say one of {FORMS}"),
    ("    cel: a\n    never: b", f"line 3: goals[0] says cel and never; it must say one of {FORMS}"),
    ("    always: a", "line 5: goals[0].always can never be reached without `until`: when is it kept long enough?"),
    (
        "    cel: a\n    from: b",
        "line 6: goals[0].from goes with always, never, sometime, before; instead of `cel` say `sometime`",
    ),
    ("    sometime: [a]", "line 5: goals[0].sometime is a list; it must be text"),
    ("    before: a", "line 5: goals[0].before is text; it must be a mapping of apart, first, then"),
    ("    before:\n      first: a", "line 5: goals[0].before.then is missing"),
    (
        "    before:\n      first: a\n      then: b\n      apart: 5m",
        "line 8: goals[0].before.apart '5m' must be a number of seconds from 0 to 86400",
    ),
    (
        "    before:\n      first: a\n      then: b\n      within: 3",
        "line 8: goals[0].before.within is not known; allowed: apart, first, then",
    ),
    (
        "    cel: a\nguards:\n  - id: g\n    text: {ko: 말, en: words}\n    cel: b",
        "line 7: guards[0].id 'g' is a goal's id already; a check is known by its id",
    ),
    (
        "    sometime: a\nguards:\n  - id: x\n    text: {ko: 말, en: words}\n    sometime: b",
        "line 9: guards[0].sometime can never be broken without `until`: by when must it have happened?",
    ),
]


@pytest.mark.parametrize(("said", "problem"), SAID, ids=range(len(SAID)))
def test_a_check_that_cannot_be_is_told_with_its_line_what_was_given_and_what_is_allowed(said, problem, tmp_path):
    (tmp_path / "lesson.yaml").write_text(HEAD + said)
    with pytest.raises(BadLesson) as raised:
        read_lesson(tmp_path)
    assert raised.value.place == str(tmp_path / "lesson.yaml")
    assert problem in raised.value.problems


def test_every_form_of_a_check_is_written_as_it_was_read(tmp_path):
    text = """start: {nodes: 1, profile: lesson}
steps:
- id: s
goals:
- id: a
  sometime: x
  until: u
  text: {ko: 말, en: words}
- id: b
  before: {first: x, then: y, apart: 300}
  from: f
  text: {ko: 말, en: words}
guards:
- id: c
  always: x
  from: f
  until: u
  text: {ko: 말, en: words}
  detail: d
- id: d
  never: x
  text: {ko: 말, en: words}
- id: e
  cel: x
  text: {ko: 말, en: words}
"""
    folder = tmp_path / "made"
    folder.mkdir()
    (folder / "lesson.yaml").write_text(text)
    lesson = read_lesson(folder)
    assert [(one.says, one.first, one.apart) for one in lesson.goals] == [("sometime", "", 0), ("before", "x", 300)]
    assert structure(lesson) == yaml.safe_load(text)
    assert Lesson.load(lesson.dump()) == lesson
    assert [one.id for one in lesson.breakable()] == ["c", "d", "e", "a", "b"]
