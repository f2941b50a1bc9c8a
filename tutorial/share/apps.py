from django.apps import AppConfig


class ShareConfig(AppConfig):
    name = "tutorial.share"
    label = "share"
    verbose_name = "Shared recordings"
