"""Helpers of the admin's lesson form: a preview of prose, and a place to try a CEL expression."""

from __future__ import annotations

from asgiref.sync import sync_to_async
from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpResponseNotAllowed, JsonResponse
from django.shortcuts import render

from tutorial.lessons.catalogue import lesson_document
from tutorial.lessons.cel import BadExpression, Expression
from tutorial.lessons.document import BadLesson, Check
from tutorial.lessons.engine import check_world
from tutorial.lessons.functions import DOCUMENTATION
from tutorial.lessons.markdown import to_html
from tutorial.lessons.models import Lesson
from tutorial.lessons.prove import told
from tutorial.lessons.shape import read_one
from tutorial.lessons.start import BadStart, started
from tutorial.lessons.world import World
from tutorial.live.host import host

LONGEST = 200_000


@staff_member_required
def preview(request):
    """Markdown (POST `text`) as the page will show it."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    return JsonResponse({"html": to_html(request.POST.get("text", "")[:LONGEST])})


@sync_to_async
def _staff(request) -> bool:
    return request.user.is_active and request.user.is_staff


async def try_expression(request):
    """An expression against a lesson's start state (`lesson`: id) or a live cluster (`cluster`: id); or a check over
    history, as YAML (`always: …`), against a live cluster."""
    if not await _staff(request):
        return await sync_to_async(staff_member_required(lambda request: None))(request)
    source, lesson, cluster = (request.POST.get(name, "").strip() for name in ("cel", "lesson", "cluster"))
    context = {"cel": source, "cluster": cluster, "lesson": lesson, "documentation": DOCUMENTATION, "result": ""}
    if request.method == "POST":
        context["result"] = await _tried(source, lesson, cluster)
    return await sync_to_async(_page)(request, context)


async def _tried(source: str, lesson: str, cluster: str) -> str:
    try:
        if (check := read_one(source)) is not None:
            return await _over_history(check, cluster)
        expression = _either(source)
        world = await _live_world(cluster) if cluster else await sync_to_async(_start_world)(lesson)
    except (BadExpression, BadLesson, BadStart, LookupError) as error:
        return str(error.args[0] if isinstance(error, KeyError) else error)
    outcome = expression.evaluate(world)
    if outcome.error or outcome.missing:
        return f"error: {outcome.error}" if outcome.error else f"not met: {outcome.missing}"
    return str(outcome.value).lower() if isinstance(outcome.value, bool) else repr(outcome.value)


async def _over_history(check: Check, cluster: str) -> str:
    """What a check says of all that a live cluster's learner has lived through so far."""
    if not cluster:
        return "a check over history wants a live cluster: a start state has no history yet"
    live = await host().get(cluster)
    if live is None:
        raise LookupError(f"there is no cluster {cluster!r}")
    async with live.lock:
        monitor = live.session.judge(check)
    line = monitor.report("en")[0]
    if check.id in monitor.errors:
        return f"error: {monitor.errors[check.id]}"
    return f"{line['state']}" if line["at"] is None else f"{line['state']} at {told(line)}"


def _either(source: str) -> Expression:
    """A check gives yes or no, a detail gives text."""
    try:
        return Expression(source)
    except BadExpression as error:
        if "it must give bool" not in str(error):
            raise
        return Expression(source, "string")


async def _live_world(cluster: str) -> World:
    live = await host().get(cluster)
    if live is None:
        raise LookupError(f"there is no cluster {cluster!r}")
    async with live.lock:
        return live.session.monitor.world if live.session.monitor else check_world(live.simulation, live.session.files)


def _start_world(lesson: str) -> World:
    row = Lesson.objects.filter(pk=lesson if lesson.isdecimal() else 0).first()
    simulation, files = started(lesson_document(row) if row else None)
    return check_world(simulation, files)


def _page(request, context: dict):
    from django.contrib import admin

    lessons = Lesson.objects.select_related("course")
    return render(
        request,
        "admin/try.html",
        {**admin.site.each_context(request), **context, "lessons": lessons, "title": "Try an expression"},
    )
