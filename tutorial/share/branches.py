"""The branch that has answered a question, as a tape: the moment that shows the answer can be looked at."""

from __future__ import annotations

import asyncio

from django.http import HttpResponse, JsonResponse

from tutorial.lessons import pages
from tutorial.lessons.predicting import CannotTell, predicted
from tutorial.live import records
from tutorial.live.consumer import role_of
from tutorial.live.host import host
from tutorial.share.played import Failed, played
from tutorial.share.tape import TooLong, packed
from tutorial.words import Refusal


async def predicted_tape(request, key: str, question: str):
    """What a question of the cluster's lesson would do there, now or when it was `asked`.

    Its `shows` is when the answer came to be; a figure stands where that has been told."""
    try:
        data = await _tape(request, key, question)
    except Refusal as refusal:
        error = {"code": refusal.code, "message": refusal.say(pages.browser_language(request))}
        return JsonResponse({"error": error}, status=404 if refusal.code == "no_cluster" else 400)
    headers = {"Content-Encoding": "gzip", "Cache-Control": "no-store"}
    return HttpResponse(data, content_type="application/json", headers=headers)


async def _tape(request, key: str, id_: str) -> bytes:
    live_host = host()
    record = await live_host.journal.run(records.find, id=key)
    user = await request.auser()
    seen = record and role_of(record, request.browser, user if user.is_authenticated else None, request.GET.dict())
    live = await live_host.get(record.id) if record and seen else None
    if live is None:
        raise Refusal("no_cluster")
    questions = live.session.lesson.questions if live.session.lesson else []
    question = next((one for one in questions if one.id == id_), None)
    if question is None:
        allowed = ", ".join(one.id for one in questions) or "-"
        raise Refusal("bad_field", field="question", given=id_[:60], allowed=allowed)
    async with live.lock:
        simulation = await asyncio.to_thread(live.simulation.branch, _asked(request, live))
        files = dict(live.session.files)
    try:
        return await asyncio.to_thread(_played, question, simulation, files)
    except (CannotTell, Failed, TooLong) as error:
        raise Refusal("cannot_tell", why=str(error)[:300]) from error


def _asked(request, live) -> int | None:
    """?asked=: the moment (virtual µs) from which the branch sets out, if the cluster has gone on since then."""
    text = request.GET.get("asked", "")
    first, last = live.simulation.origin["clock"]["now"], live.simulation.now
    if text and not (text.isdigit() and len(text) < 19 and first <= int(text) <= last):
        raise Refusal("bad_field", field="asked", given=text[:40], allowed=f"{first}…{last}")
    return int(text) if text and int(text) < last else None


def _played(question, simulation, files) -> bytes:
    answer = predicted(question, simulation, files)
    tape = played(simulation, question.script, files, until=answer.at)
    return packed({**tape, "shows": answer.at})
