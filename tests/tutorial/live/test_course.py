"""Every shipped lesson, walked through on a live cluster as "show me" does it."""

from pathlib import Path

import pytest

from cluster.shell.script import commands
from tutorial.lessons.folder import read_course

pytestmark = pytest.mark.asyncio

COURSES = Path(__file__).parents[3] / "tutorial" / "lessons" / "courses"
LESSONS = [lesson for file in sorted(COURSES.glob("*/course.yaml")) for lesson in read_course(file.parent).lessons]
STEP, LONGEST = 30_000_000, 1_200_000_000


async def skip_ahead(socket, live) -> None:
    """What a person does who does not want to wait."""
    until = live.simulation.now + STEP
    await socket.ask("clock", until=until)
    await socket.until(lambda frame: live.simulation.now >= until)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)
async def test_the_shown_answer_solves_the_lesson(site, lesson):
    live = await site.cluster(lesson)
    socket = await site.socket(live.id)
    assert socket.snapshot["solved"] is False
    script = (await socket.ask("show"))["result"]["script"]
    for command in commands(script):
        id_ = await socket.say("terminal", line=command.removeprefix("! "))
        mark = len(socket.frames)
        await socket.until(lambda frame, id_=id_: frame["type"] in ("ack", "error") and frame["id"] == id_)
        while live.session.foreground.running is not None and live.simulation.now < LONGEST:
            await skip_ahead(socket, live)
        done = await socket.since(mark, lambda frame, id_=id_: frame.get("done") is True and frame["id"] == id_)
        assert (done["exit"] == 0) != command.startswith("! "), (command, done["text"])
    while not live.session.solved and live.simulation.now < LONGEST and lesson.goals:
        await skip_ahead(socket, live)
    assert live.session.solved or not lesson.goals, live.session.checks("en")
