from django.apps import AppConfig


class ClassroomConfig(AppConfig):
    name = "tutorial.classroom"
    label = "classroom"
