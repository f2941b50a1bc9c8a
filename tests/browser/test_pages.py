"""Every page at every size, theme and language: nothing overflows, nothing errs, and axe has no serious finding."""

import json
from pathlib import Path

import pytest

AXE = Path(__file__).parents[2] / ".cache" / "axe.min.js"
PAGES = {
    "home": "/{}/",
    "lesson": "/{}/courses/big-picture/adoption/",
    "present": "/{}/courses/big-picture/rolling-update/present/",
    "playground": "/{}/playground/",
    "simulated": "/{}/simulated/",
    "figures": "/{}/figures/",
}
SIZES = {"wide": (1440, 900), "narrow": (390, 844)}
LIVE = ("lesson", "present", "playground")


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", PAGES)
def test_page(learner, name, size, language):
    learner.sits_at(*SIZES[size], motion="reduce")
    page = learner.opens(PAGES[name].format(language))
    if name in LIVE:
        assert learner.sees("document.querySelectorAll('orrery-diagram [data-uid], orrery-diagram svg g').length > 5")
    page.wait_for_load_state("networkidle")
    assert page.locator("html").get_attribute("lang") == language
    grounds = set()
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        grounds.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the window"
        if name in LIVE:
            assert page.evaluate("document.documentElement.scrollHeight <= innerHeight"), "it scrolls under its bar"
        assert serious_findings(page) == [], theme
    assert len(grounds) == 2, "it follows the system's theme"


def serious_findings(page):
    """What axe calls serious or critical, as readable lines."""
    if not AXE.exists():
        raise RuntimeError(f"{AXE} is missing; `make setup-test` installs it")
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
    return [
        f"{f['id']}: {f['help']}: {json.dumps([n['target'] for n in f['nodes']][:5])}"
        for f in found
        if f["impact"] in ("serious", "critical")
    ]
