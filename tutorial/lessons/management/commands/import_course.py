from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from tutorial.lessons.catalogue import save_course
from tutorial.lessons.document import BadLesson
from tutorial.lessons.folder import read_course


class Command(BaseCommand):
    help = "Load a course's folder into the database and publish what changed in it."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)

    def handle(self, folder, **options):
        try:
            course = read_course(folder)
        except BadLesson as error:
            raise CommandError(str(error)) from error
        changed = save_course(course)
        self.stdout.write(f"{course.slug}: {len(course.lessons)} lessons" + ("" if changed else ", unchanged"))
