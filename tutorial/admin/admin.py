"""The admin's pages. Saving a lesson proves it; what is proved is published, what is not stays a draft."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db import models as fields
from django.forms import Textarea
from django.urls import reverse
from django.utils.html import format_html

from tutorial.lessons import models
from tutorial.lessons.catalogue import lesson_document, publish
from tutorial.lessons.document import BadLesson
from tutorial.lessons.functions import DOCUMENTATION
from tutorial.lessons.prove import prove
from tutorial.live import models as live

admin.site.site_header = admin.site.site_title = "Orrery"
SEEDS, PROFILES = (0,), ("lesson", "real")  # well under a second; `manage.py prove` tries all of them

_AREAS = {
    fields.TextField: {"widget": Textarea(attrs={"rows": 12, "cols": 100, "class": "vLargeTextField orrery-markdown"})}
}


class Previewed:
    """Adds the live preview of Markdown fields and the sheet of what checks can say."""

    class Media:
        js = ("js/page/admin-preview.js",)
        css = {"all": ("css/admin.css",)}


@admin.register(models.Course)
class CourseAdmin(admin.ModelAdmin):
    list_display = ("slug", "title_en", "title_ko", "position")
    search_fields = ("slug", "title_en", "title_ko")


class StepInline(Previewed, admin.StackedInline):
    model = models.Step
    extra = 0
    formfield_overrides = _AREAS


class HintInline(Previewed, admin.StackedInline):
    model = models.Hint
    extra = 0
    formfield_overrides = _AREAS


@admin.register(models.Lesson)
class LessonAdmin(Previewed, admin.ModelAdmin):
    list_display = ("__str__", "title_en", "title_ko", "position", "published")
    list_filter = ("course",)
    search_fields = ("slug", "title_en", "title_ko")
    readonly_fields = ("published", "checks_can_say")
    inlines = (StepInline, HintInline)
    formfield_overrides = {
        fields.TextField: {
            "widget": Textarea(attrs={"rows": 24, "cols": 120, "class": "vLargeTextField orrery-markdown"})
        }
    }
    change_form_template = "admin/lesson_change_form.html"

    @admin.display(description="What checks can say (CEL)")
    def checks_can_say(self, lesson) -> str:
        rows = "".join(
            format_html("<tr><td><code>{}</code></td><td>{}<br>{}</td></tr>", *line) for line in DOCUMENTATION
        )
        return format_html(
            '<table class="orrery-cel">{}</table><p><a href="{}">Try an expression</a></p>', _safe(rows), reverse("try")
        )

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        report(request, form.instance)


def report(request, row: models.Lesson) -> None:
    """Prove the lesson as it now stands; publish it, or say what broke."""
    row = models.Lesson.objects.get(pk=row.pk)  # with its steps as they were just saved
    try:
        lesson = lesson_document(row)
        failures = prove(lesson, SEEDS, PROFILES)
    except BadLesson as error:
        failures = error.problems
    if failures:
        messages.error(
            request, f"{row} is kept as a draft, learners still get the version before: it does not prove itself."
        )
        for why in failures:
            messages.warning(request, why)
        return
    version = publish(row, lesson)
    messages.success(request, f"proved {row}; published as version {version.number}")


@admin.register(models.Version)
class VersionAdmin(admin.ModelAdmin):
    list_display = ("lesson", "number", "published_at")
    list_filter = ("lesson__course",)

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False


@admin.register(models.Progress)
class ProgressAdmin(admin.ModelAdmin):
    list_display = ("lesson", "user", "solved_at", "shown", "updated_at")
    list_filter = ("lesson__course", "shown")


@admin.register(live.Cluster)
class ClusterAdmin(admin.ModelAdmin):
    """Clusters can be looked at and deleted; tokens are not shown."""

    list_display = ("id", "version", "language", "user", "created_at", "used_at")
    fields = ("id", "version", "language", "user", "created_at", "used_at", "epoch")
    readonly_fields = fields

    def has_add_permission(self, request) -> bool:
        return False


def _safe(html: str):
    from django.utils.safestring import mark_safe

    return mark_safe(html)  # made of format_html's parts only
