"""Recordings where they stand: figures of the page, in another page's frame, in a file, behind a link."""

import re
import urllib.request

import pytest

from tests.browser.learner import TERMINAL

FIGURE = "document.querySelector('orrery-figure')"
SHOWN = "(document.querySelector('orrery-diagram')?.textContent ?? '')"


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_figure_plays_when_it_is_seen_and_can_be_wound_back(learner, language):
    page = learner.opens(f"/figures/adoption/embed/?lang={language}")
    assert learner.sees(f"{FIGURE}?.session?.playhead.playing", 10), "it does not play by itself"
    start = page.evaluate(f"{FIGURE}.session.whole.from")
    assert learner.sees(f"{FIGURE}.time > {start} + 6e6", 15)
    assert "create -f replicaset-definition.yaml" in page.locator(".figure-terminal").inner_text()
    assert learner.sees(f"{SHOWN}.includes('myapp-replicaset')", 10)
    page.locator(".play").click()
    assert learner.sees(f"!{FIGURE}.session.playhead.playing", 2)
    page.evaluate(f"{FIGURE}.session.playhead.seek({start}, {FIGURE}.session.wall())")
    assert learner.sees(f"!{SHOWN}.includes('myapp-replicaset')", 3), "there is no ReplicaSet yet"
    assert page.evaluate(f"{SHOWN}.includes('myapp-pod')")
    assert "replicaset-definition" not in page.locator(".figure-terminal").inner_text()


def test_who_wants_no_motion_sees_its_best_moment_standing(learner):
    learner.sits_at(720, 900, motion="reduce")
    learner.opens("/figures/adoption/embed/?lang=en")
    assert learner.sees(f"{SHOWN}.includes('myapp-replicaset')", 10)
    assert not learner.page.evaluate(f"{FIGURE}.session.playhead.playing")
    assert learner.page.evaluate(f"{FIGURE}.time === {FIGURE}.session.tape.poster")


@pytest.mark.parametrize(("slug", "wide"), [("cluster", 720), ("all", 720), ("cluster", 390)])
def test_a_figure_is_as_high_as_its_content(learner, slug, wide):
    learner.sits_at(wide, 1100, motion="reduce")
    page = learner.opens(f"/figures/{slug}/embed/?lang=ko")
    assert learner.sees(f"{FIGURE}?.natural > 400", 10)
    high = page.evaluate(f"{FIGURE}.natural + document.querySelector('figcaption').offsetHeight + 2")
    page.set_viewport_size({"width": wide, "height": high})
    assert learner.sees(f"{FIGURE}.offsetHeight <= {FIGURE}.natural + 1", 3)
    for box in (".diagram-picture", "html"):
        left = f"(box => box.scrollHeight - box.clientHeight)(document.querySelector('{box}'))"
        assert learner.sees(f"{left} <= 1", 5), f"{box} would scroll by {page.evaluate(left)} px"


def test_a_downloaded_figure_plays_from_the_disk(learner, site, tmp_path):
    file = tmp_path / "figure.html"
    with urllib.request.urlopen(f"{site}/figures/scaling/orrery.html?lang=ko") as answer:
        file.write_bytes(answer.read())
    learner.page.context.set_offline(True)
    learner.page.goto(file.as_uri())
    assert learner.sees(f"{FIGURE}?.session?.playhead.playing", 10)
    assert learner.sees(f"/myapp-replicaset.*6/s.test({SHOWN})", 20)
    assert "여섯 개로 늘리기" in learner.page.locator("figcaption").inner_text()


def test_a_learner_shares_a_session_and_a_reader_goes_on_from_it(learner):
    learner.opens("/en/playground/")
    assert learner.sees(f"Boolean({TERMINAL}) && document.querySelector('[data-open=share]').hidden === false", 15)
    learner.types("kubectl create deployment web --image=nginx --replicas=2")
    learner.skips(20)
    page = learner.page
    page.locator("[data-open=share]").click()
    page.locator("dialog .main-action").click()
    page.wait_for_selector(".share-row")
    link, embed = page.locator(".share-row code").all_inner_texts()
    assert re.fullmatch(r"http://[^/]+/s/[\w-]+/", link)
    assert link in embed.replace("embed/", "")
    assert "<iframe" in embed
    learner.sits_at()  # another browser, without a cookie
    page = learner.page
    page.goto(link)
    assert learner.sees(f"{FIGURE}?.session?.playhead.playing", 10)
    assert page.locator("[data-withdraw]").count() == 0
    page.evaluate(f"{FIGURE}.session.playhead.toNow()")
    page.locator("[data-go-on]").click()
    page.wait_for_url("**/playground/")
    assert learner.sees(f"Boolean({TERMINAL}) && document.querySelector('[data-open=share]').hidden === false", 15)
    learner.types("kubectl get deployment web")
    assert re.search(r"web +2/2", learner.screen())
