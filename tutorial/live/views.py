"""HTTP beside the sockets: making a cluster, opening an object whole, progress."""

from __future__ import annotations

import json
import logging

from django.conf import settings
from django.http import JsonResponse
from django.urls import reverse
from django.utils.translation import get_language_from_request
from django.views.decorators.http import require_GET, require_POST

from tutorial.lessons import catalogue, progress
from tutorial.lessons.browser import ensure_token
from tutorial.lessons.document import Lesson
from tutorial.lessons.start import BadStart
from tutorial.live import keeping, ledger, records
from tutorial.live.consumer import NOT_YOURS, as_text, role_of
from tutorial.live.host import Host, host
from tutorial.live.messages import whole_object
from tutorial.live.models import Cluster
from tutorial.live.trouble import ADVICE, RETRY_S, Trouble
from tutorial.live.viewer import CLIENT, OWNER
from tutorial.words import Refusal

log = logging.getLogger(__name__)
STATUS = {"no_lesson": 404, "no_recording": 404, "no_cluster": 404, "no_object": 404, "broken_lesson": 500}
AGAIN = {
    "too_many_clusters": 1,
    "elsewhere": RETRY_S,
    **dict.fromkeys(ADVICE, RETRY_S),
}  # it is worth trying after so long


async def failed(refusal: Refusal, language: str) -> JsonResponse:
    """The JSON of a refusal, with its status and, if it is worth trying again, when."""
    body = {"error": {"code": refusal.code, "message": refusal.say(language)}}
    if (seconds := AGAIN.get(refusal.code)) is not None:
        return JsonResponse(body, status=503, headers={"Retry-After": str(seconds)})
    return JsonResponse(body, status=STATUS.get(refusal.code, 400))


@require_POST
async def clusters(request) -> JsonResponse:
    """Make a cluster for a lesson, or for nothing in particular; a browser gets the one it has for the lesson back."""
    language = _language(request)
    try:
        given = _json(request)
        language = given["lang"] if given.get("lang") in ("ko", "en") else language
        return await _make(request, given, language)
    except Refusal as refusal:
        return await failed(refusal, language)
    except BadStart as error:
        log.error("lesson %s/%s cannot be started: %s", given.get("course"), given.get("lesson"), error)
        return await failed(Refusal("broken_lesson"), language)


async def _make(request, given: dict, language: str) -> JsonResponse:
    live_host = host()
    user = await request.auser()
    user = user if user.is_authenticated else None
    browser, version = ensure_token(request), None
    course, lesson = given.get("course"), given.get("lesson")
    if course is not None or lesson is not None:
        version = await live_host.journal.read(catalogue.published, str(course)[:60], str(lesson)[:60])
        if version is None:
            raise Refusal("no_lesson", course=str(course)[:60], lesson=str(lesson)[:60])
    old = await live_host.journal.read(_of_learner, browser, user, version)
    if old and await _wakes(live_host, old[0].id):
        if not given.get("fresh"):
            return JsonResponse(_addresses(old[0], language, resumed=True))
        await live_host.forget(old[0].id)
    for record in await live_host.journal.read(_too_many, browser, user):
        await live_host.forget(record.id)
    document = Lesson.load(version.content) if version else None
    live = await live_host.create(document, browser=browser, user=user, version=version, language=language)
    return JsonResponse(_addresses(live.record, language, resumed=False), status=201)


async def _wakes(live_host: Host, id_: str) -> bool:
    """Can the cluster go on, here or elsewhere, now or in a while? One that cannot be read is left as it is (a newer
    server or a backup may have the rest), and the learner gets a new one."""
    try:
        return await live_host.get(id_) is not None
    except (keeping.Damaged, keeping.Newer) as refusal:
        log.error("cluster %s cannot be woken and is left as it is: %s", id_, refusal)
        return False
    except (ledger.Elsewhere, Trouble):
        return True  # its socket says why it has to be waited for


@require_GET
async def whole(request, cluster: str, uid: str) -> JsonResponse:
    """One object with its YAML, events, chain of causes and verdicts."""
    language = _language(request)
    live_host = host()
    try:
        record = await live_host.journal.read(records.find, id=cluster)
        user = await request.auser()
        user = user if user.is_authenticated else None
        if record is None or not role_of(record, request.browser, user, request.GET.dict()):
            raise Refusal("no_cluster")
        live = await live_host.get(record.id)
        if live is None:
            raise Refusal("no_cluster")
        async with live.lock:
            return JsonResponse(whole_object(live, uid))
    except Refusal as refusal:
        return await failed(refusal, language)


@require_POST
async def token(request, cluster: str) -> JsonResponse:
    """A new address for the owner's real clients; the old one is dead at once."""
    live_host = host()
    record = await live_host.journal.read(records.find, id=cluster)
    user = await request.auser()
    user = user if user.is_authenticated else None
    if record is None or role_of(record, request.browser, user, {}) != OWNER:
        return await failed(Refusal("no_cluster"), _language(request))
    record.token = await live_host.journal.run(records.renew_token, record.id)
    live = live_host.clusters.get(record.id)
    if live is not None:
        live.record.token = record.token
        for viewer in [one for one in live.viewers if one.role == CLIENT]:
            viewer.close(NOT_YOURS)
    return JsonResponse(_addresses(record, _language(request), resumed=True))


@require_GET
def my_progress(request) -> JsonResponse:
    return JsonResponse({"lessons": progress.of_learner(request.browser, request.user)})


def _of_learner(browser: str, user, version) -> list[Cluster]:
    mine = _mine(browser, user)
    if version:
        mine["version__lesson"] = version.lesson  # whatever version it was started on
    else:
        mine["version"] = None
    return list(Cluster.objects.filter(**mine).select_related("version__lesson").order_by("-used"))


def _too_many(browser: str, user) -> list[Cluster]:
    """The oldest clusters that make place for a new one."""
    mine = Cluster.objects.filter(**_mine(browser, user))
    return list(mine.order_by("-used")[settings.CLUSTER_LIMITS["per_browser"] - 1 :])


def _mine(browser: str, user) -> dict:
    """Those that a learner began; what is compared with one of them goes where that goes."""
    return {"beside": None, **({"user": user} if user else {"browser": browser, "user": None})}


def _addresses(record: Cluster, language: str, resumed: bool) -> dict:
    return {
        "id": record.id,
        "token": record.token,
        "socket": f"/ws/clusters/{record.id}/?lang={language}",
        "kubeconfig": f"/c/{record.token}/kubeconfig",
        "follow": reverse("follow", args=[record.follow_key]),
        "resumed": resumed,
    }


def _language(request) -> str:
    return "ko" if get_language_from_request(request).startswith("ko") else "en"


def _json(request) -> dict:
    if not request.body:
        return {}
    try:
        given = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise Refusal("bad_json", why=str(error)[:100]) from error
    if not isinstance(given, dict):
        raise Refusal("bad_json", why=type(given).__name__)
    return as_text(given)
