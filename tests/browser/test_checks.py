"""What broke a check: told where the learner looks, a press from its moment and from another try."""

import pytest

from tests.browser.learner import SESSION

DELETE = "kubectl delete deployment myapp-deployment"
MARK = "document.querySelector('orrery-timebar .mark-failure')"
BROKEN = "orrery-checks li.is-broken"
SAID = {
    "ko": ("그 순간 보기", "바로 앞에서 다시 하기", "사라짐 → 삭제", f"{DELETE} 바로 앞으로 돌아왔습니다."),
    "en": ("Show that moment", "Try again from just before", "is gone → delete", f"Back to just before {DELETE}"),
}
HEAD = f"{SESSION}.clock.at({SESSION}.wall())"


@pytest.mark.parametrize("language", SAID)
def test_a_broken_check_leads_to_its_moment_and_back_to_another_try_by_keyboard_alone(learner, language):
    show, again, happened, told = SAID[language]
    learner.opens_lesson(language, "rolling-update")
    page = learner.page
    learner.types(DELETE)
    learner.skips(40)
    row = page.locator(BROKEN).first
    row.wait_for()
    assert happened in row.inner_text()
    assert DELETE in row.inner_text()
    check = page.evaluate(f"{SESSION}.checks.find(({{ state }}) => state === 'broken')")
    assert check["moment"]["object"]["name"] in row.inner_text()
    assert f"{check['at'] // 60_000_000:02}:{check['at'] // 1_000_000 % 60:02}" in row.locator("time").inner_text()
    assert learner.sees(f"{MARK} !== null")
    mark = page.evaluate(f"{MARK}.getBoundingClientRect().toJSON()")  # in one go: it is drawn anew as time passes
    page.mouse.move(mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2)
    assert check["text"] in page.locator(".mark-hint").inner_text()

    alarm = page.locator("orrery-alarm .alarm-row").first  # the list lies below the fold: this is what nobody misses
    assert row.bounding_box()["y"] > 900
    assert check["text"] in alarm.inner_text()
    assert alarm.bounding_box()["y"] + alarm.bounding_box()["height"] < 900
    assert check["text"] in page.locator("orrery-alarm [role=alert]").inner_text()
    assert page.locator("orrery-standing .is-broken").is_visible()

    button = alarm.get_by_role("button", name=show)
    assert button.get_attribute("aria-label") == f"{show}: {check['text']}"
    button.focus()
    page.evaluate(f"{SESSION}.send('terminal', {{ line: 'kubectl create deployment b --image=nginx:1.9.1' }})")
    learner.skips(40)
    page.locator("orrery-checks li.is-unmet small", has_text="1 / 3").wait_for()  # another row is told anew
    assert button.evaluate("(button) => button === document.activeElement")
    page.keyboard.press("Enter")
    assert learner.sees(f"!{SESSION}.playhead.live && {SESSION}.playhead.at(0) === {check['at']}")
    assert page.locator("orrery-timebar").get_attribute("class").split().count("is-past") == 1
    page.locator("orrery-inspector h2", has_text=check["moment"]["object"]["name"]).wait_for()
    assert page.evaluate("document.querySelector('orrery-diagram').selected") == check["moment"]["object"]["uid"]

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == f"{again}: {check['text']}"
    page.keyboard.press("Enter")
    page.get_by_text(told).wait_for()
    assert learner.sees(f"{SESSION}.playhead.live && {HEAD} < {check['at']}")
    assert page.locator(BROKEN).count() == 0
    assert not alarm.is_visible()
    assert page.evaluate("document.querySelector('orrery-terminal').contains(document.activeElement)")
    learner.types("kubectl set image deployment/myapp-deployment nginx-container=nginx:1.9.1")
    learner.until_solved()
    assert page.locator("orrery-checks li.is-met").count() == 6  # the guards too: the change is over, and they held


def test_on_a_phone_what_broke_covers_nothing_can_be_put_away_and_offers_another_try(learner):
    learner.sits_at(390, 844)
    learner.opens_lesson("en", "rolling-update")
    page = learner.page
    page.evaluate(f"{SESSION}.send('terminal', {{ line: '{DELETE}' }})")
    learner.skips(40)
    page.locator(".narrow-tabs [role=tab]", has_text="Terminal").click()
    rows = page.locator("orrery-alarm .alarm-row")
    rows.first.wait_for()
    screen, alarm = (page.locator(name).bounding_box() for name in ("orrery-terminal", "orrery-alarm"))
    assert screen["y"] + screen["height"] <= alarm["y"]
    broken = rows.count()
    rows.first.get_by_role("button", name="Put this notice away").click()
    assert rows.count() == broken - 1
    rows.first.get_by_role("button", name="Try again").click()
    assert learner.sees(f"{SESSION}.checks.every(({{ state }}) => state !== 'broken')")
    assert not rows.first.is_visible()
