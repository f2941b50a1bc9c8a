from django.apps import AppConfig


class AuthoringConfig(AppConfig):
    name = "tutorial.admin"
    label = "authoring"
