from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "tutorial.live"
    label = "live"
    verbose_name = "Live clusters"
