from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tutorial.lessons.catalogue import save_course
from tutorial.lessons.document import BadLesson
from tutorial.lessons.folder import read_course


class Command(BaseCommand):
    help = "Load the shipped courses; a course whose folder has not changed since is left alone."

    def handle(self, **options):
        for file in sorted(settings.COURSES_DIR.glob("*/course.yaml")):
            try:
                course = read_course(file.parent)
            except BadLesson as error:
                raise CommandError(str(error)) from error
            if save_course(course):
                self.stdout.write(f"loaded course {course.slug} ({len(course.lessons)} lessons)")
