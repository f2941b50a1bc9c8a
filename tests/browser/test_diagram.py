"""The diagram alone, in Chromium, fed with scripted frames (diagram-demo.html): what it draws, moves, says, costs."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MOST = 24  # --motion-max
SCENES = [("regroup", 0), ("rollout", 13), ("failure", 100), ("hostile", 3.9), ("network", 3)]

# Every text on screen: what, how large, and whether it lies on another or reaches out of the picture.
TEXTS = """() => {
  const texts = [...document.querySelectorAll('.diagram-picture text')].filter((text) => text.textContent.trim());
  const inside = document.querySelector('.diagram-picture').getBoundingClientRect();
  const boxes = texts.map((text) => {
    const { left, right, top, bottom } = text.getBoundingClientRect();
    const size = parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a;
    return { text: text.textContent, left, right, top: top + 3, bottom: bottom - 3, size };
  });
  const wrong = boxes.filter(({ size }) => size < 10.9).map(({ text, size }) => `${text}: ${size.toFixed(1)} px`);
  for (const [i, a] of boxes.entries()) {
    if (a.right > inside.right + 1 || a.left < inside.left - 1) wrong.push(`${a.text}: outside`);
    for (const b of boxes.slice(i + 1)) {
      const on = a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
      if (on) wrong.push(`${a.text} on ${b.text}`);
    }
  }
  return wrong;
}"""


# Two frames in a row look the same: it stands. What plays never does, and is shown at once.
STANDS = """async () => {
  let before = null;
  const look = () => document.querySelector('orrery-diagram').innerHTML;
  for (let frame = 0; frame < 30 && before !== (before = look()); frame++)
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""


class Quiet(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def end_headers(self):
        self.send_header("Cache-Control", "max-age=3600")
        super().end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def files():
    """The address of the repository's files."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(ROOT)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/tests/browser/diagram-demo.html"
    server.shutdown()
    server.server_close()


@pytest.fixture
def show(desk, files):
    """Opens a scene; fails the test on any error of the page."""
    errors = []
    page = desk.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))

    def open_(options, width=1058, height=514):
        page.set_viewport_size({"width": width, "height": height})
        page.goto("about:blank")
        page.goto(f"{files}#{options}")
        page.wait_for_selector("orrery-diagram .planet")
        page.evaluate(STANDS)
        return page

    yield open_
    page.close()
    assert errors == []


@pytest.mark.parametrize("size", [(1058, 514), (390, 844), (1440, 652)], ids=str)
@pytest.mark.parametrize("grouping", ["node", "owner", "label"])
@pytest.mark.parametrize(("scene", "time"), SCENES)
def test_no_text_is_small_or_lies_on_another(show, scene, time, grouping, size):
    for language in ("ko", "en"):
        present = "&present" if size[0] == 1440 else ""
        page = show(f"scene={scene}&t={time}&grouping={grouping}&lang={language}{present}", *size)
        assert page.evaluate(TEXTS) == [], language


def test_nothing_moves_on_first_load(show):
    page = show("scene=regroup&t=0")
    assert page.evaluate("document.getAnimations().length") == 0


def test_the_same_elements_fly_between_groupings(show):
    page = show("scene=regroup&t=0")
    page.evaluate("window.before = new Map([...document.querySelectorAll('.pod')].map((it) => [it.dataset.uid, it]))")
    for grouping in ("owner", "label", "node"):
        page.click(f"[data-grouping={grouping}]")
        page.wait_for_function("document.getAnimations().length > 0")
        page.wait_for_function("document.getAnimations().length === 0")
        same = "[...document.querySelectorAll('.pod[data-uid]')].every((pod) => before.get(pod.dataset.uid) === pod)"
        assert page.evaluate(same)
    assert page.evaluate("document.querySelectorAll('.pod[data-uid]').length") == 10


@pytest.mark.parametrize(("time", "shape"), [(0.7, ".pulse"), (3.9, ".reach"), (5.8, ".flight"), (9.3, ".ghost")])
def test_a_sought_moment_stands_in_flight(show, time, shape):
    page = show(f"scene=adoption&t={time}")
    assert page.locator(shape).count() > 0
    running = "document.getAnimations().filter((animation) => animation.playState === 'running').length"
    assert page.evaluate(running) == 0


def test_reduced_motion_draws_instead_of_moving(show):
    page = show("scene=adoption&t=4.4&reduced")
    assert page.evaluate("document.getAnimations().length") == 0
    assert page.locator(".flight.is-told").count() == 1
    assert page.locator(".pod.is-told").count() == 1
    assert page.locator(".spoke.is-live").count() > 0


def test_hostile_names_are_text(show):
    page = show("scene=hostile&t=3.9&lang=en")
    assert page.locator("orrery-diagram script").count() == 0
    assert "<script>alert(1)</script>" in page.locator(".pod title").all_text_contents()
    labels = page.evaluate("[...document.querySelectorAll('[aria-label]')].map((it) => it.getAttribute('aria-label'))")
    assert all(len(label) < 200 and "\u0007" not in label for label in labels)


def test_the_keyboard_reaches_everything(show):
    page = show("scene=regroup&t=0&unchosen&lang=en")
    page.evaluate("""
      window.told = [];
      const tell = (event) => told.push([event.type, event.detail.uid]);
      for (const name of ['orrery-select', 'orrery-fault-menu']) document.addEventListener(name, tell);
    """)
    page.locator("[data-grouping=label]").focus()
    page.keyboard.press("Tab")
    for key in ("ArrowDown", "ArrowRight", "Enter", "Shift+F10", "Escape"):
        page.keyboard.press(key)
    uid = "uid-Pod-shop-7lq4p"
    assert page.evaluate("told") == [["orrery-select", uid], ["orrery-fault-menu", uid], ["orrery-select", None]]
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('svg')") is None, "one stop for Tab"


def test_the_story_is_told_in_words(show):
    for language, sentence in (("ko", "원하는 3개 중 1개 있음 → 2개 생성"), ("en", "1 of 3 wanted exist → create 2")):
        page = show(f"scene=adoption&t=5.2&lang={language}")
        page.wait_for_function("(text) => told.some((said) => said.text === text)", arg=sentence)
        assert page.locator(".caption text").first.text_content() == sentence


MOVING = """async () => {
  const [take, moving] = [diagram.frame.bind(diagram), []];
  diagram.frame = (frame) => {
    take(frame);
    const pods = document.getAnimations().map((animation) => animation.effect.target.closest('.pod')).filter(Boolean);
    moving.push(new Set(pods).size);
  };
  await new Promise((done) => setTimeout(done, 3000));
  return moving;
}"""


def test_a_thousand_pods_roll_with_no_more_moves_than_the_budget(show):
    """What it costs in time is a figure of `make bench`, not a test."""
    moving = show("scene=many&play").evaluate(MOVING)
    assert len(moving) > 10
    assert 0 < max(moving) <= MOST
