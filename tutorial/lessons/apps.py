from django.apps import AppConfig


class LessonsConfig(AppConfig):
    name = "tutorial.lessons"
    label = "lessons"
    verbose_name = "Lessons"

    def ready(self) -> None:
        from tutorial.lessons import progress  # noqa: F401  (its signal receiver)
