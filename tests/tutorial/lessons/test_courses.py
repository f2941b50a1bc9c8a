"""Courses in the database: loaded once, published by version, exported without loss."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tutorial.lessons import catalogue, models
from tutorial.lessons.folder import read_course, write_course

pytestmark = pytest.mark.django_db
SAMPLE = Path(__file__).parent.parent / "data" / "sample"


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_export_import_export_is_lossless_through_the_database(tmp_path):
    call_command("import_course", str(SAMPLE), stdout=StringIO())
    call_command("export_course", "sample", str(tmp_path / "one"), stdout=StringIO())
    models.Course.objects.all().delete()
    call_command("import_course", str(tmp_path / "one"), stdout=StringIO())
    call_command("export_course", "sample", str(tmp_path / "two"), stdout=StringIO())
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert contents(tmp_path / "one").keys() == contents(SAMPLE).keys()
    assert [x.dump() for x in read_course(tmp_path / "two").lessons] == [x.dump() for x in read_course(SAMPLE).lessons]


def test_loading_the_shipped_courses_twice_changes_nothing(django_assert_max_num_queries):
    call_command("load_courses", stdout=StringIO())
    versions = models.Version.objects.count()
    assert versions > 0
    with django_assert_max_num_queries(5):
        call_command("load_courses", stdout=StringIO())
    assert models.Version.objects.count() == versions


def test_only_what_changed_is_published_anew():
    course = read_course(SAMPLE)
    assert catalogue.save_course(course) is True
    assert catalogue.save_course(course) is False
    course.lessons[1].title["en"] = "Another title"
    assert catalogue.save_course(course) is True
    numbers = {row.slug: row.published.number for row in models.Lesson.objects.all()}
    assert numbers == {"first-pod": 1, "rolling": 2}
    assert models.Version.objects.get(lesson__slug="rolling", number=1).content["title"]["en"] == "Rolling en"


def test_a_lesson_that_left_the_course_is_gone_and_the_order_is_kept():
    course = read_course(SAMPLE)
    catalogue.save_course(course)
    course.lessons.reverse()
    catalogue.save_course(course)
    row = models.Course.objects.get()
    assert [lesson.slug for lesson in row.lessons.all()] == ["rolling", "first-pod"]
    del course.lessons[0]
    catalogue.save_course(course)
    assert [lesson.slug for lesson in row.lessons.all()] == ["first-pod"]


@pytest.mark.parametrize(
    ("command", "words"),
    [(("import_course", "/nowhere"), "no such file"), (("export_course", "nothing", "/tmp/x"), "there is no course")],
)
def test_what_is_not_there_is_said(command, words):
    with pytest.raises(CommandError, match=words):
        call_command(*command, stdout=StringIO())


def test_a_broken_folder_changes_nothing(tmp_path):
    catalogue.save_course(read_course(SAMPLE))
    write_course(read_course(SAMPLE), tmp_path)
    (tmp_path / "rolling" / "lesson.yaml").write_text("goals: [{id: BAD}]")
    with pytest.raises(CommandError, match="rolling"):
        call_command("import_course", str(tmp_path), stdout=StringIO())
    assert models.Lesson.objects.count() == 2
