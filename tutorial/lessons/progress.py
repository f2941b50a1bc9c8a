"""What a learner has solved: kept for a browser, for an account once there is one, merged at login."""

from __future__ import annotations

from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone

from tutorial.lessons.models import Lesson, Progress


def _mine(browser: str, user) -> dict:
    return {"user": user} if user is not None and user.is_authenticated else {"browser": browser, "user": None}


def note_solved(browser: str, user, lesson: Lesson) -> bool:
    """Remember that the lesson is solved; False when its answer had been shown, which does not count."""
    row, _ = Progress.objects.get_or_create(lesson=lesson, **_mine(browser, user))
    if row.shown and not row.solved_at:
        return False
    if not row.solved_at:
        row.solved_at = timezone.now()
        row.save()
    return True


def note_shown(browser: str, user, lesson: Lesson, shown: bool = True) -> None:
    """Remember that the answer was shown, or (a fresh start) that it no longer matters."""
    Progress.objects.update_or_create(lesson=lesson, **_mine(browser, user), defaults={"shown": shown})


def of_learner(browser: str, user) -> dict[str, dict]:
    """{"course/lesson": {"solved", "shown"}}."""
    mine = _mine(browser, user)
    if not browser and "browser" in mine:
        return {}
    rows = Progress.objects.filter(**mine).select_related("lesson__course")
    return {
        f"{row.lesson.course.slug}/{row.lesson.slug}": {"solved": bool(row.solved_at), "shown": row.shown}
        for row in rows
    }


@receiver(user_logged_in)
def merge(sender, request, user, **kwargs) -> None:
    """What this browser had solved now belongs to the account as well."""
    browser = getattr(request, "browser", "")
    if browser:
        merge_browser(browser, user)


@transaction.atomic
def merge_browser(browser: str, user) -> None:
    for row in Progress.objects.filter(browser=browser, user=None):
        own, made = Progress.objects.get_or_create(
            user=user, lesson=row.lesson, defaults={"browser": browser, "shown": row.shown}
        )
        if row.solved_at and (not own.solved_at or row.solved_at < own.solved_at):
            own.solved_at = row.solved_at
            own.save()
        row.delete()
