"""Courses and lessons as authors edit them, the published versions that learners walk through, and their progress."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models

SLUG = RegexValidator(r"^[a-z0-9]+(?:-[a-z0-9]+)*$", "lower-case letters, digits and single dashes")


class Course(models.Model):
    slug = models.CharField(max_length=60, unique=True, validators=[SLUG])
    title_ko = models.CharField("title (Korean)", max_length=200)
    title_en = models.CharField("title (English)", max_length=200)
    position = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True, editable=False, help_text="of the folder it was loaded from")

    class Meta:
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return self.title_en or self.slug

    def title(self, language: str) -> str:
        return self.title_ko if language == "ko" else self.title_en


class Lesson(models.Model):
    """What the author edits. `structure` is lesson.yaml without its steps; learners see `published`."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="lessons")
    slug = models.CharField(max_length=60, validators=[SLUG])
    position = models.PositiveIntegerField(default=0)
    title_ko = models.CharField("title (Korean)", max_length=200, blank=True)
    title_en = models.CharField("title (English)", max_length=200, blank=True)
    intro_ko = models.TextField("introduction (Korean, Markdown)", blank=True)
    intro_en = models.TextField("introduction (English, Markdown)", blank=True)
    structure = models.TextField(
        "start, files, goals, guards, answers (YAML)",
        blank=True,
        help_text="lesson.yaml, without steps: those are edited below",
    )
    published = models.ForeignKey("Version", models.SET_NULL, null=True, blank=True, editable=False, related_name="+")

    class Meta:
        ordering = ["course", "position", "slug"]
        constraints = [models.UniqueConstraint(fields=["course", "slug"], name="lesson_slug_in_course")]

    def __str__(self) -> str:
        return f"{self.course.slug}/{self.slug}"


class Step(models.Model):
    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="steps")
    slug = models.CharField("id", max_length=60, validators=[SLUG])
    position = models.PositiveIntegerField(default=0)
    title_ko = models.CharField("title (Korean)", max_length=200, blank=True)
    title_en = models.CharField("title (English)", max_length=200, blank=True)
    prose_ko = models.TextField("text (Korean, Markdown)", blank=True)
    prose_en = models.TextField("text (English, Markdown)", blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["lesson", "slug"], name="step_slug_in_lesson")]

    def __str__(self) -> str:
        return self.slug


class Hint(models.Model):
    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="hints")
    position = models.PositiveIntegerField(default=0)
    text_ko = models.TextField("text (Korean, Markdown)", blank=True)
    text_en = models.TextField("text (English, Markdown)", blank=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"hint {self.position + 1}"


class Version(models.Model):
    """A lesson as it was published once; never changed: a learner stays on the one they started."""

    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    content = models.JSONField()  # document.Lesson.dump()
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["lesson", "-number"]
        constraints = [models.UniqueConstraint(fields=["lesson", "number"], name="version_number_in_lesson")]

    def __str__(self) -> str:
        return f"{self.lesson} v{self.number}"


class Progress(models.Model):
    """How far one browser, or one account, has come in one lesson."""

    browser = models.CharField(max_length=43, blank=True, db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="progress")
    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="progress")
    solved_at = models.DateTimeField(null=True, blank=True)
    shown = models.BooleanField(
        default=False, help_text="had the answer shown before solving: does not count as solved"
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "progress"
        constraints = [
            models.UniqueConstraint(
                fields=["browser", "lesson"], condition=models.Q(user=None), name="progress_of_browser"
            ),
            models.UniqueConstraint(fields=["user", "lesson"], condition=~models.Q(user=None), name="progress_of_user"),
        ]
