from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tutorial.lessons.document import BadLesson, Lesson
from tutorial.lessons.folder import read_lesson, read_outline
from tutorial.lessons.functions import DOCUMENTATION
from tutorial.lessons.prove import PROFILES, SEEDS, prove


class Command(BaseCommand):
    help = "Prove lessons: all shipped ones, those of a course (COURSE), one (COURSE/LESSON), or those of a folder."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument(
            "what", nargs="*", help="COURSE, COURSE/LESSON or a course's folder; none: every shipped course"
        )
        parser.add_argument("--seeds", type=int, default=len(SEEDS), help="how many seeds (default %(default)s)")
        parser.add_argument("--profile", choices=PROFILES, action="append", help="only this time profile")
        parser.add_argument("--cel", action="store_true", help="print what checks can say, and stop")
        parser.add_argument("--timing", action="store_true", help="say how long each lesson took")

    def handle(self, what, seeds, profile, cel, timing, **options):
        if cel:
            for expression, english, korean in DOCUMENTATION:
                self.stdout.write(f"{expression}\n    {english}\n    {korean}\n")
            return
        proved = failed = 0
        for name, lesson, wrong in _lessons(
            what or sorted(path.parent.name for path in settings.COURSES_DIR.glob("*/course.yaml"))
        ):
            began = perf_counter()
            failures = prove(lesson, tuple(range(seeds)), tuple(profile or PROFILES)) if lesson else wrong
            took = f" ({perf_counter() - began:.2f} s)" if timing else ""
            if failures:
                failed += 1
                self.stdout.write(f"FAILED {name}: {'; '.join(_line(why) for why in failures)}{took}")
            else:
                proved += 1
                self.stdout.write(f"proved {name}{took}")
        self.stdout.write(f"proved {proved}, failed {failed}")
        if failed:
            raise SystemExit(1)


def _lessons(names: list[str]) -> Iterator[tuple[str, Lesson | None, list[str]]]:
    """(COURSE/LESSON, lesson, []) or (name, None, problems) of each lesson that was asked for."""
    for name in names:
        course, _, only = name.partition("/") if not Path(name).is_dir() else (name, "", "")
        folder = Path(name) if Path(name).is_dir() else settings.COURSES_DIR / course
        if not (folder / "course.yaml").exists():
            known = ", ".join(sorted(path.parent.name for path in settings.COURSES_DIR.glob("*/course.yaml")))
            raise CommandError(f"there is no course {name!r}; courses: {known or 'none'}")
        if only:
            yield from _one(folder / only, f"{course}/{only}")
            continue
        try:
            slugs = _order(folder)
        except BadLesson as error:
            yield f"{folder.name}/course.yaml", None, error.problems
            continue
        for slug in slugs:
            yield from _one(folder / slug, f"{folder.name}/{slug}")


def _one(folder: Path, name: str) -> Iterator[tuple[str, Lesson | None, list[str]]]:
    try:
        yield name, read_lesson(folder), []
    except BadLesson as error:
        yield name, None, [f"{Path(error.place).name}: {problem}" for problem in error.problems]


def _order(folder: Path) -> list[str]:
    """Slugs of the course, also when one of its lessons cannot be read; folders that the course forgets come last."""
    listed = read_outline(folder)[2]
    return listed + sorted(path.parent.name for path in folder.glob("*/lesson.yaml") if path.parent.name not in listed)


def _line(text: str) -> str:
    return " ".join(text.split())
