"""A WebSocket on a live cluster: who may do what, one answer to each message, floods kept away from everybody else."""

from __future__ import annotations

import json
import logging
from typing import Any
from urllib.parse import parse_qs

from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings

from tutorial.lessons.browser import token_of
from tutorial.live import keeping, records
from tutorial.live.cluster import LiveCluster
from tutorial.live.frames import encode, refused
from tutorial.live.host import Host, host
from tutorial.live.limits import Bucket
from tutorial.live.messages import HANDLERS, answer
from tutorial.live.state import lose_past
from tutorial.live.trouble import Trouble
from tutorial.live.viewer import FLOODING, FOLLOWER, MOVED, NOT_YOURS, OWNER, UNKNOWN, VIEWER, Viewer
from tutorial.words import Refusal, say

log = logging.getLogger(__name__)
# halves of a character can be neither sent nor kept; PostgreSQL cannot keep a NUL
_NOT_TEXT = dict.fromkeys([0, *range(0xD800, 0xE000)], "�")
PATIENCE = 300  # messages refused for coming too fast before the socket is closed


class ClusterConsumer(AsyncWebsocketConsumer):
    host: Host
    live: LiveCluster
    viewer: Viewer | None = None

    async def connect(self) -> None:
        await self.accept()
        query = {
            name: values[-1] for name, values in parse_qs(self.scope.get("query_string", b"").decode("latin1")).items()
        }
        self.language = "ko" if query.get("lang") == "ko" else "en"
        self.refused = 0
        limits = settings.CLUSTER_LIMITS
        self.messages = Bucket(limits["messages_per_s"], limits["message_burst"])
        self.pictures = Bucket(limits["pictures_per_s"], limits["picture_burst"])
        self.host = host()
        try:
            await self._enter(self.scope["url_route"]["kwargs"]["cluster"], query)
        except (keeping.Damaged, keeping.Newer) as refusal:
            log.error("cluster %s cannot be woken: %s", self.scope["url_route"]["kwargs"]["cluster"], refusal)
            await self._give_up(refusal, UNKNOWN)
        except Refusal as refusal:
            await self._give_up(refusal, MOVED)

    async def _enter(self, id_: str, query: dict[str, str]) -> None:
        """Watch the cluster, or be turned away. Raises Refusal."""
        record = await self.host.journal.read(records.find, id=id_)
        role = record and await self._role(record, query)
        live = await self.host.get(record.id) if role else None
        if live is None or not role:
            await self._give_up(Refusal("no_cluster"), NOT_YOURS if record and not role else UNKNOWN)
            return
        viewer = Viewer(self._send, self._close, role, self.language, settings.CLUSTER_WINDOW_FRAMES)
        self.host.attach(live, viewer)
        self.live, self.viewer = live, viewer

    async def _role(self, record: Any, query: dict[str, str]) -> str | None:
        cookies = self.scope.get("cookies", {})
        session = cookies.get(settings.SESSION_COOKIE_NAME)
        user = await self.host.journal.read(records.signed_in, session) if session else None
        return role_of(record, token_of(cookies), user, query)

    async def dispatch(self, message: dict) -> None:
        """Without channels' look at database connections for each message (a hop to a thread): nothing here has one."""
        await getattr(self, get_handler_name(message))(message)

    async def disconnect(self, code: int) -> None:
        if self.viewer is not None:
            self.host.detach(self.live, self.viewer)
            self.viewer = None
            del self.live  # a viewer knows whom it belongs to: together they would keep the cluster in memory

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.viewer is None:
            return
        if not self.messages.take():
            await self._refuse_flood(text_data)
            return
        try:
            given = read_message(text_data)
        except Refusal as refusal:
            await self._error(None, refusal)
            return
        if given.get("type") in ("hello", "seek", "history") and not self.pictures.take():
            await self._error(given["id"], Refusal("flood", limit=settings.CLUSTER_LIMITS["pictures_per_s"]))
            return
        await self._answer(given)

    async def _answer(self, given: dict) -> None:
        """One message at a time, whoever sent it: what it does may go on in a thread."""
        await self.host.sure()
        async with self.live.lock:
            if not self.live.dead:
                await self._answer_locked(given)
        self.live.wanted()

    async def _answer_locked(self, given: dict) -> None:
        live, viewer, id_ = self.live, self.viewer, given["id"]
        assert viewer is not None
        known = live.session.answered.get(id_) if viewer.role == OWNER else None
        if known is not None:
            await self.send(encode(known))
            return
        handler = HANDLERS.get(given["type"]) if isinstance(given.get("type"), str) else None
        keep = handler is not None and not handler.repeatable and viewer.role == OWNER
        frame: dict[str, Any]
        place = live.bookmark()
        try:
            if keep:
                if self.host.journal.trouble is not None:
                    raise self.host.journal.trouble
                live.session.answered.put(id_, {"type": "ack", "id": id_, "result": {}})  # it may come again meanwhile
            frame = {"type": "ack", "id": id_, "result": await answer(self.host, live, viewer, given)}
        except Refusal as refusal:
            keep = keep and not isinstance(refusal, Trouble)
            if isinstance(refusal, keeping.Damaged):
                lose_past(live, refusal)
            frame = {"type": "error", "id": id_, "code": refusal.code, "message": refusal.say(self.language)}
        except Exception:
            log.exception("message %s", str(given.get("type"))[:40])
            frame = {"type": "error", "id": id_, "code": "internal", "message": say("internal", self.language)}
        frame = {**live.frame(frame["type"]), **frame}
        if keep:
            live.session.answered.put(id_, frame)
            live.write("session", {"message": id_})
        live.collect()
        live.answer(frame, viewer, min(place, live.bookmark()))
        live.flush()

    async def _refuse_flood(self, text: str | None) -> None:
        """Answered with little work; who does not stop is disconnected."""
        self.refused += 1
        if self.refused > PATIENCE:
            await self._give_up(Refusal("flood_closed"), FLOODING)
            return
        try:
            given = read_message(text)
        except Refusal:
            given = {"id": None}
        await self._error(given["id"], Refusal("flood", limit=settings.CLUSTER_LIMITS["messages_per_s"]))

    async def _error(self, id_: Any, refusal: Refusal) -> None:
        frame = {**self.live.frame("error"), "id": id_, "code": refusal.code, "message": refusal.say(self.language)}
        await self.send(encode(frame))

    async def _give_up(self, refusal: Refusal, close: int) -> None:
        await self.send(encode(refused(refusal, self.language)))
        await self.close(close)
        if self.viewer is not None:
            self.host.detach(self.live, self.viewer)
            self.viewer = None

    def _send(self, text: str) -> None:
        self.host.spawn(self._try(self.send(text)))

    def _close(self, code: int) -> None:
        self.host.spawn(self._try(self.close(code)))

    async def _try(self, work: Any) -> None:
        """A browser may be gone before it gets what it is sent; its disconnection is on its way."""
        try:
            await work
        except Exception as error:
            log.info("socket is gone: %s", error)


def read_message(text: str | None) -> dict:
    """The message of a frame. Raises Refusal."""
    limit = settings.CLUSTER_LIMITS["frame_bytes"]
    if text is None:
        raise Refusal("bad_json", why="binary")
    if len(text) > limit:
        raise Refusal("frame_too_big", given=len(text), limit=limit)
    try:
        given = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refusal("bad_json", why=str(error)[:100]) from error
    if not isinstance(given, dict):
        raise Refusal("bad_json", why=type(given).__name__)
    given = as_text(given)
    id_ = given.get("id")
    if isinstance(id_, bool) or not isinstance(id_, (str, int)) or not 1 <= len(str(id_)) <= 64:
        raise Refusal("no_id")
    return given


def as_text(given: dict) -> dict:
    """With U+FFFD for what is no character (a lone half of one, NUL) in its texts."""
    return {name: value.translate(_NOT_TEXT) if isinstance(value, str) else value for name, value in given.items()}


def role_of(record: Any, browser: str, user: Any, query: dict[str, str]) -> str | None:
    """owner, follower (by the link that the owner gave away), viewer (staff), or None: not theirs to see.

    Who may come to a cluster may come to the one that is compared with it."""
    if record.beside and (role := role_of(record.beside, browser, user, query)):
        return role
    if query.get("key") == record.follow_key:
        return FOLLOWER
    if (
        (browser and browser == record.browser)
        or (user and record.user_id == user.pk)
        or query.get("token") == record.token
    ):
        return OWNER
    return VIEWER if user and user.is_staff else None
