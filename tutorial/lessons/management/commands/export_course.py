from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from tutorial.lessons.catalogue import course_document
from tutorial.lessons.document import BadLesson
from tutorial.lessons.folder import write_course
from tutorial.lessons.models import Course


class Command(BaseCommand):
    help = "Write a course of the database as a folder; importing it again loses nothing."

    def add_arguments(self, parser):
        parser.add_argument("slug")
        parser.add_argument("folder", type=Path)

    def handle(self, slug, folder, **options):
        row = Course.objects.filter(slug=slug).first()
        if row is None:
            known = ", ".join(Course.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(f"there is no course {slug!r}; courses: {known}")
        try:
            course = course_document(row)
        except BadLesson as error:
            raise CommandError(str(error)) from error
        write_course(course, folder)
        self.stdout.write(f"{course.slug}: {len(course.lessons)} lessons written to {folder}")
