"""Making a recording of a live cluster, going on from one, taking one back."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from tutorial.lessons import pages
from tutorial.lessons.browser import ensure_token
from tutorial.lessons.document import Lesson
from tutorial.live import keeping, records
from tutorial.live.consumer import role_of
from tutorial.live.host import host
from tutorial.live.viewer import OWNER
from tutorial.live.views import failed
from tutorial.share.models import Recording
from tutorial.share.tape import TooLong, packed, replayed
from tutorial.share.verdicts import worded
from tutorial.words import Refusal


def _answers(status: int) -> Callable[[Callable], Callable]:
    """A view for POST from a coroutine that gives its JSON, or raises Refusal."""

    def view_of(work: Callable) -> Callable:
        @require_POST
        @wraps(work)
        async def view(request, key: str) -> JsonResponse:
            try:
                return JsonResponse(await work(request, key), status=status)
            except Refusal as refusal:
                return await failed(refusal, pages.browser_language(request))

        return view

    return view_of


@_answers(201)
async def share(request, cluster: str) -> dict:
    """Keep what has happened in a cluster up to now: {"key", "page", "embed", "file", "tape"}. The owner's alone."""
    live_host = host()
    record = await live_host.journal.read(records.find, id=cluster)
    user = await _user(request)
    if record is None or role_of(record, request.browser, user, {}) != OWNER:
        raise Refusal("no_cluster")
    if await live_host.journal.read(_count, request.browser, user) >= settings.CLUSTER_LIMITS["recordings"]:
        raise Refusal("too_many_recordings", limit=settings.CLUSTER_LIMITS["recordings"])
    live = await live_host.get(record.id)
    if live is None:
        raise Refusal("no_cluster")
    async with live.lock:
        await live.drained()
        simulation, state = live.simulation, live.state()
        past = (
            simulation.origin,
            list(simulation.inputs),
            simulation.now,
            live.session.transcript.timed(),
            worded(live.marks, live.session.lesson),
        )
        title = live.session.lesson.title if live.session.lesson else {}
    try:
        tape = await asyncio.to_thread(replayed, *past)
    except TooLong as error:
        raise Refusal("too_long_to_share", why=str(error)) from error
    language = pages.browser_language(request)
    made = await live_host.journal.run(
        Recording.objects.create,
        cluster=record,
        browser=request.browser,
        user=user,
        version=record.version,
        language=language,
        title=title.get(language, ""),
        tape=packed(tape),
        state=keeping.pack(state),
    )
    return {"key": made.key, **addresses(request, made.key)}


def addresses(request, key: str) -> dict:
    """Whole addresses of a recording: to open, to embed, to download, and its tape."""
    kinds = {"page": "", "embed": "-embed", "file": "-file", "tape": "-tape"}
    return {field: request.build_absolute_uri(reverse(f"recording{kind}", args=[key])) for field, kind in kinds.items()}


@_answers(201)
async def go_on(request, key: str) -> dict:
    """{"at": virtual µs}: a cluster of the reader's own that has lived through the recording up to there: {"url"}."""
    at = _moment(request)
    live_host = host()
    made = await live_host.journal.read(find, key)
    if made is None or made.withdrawn:
        raise Refusal("no_recording")
    version = made.version
    fields = {"browser": ensure_token(request), "user": await _user(request), "version": version}
    lesson = Lesson.load(version.content) if version else None
    try:
        state = keeping.unpack(bytes(made.state))
        await live_host.go_on(state, at, lesson, language=pages.browser_language(request), **fields)
    except (keeping.Damaged, ValueError) as error:
        raise Refusal("cannot_go_on", why=str(error)[:200]) from error
    if version is None:
        return {"url": reverse("playground")}
    return {"url": reverse("lesson", args=[version.lesson.course.slug, version.lesson.slug])}


@_answers(200)
async def withdraw(request, key: str) -> dict:
    """The recording's maker takes it back; its link answers kindly from then on."""
    if not await host().journal.run(_withdraw, key, request.browser, await _user(request)):
        raise Refusal("no_recording")
    return {}


def find(key: str) -> Recording | None:
    return Recording.objects.select_related("version__lesson__course").filter(key=key).first()


def _withdraw(key: str, browser: str, user) -> bool:
    mine = Recording.objects.filter(key=key, **_mine(browser, user))
    return bool(mine.update(withdrawn=True, tape=b"", state=b""))


def _count(browser: str, user) -> int:
    return Recording.objects.filter(withdrawn=False, **_mine(browser, user)).count()


def _mine(browser: str, user) -> dict:
    return {"user": user} if user else {"browser": browser or "-", "user": None}


async def _user(request):
    user = await request.auser()
    return user if user.is_authenticated else None


def _moment(request) -> int:
    try:
        at = json.loads(request.body or b"{}").get("at")
    except (ValueError, AttributeError, RecursionError) as error:
        raise Refusal("bad_json", why=str(error)[:100]) from error
    if isinstance(at, bool) or not isinstance(at, int) or not 0 <= at < 2**62:
        raise Refusal("bad_field", field="at", given=repr(at)[:80], allowed="0, 1, 2, …")
    return at
