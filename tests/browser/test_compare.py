"""Two clusters side by side under one clock, and a moment of the past beside the present, as a learner sees them."""

import pytest

from tests.browser.learner import SESSION
from tests.browser.test_pages import serious_findings

APP = "document.querySelector('.app')"
SIDES = "[...document.querySelectorAll('.stage-diagram orrery-diagram')]"
DEPLOYED = "kubectl create deployment web --image=nginx:1.25 --replicas=3"
RECREATE = """kubectl patch deployment web -p '{"spec":{"strategy":{"type":"Recreate","rollingUpdate":null}}}'"""


def begins(learner, path="/en/playground/"):
    page = learner.opens(path)
    assert learner.sees(f"{SESSION}?.connection?.state === 'open' && {SESSION}.mayAct")
    return page


def compares(learner, item=0):
    """Chooses an item of the menu; the second cluster is there."""
    page = learner.page
    page.locator(".is-compare").click()
    page.locator("orrery-menu button").nth(item).click()
    assert learner.sees("document.querySelector('.time').classList.contains('is-pair')")
    return page


def runs_on_side(learner, side: str, command: str):
    """Types a command into a side's terminal and waits until it is done."""
    place = f".pane{'[data-side=b]' if side == 'b' else ':not([data-side])'} orrery-terminal"
    learner.page.locator(place).click()
    learner.page.keyboard.insert_text(command)
    learner.page.keyboard.press("Enter")
    busy = f"document.querySelector('{place}').shell.busy"
    assert learner.sees(f"!{busy}"), f"never done: {command}"


def ready(page) -> list[int]:
    return page.evaluate(
        f"{SIDES}.map(({{state}}) => [...state.kind('Pod').values()]"
        ".filter((pod) => pod.namespace === 'default' && pod.ready && !pod.deleting).length)"
    )


def test_rolling_update_beside_recreate(learner):
    begins(learner)
    learner.types(DEPLOYED)
    learner.skips(20)
    page = compares(learner)
    assert page.locator(".side-head").all_inner_texts()[1].startswith("B")
    runs_on_side(learner, "b", RECREATE)
    assert page.evaluate(f"{APP}.dataset.target") == "b", "the switch follows where somebody types"
    page.locator('[data-choice="both"]').click()
    runs_on_side(learner, "a", "kubectl set image deployment web nginx=nginx:1.27")
    for screen in ("", "[data-side=b] "):
        text = page.locator(f"{screen}orrery-terminal").first.evaluate(
            "(one) => { const buffer = one.terminal.buffer.active; return Array.from({ length: buffer.length },"
            " (_, row) => buffer.getLine(row).translateToString(true)).join(String.fromCharCode(10)); }"
        )
        assert text.count("deployment.apps/web image updated") == 1, "run once on each side"
    assert learner.sees(
        f"{SIDES}.map(({{state}}) => [...state.kind('Pod').values()]"
        ".filter((pod) => pod.namespace === 'default' && pod.ready && !pod.deleting).length).join() === '3,0'",
    )
    times = page.evaluate(f"{SESSION}.sessions.map(({{clock, wall}}) => clock.at(wall()))")
    assert abs(times[0] - times[1]) < 300_000, "one clock"
    assert learner.sees("document.querySelectorAll('.differs path').length > 0")
    assert page.locator(".time .line.is-a, .time .line.is-b").count() == 2
    assert page.locator("orrery-timebar .mark-command").count() >= 2
    assert serious_findings(page) == []


def test_both_are_wound_back_together_and_go_on_together(learner):
    begins(learner)
    learner.types(DEPLOYED)
    learner.skips(20)
    page = compares(learner)
    runs_on_side(learner, "b", "kubectl scale deployment web --replicas=6")
    learner.skips(20)
    assert learner.sees(f"{SIDES}.map(({{state}}) => state.kind('Pod').size).reduce((a, b) => b - a) === 3")
    page.evaluate(f"{SESSION}.playhead.seek(2e6, {SESSION}.wall())")
    assert learner.sees(f"{SIDES}.every(({{time}}) => time === 2e6)")
    assert learner.sees(f"{SIDES}.map(({{state}}) => state.kind('Pod').size).reduce((a, b) => b - a) === 0")
    page.evaluate(f"{SESSION}.playhead.toNow()")
    page.locator(".play").click()
    assert learner.sees(f"{SESSION}.sessions.every(({{clock}}) => !clock.running)")
    page.locator(".is-next").click()
    assert learner.sees(f"new Set({SESSION}.sessions.map(({{clock}}) => clock.time)).size === 1")


def test_a_fork_of_the_past_lives_on_beside_what_was_recorded(learner):
    begins(learner)
    learner.types(DEPLOYED)
    learner.skips(20)
    split = int(learner.page.evaluate(f"{SESSION}.clock.at({SESSION}.wall())"))
    learner.types("kubectl scale deployment web --replicas=1")
    learner.skips(30)
    page = learner.page
    page.evaluate(f"{SESSION}.playhead.seek({split}, {SESSION}.wall())")
    compares(learner)
    assert page.evaluate(f"{APP}.dataset.target") == "b", "what is recorded cannot be changed"
    assert learner.sees("document.querySelector('.side-head.is-a').classList.contains('is-waiting')")
    assert learner.sees(f"{SIDES}.every(({{time}}) => time === {split})")
    assert ready(page) == [3, 3]
    learner.skips(20)
    assert learner.sees(f"{SIDES}.map(({{state}}) => state.kind('Pod').size).reduce((a, b) => b - a) === 2")
    learner.skips(20)
    assert learner.sees("!document.querySelector('.side-head.is-a').classList.contains('is-waiting')")
    page.reload()
    assert learner.sees("document.querySelector('.time')?.classList.contains('is-pair')"), "a reload finds both"
    assert learner.sees(f"{SIDES}.map(({{state}}) => state?.kind('Pod').size ?? 0).reduce((a, b) => b - a) === 2")
    page.locator(".side-head.is-b .keep").click()
    page.locator("dialog button").first.wait_for()
    page.locator("dialog .main-action").click()
    assert learner.sees(f"!{APP}.classList.contains('is-comparing')")
    assert learner.sees(f"{SIDES}.length === 1")
    assert learner.sees(
        "!Array.from({ length: 40 }, (_, row) => document.querySelector('orrery-terminal').terminal.buffer.active"
        ".getLine(row)?.translateToString(true) ?? '').join('').includes('replicas=1')",
    ), "the terminal is the one that was kept"
    runs_on_side(learner, "a", "kubectl get deployment web")
    assert "3/3" in learner.screen()


def test_before_beside_after(learner):
    begins(learner)
    learner.types(DEPLOYED)
    learner.skips(20)
    before = int(learner.page.evaluate(f"{SESSION}.clock.at({SESSION}.wall())"))
    learner.types("kubectl scale deployment web --replicas=5")
    learner.skips(20)
    page = learner.page
    page.evaluate(f"{SESSION}.playhead.seek({before}, {SESSION}.wall())")
    page.locator(".is-compare").click()
    page.locator("orrery-menu button").nth(1).click()
    assert learner.sees(f"{APP}.classList.contains('has-then')")
    page.evaluate(f"{SESSION}.playhead.toNow()")
    assert learner.sees(f"{SIDES}.map(({{state}}) => state.kind('Pod').size).reduce((a, b) => b - a) === 2")
    now = "document.querySelector('.side-head.is-now')"
    assert learner.sees(f"{now}.textContent.includes('2 pods only here')")
    assert page.locator(".time .flag").count() == 1
    page.locator(".side-head .keep").click()
    assert learner.sees(f"{SIDES}.length === 1 && !document.querySelector('.flag')")


@pytest.mark.parametrize(("theme", "language"), [("light", "en"), ("dark", "ko")])
@pytest.mark.parametrize("size", [(1440, 900), (1024, 768), (390, 844)])
def test_it_fits_every_screen(learner, size, theme, language):
    learner.sits_at(*size, theme=theme, motion="reduce")
    begins(learner, f"/{language}/courses/big-picture/rolling-update/#cluster")
    page = compares(learner)
    assert learner.sees(f"{SIDES}.every((one) => one.clientHeight > 120 && one.querySelector('[data-uid]'))")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert serious_findings(page) == []


def test_on_a_phone_the_switch_says_whose_terminal_and_editor_are_shown(learner):
    learner.sits_at(390, 844)
    begins(learner, "/en/courses/big-picture/rolling-update/#cluster")
    page = compares(learner)
    for part in ("terminal", "editor"):
        page.locator(f'.narrow-tabs [data-part="{part}"]').click()
        for side, own in (("a", ":not([data-side])"), ("b", '[data-side="b"]')):
            page.locator(f'[data-choice="{side}"]').click()
            shown = [pane for pane in page.locator(f".pane-{part}").all() if pane.is_visible()]
            assert len(shown) == 1
            assert shown[0].evaluate(f"(pane) => pane.matches('{own}')")


def test_a_figure_of_two_clusters_plays_both(learner):
    page = learner.opens("/figures/strategies/embed/?lang=en")
    pair = "document.querySelector('orrery-figure-pair')"
    assert learner.sees(f"{pair}?.session?.playhead.playing")
    sides = f"[...{pair}.querySelectorAll('orrery-diagram')]"
    assert learner.sees(
        f"{sides}.map(({{state}}) => [...state.kind('Pod').values()]"
        ".filter((pod) => pod.namespace === 'default' && pod.ready && !pod.deleting).length).join() === '3,0'",
    )
    page.locator(".play").click()
    assert learner.sees(f"new Set({sides}.map(({{time}}) => Math.round(time))).size === 1")
