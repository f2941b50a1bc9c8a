"""Recordings where they stand: figures of the page, in another page's frame, in a file, behind a link."""

import re
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tests.browser.learner import TERMINAL

FIGURE = "document.querySelector('orrery-figure')"
SHOWN = "(document.querySelector('orrery-diagram')?.textContent ?? '')"


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_figure_plays_when_it_is_seen_and_can_be_wound_back(learner, language):
    page = learner.opens(f"/figures/adoption/embed/?lang={language}")
    assert learner.sees(f"{FIGURE}?.session?.playhead.playing"), "it does not play by itself"
    start = page.evaluate(f"{FIGURE}.session.whole.from")
    assert learner.sees(f"{FIGURE}.time > {start} + 6e6")
    assert "create -f replicaset-definition.yaml" in page.locator(".figure-terminal").inner_text()
    assert learner.sees(f"{SHOWN}.includes('myapp-replicaset')")
    page.locator(".play").click()
    assert learner.sees(f"!{FIGURE}.session.playhead.playing")
    page.evaluate(f"{FIGURE}.session.playhead.seek({start}, {FIGURE}.session.wall())")
    assert learner.sees(f"!{SHOWN}.includes('myapp-replicaset')"), "there is no ReplicaSet yet"
    assert page.evaluate(f"{SHOWN}.includes('myapp-pod')")
    assert "replicaset-definition" not in page.locator(".figure-terminal").inner_text()


def test_who_wants_no_motion_sees_its_best_moment_standing(learner):
    learner.sits_at(720, 900, motion="reduce")
    learner.opens("/figures/adoption/embed/?lang=en")
    assert learner.sees(f"{SHOWN}.includes('myapp-replicaset')")
    assert not learner.page.evaluate(f"{FIGURE}.session.playhead.playing")
    assert learner.page.evaluate(f"{FIGURE}.time === {FIGURE}.session.tape.poster")


@pytest.mark.parametrize(("slug", "wide"), [("cluster", 720), ("all", 720), ("cluster", 390)])
def test_a_figure_is_as_high_as_its_content(learner, slug, wide):
    learner.sits_at(wide, 1100, motion="reduce")
    page = learner.opens(f"/figures/{slug}/embed/?lang=ko")
    assert learner.sees(f"{FIGURE}?.natural > 400")
    high = page.evaluate(f"{FIGURE}.natural + document.querySelector('figcaption').offsetHeight + 2")
    page.set_viewport_size({"width": wide, "height": high})
    assert learner.sees(f"{FIGURE}.offsetHeight <= {FIGURE}.natural + 1")
    for box in (".diagram-picture", "html"):
        left = f"(box => box.scrollHeight - box.clientHeight)(document.querySelector('{box}'))"
        assert learner.sees(f"{left} <= 1"), f"{box} would scroll by {page.evaluate(left)} px"


@pytest.mark.parametrize(
    ("address", "language", "theme", "words"),
    [
        ("/figures/scaling/orrery.html", "ko", "light", "여섯 개로 늘리기"),
        ("/figures/scaling/orrery.html", "en", "dark", "Scaling to six"),
        ("/courses/big-picture/undo/steps/undo/orrery.html", "ko", "dark", "한 걸음 뒤로"),
    ],
)
def test_a_downloaded_figure_plays_from_the_disk(learner, site, tmp_path, address, language, theme, words):
    learner.sits_at(900, 900, theme=theme)
    file = tmp_path / "figure.html"
    with urllib.request.urlopen(f"{site}{address}?lang={language}") as answer:
        file.write_bytes(answer.read())
    asked = []
    learner.page.on("request", lambda request: asked.append(request.url))
    learner.page.context.set_offline(True)
    learner.page.goto(file.as_uri())
    assert learner.sees(f"{FIGURE}?.session?.playhead.playing")
    assert learner.sees(f"/myapp-(replicaset.*6|deployment)/s.test({SHOWN})")
    assert words in learner.page.locator("figcaption").inner_text()
    background = learner.page.evaluate("getComputedStyle(document.querySelector('.embed')).backgroundColor")
    light = sum(map(float, re.findall(r"[\d.]+", background)[:3]))
    assert (light > 600) == (theme == "light"), background
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == [], "nothing is fetched"


BLOG = """<!doctype html><h1>Blog</h1>
<iframe src="{site}/figures/scaling/embed/?lang=en" width="720" height="760"></iframe>
<p style="height: 3000px"></p>
<iframe src="{site}/en/"></iframe>"""


@pytest.fixture
def blog(site):
    """A long page of another origin with a figure in its column, and with the site's front page in a frame."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(BLOG.format(site=site).encode())

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_in_another_sites_page_a_figure_sets_no_cookie_takes_keys_and_leaves_scrolling(learner, blog):
    learner.sits_at(900, 700)
    page = learner.page
    page.goto(blog)
    frame = learner.page = next(found for found in page.frames if "/figures/" in found.url)
    assert learner.sees(f"{FIGURE}?.session?.playhead.playing")
    frame.locator(".play").focus()
    page.keyboard.press("Enter")
    assert learner.sees(f"!{FIGURE}.session.playhead.playing"), "the keyboard stops it"
    frame.locator(".scrub svg").focus()
    page.keyboard.press("Home")
    assert learner.sees(f"{FIGURE}.time === {FIGURE}.session.tape.from")
    page.keyboard.press("ArrowRight")
    assert learner.sees(f"{FIGURE}.time === {FIGURE}.session.tape.from + 1e6")
    learner.page = page
    page.mouse.move(360, 400)
    page.mouse.wheel(0, 900)
    assert learner.sees("scrollY > 300"), "the wheel over the figure scrolls the page"
    assert page.context.cookies() == []
    refused = [text for text in learner.complaints if "frame-ancestors" in text or "x-frame-options" in text.lower()]
    assert refused, "only figures may stand in a frame"
    learner.complaints[:] = [text for text in learner.complaints if text not in refused]


def test_a_learner_shares_a_session_and_a_reader_goes_on_from_it(learner):
    learner.opens("/en/playground/")
    assert learner.sees(f"Boolean({TERMINAL}) && document.querySelector('[data-open=share]').hidden === false")
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
    assert learner.sees(f"{FIGURE}?.session?.playhead.playing")
    assert page.locator("[data-withdraw]").count() == 0
    page.evaluate(f"{FIGURE}.session.playhead.toNow()")
    page.get_by_label("Speed", exact=True).get_by_role("combobox").select_option("any")
    page.keyboard.type("1/4")
    page.keyboard.press("Enter")
    assert page.evaluate(f"{FIGURE}.session.playhead.rate") == 0.25  # also where it stands at its end
    page.locator(".is-previous").click()
    last = page.evaluate(f"{FIGURE}.time")
    page.locator(".is-previous").click()
    assert page.evaluate(f"{FIGURE}.time") < last
    page.evaluate(f"{FIGURE}.session.playhead.toNow()")
    page.locator("[data-go-on]").click()
    page.wait_for_url("**/playground/")
    assert learner.sees(f"Boolean({TERMINAL}) && document.querySelector('[data-open=share]').hidden === false")
    learner.types("kubectl get deployment web")
    assert re.search(r"web +2/2", learner.screen())
