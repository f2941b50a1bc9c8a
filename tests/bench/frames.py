"""Scripts' time on Chromium's main thread per frame of changes while 1,000 pods roll, drawing included, in ms."""

import shutil
import statistics
import sys
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).parents[2]
SCENE = "#scene=many&play"
RUNS = 3  # other processes may take the processor: the best run is the program's own

COUNTED = """
  window.spent = 0;
  const next = requestAnimationFrame.bind(window);
  const timed = (draw) => (time) => {
    const from = performance.now();
    draw(time);
    spent += performance.now() - from;
  };
  window.requestAnimationFrame = (draw) => next(timed(draw));
"""
SPENT = """async () => {
  const frames = [];
  const take = diagram.frame.bind(diagram);
  diagram.frame = (frame) => {
    if (frame.type === 'changes') frames.push(spent);
    const from = performance.now();
    take(frame);
    spent = performance.now() - from;
  };
  await new Promise((done) => setTimeout(done, 5000));
  return frames.slice(1);
}"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@contextmanager
def opened(scene: str, script: str = ""):
    """A page of the diagram's demo (None, with a word about it, where there is no browser)."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        print("  not measured: Playwright is missing (make setup-test)", file=sys.stderr)
        yield None
        return
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(ROOT)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1058, "height": 514})
            page.add_init_script(script)
            page.goto(f"http://127.0.0.1:{server.server_port}/tests/browser/diagram-demo.html{scene}")
            page.wait_for_selector("orrery-diagram .planet")
            yield page
            browser.close()
    except Error as error:
        print(f"  not measured: {error.message.splitlines()[0]} (make setup-test)", file=sys.stderr)
        yield None
    finally:
        server.shutdown()
        server.server_close()


def measure() -> dict:
    with opened(SCENE, COUNTED) as page:
        if page is None:
            return {"frame_ms_1000_pods": None}
        medians = [_median(page) for _ in range(RUNS)]
    return {"frame_ms_1000_pods": round(min(medians), 2)}


def _median(page) -> float:
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_selector("orrery-diagram .planet")
    return statistics.median(page.evaluate(SPENT))
