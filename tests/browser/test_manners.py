"""How the page behaves under a learner's hands: shortcuts, Hangul, errors at their lines, lost sockets, followers."""

import pytest

from tests.browser.learner import SESSION, TERMINAL

# The page's sockets within reach; while `window.cut` is set, new ones lead nowhere.
SOCKETS = """
  window.sockets = [];
  window.WebSocket = class extends WebSocket {
    constructor(url) {
      super(window.cut ? 'ws://127.0.0.1:59999/' : url);
      sockets.push(this);
    }
  };
"""


def test_ctrl_s_saves_no_page_and_ctrl_enter_applies(learner):
    learner.opens_lesson("en", "pod")
    page = learner.page
    page.evaluate("addEventListener('keydown', (event) => setTimeout(() => (window.kept = event.defaultPrevented)))")
    page.locator("orrery-editor .cm-content").click()
    page.keyboard.press("Control+s")
    assert learner.sees("window.kept === true")
    assert learner.unmet()
    page.keyboard.press("Control+Enter")
    learner.until_solved()


def test_no_shortcut_fires_in_the_middle_of_a_hangul_composition(learner):
    learner.opens_lesson("ko", "pod")
    page = learner.page
    page.locator("orrery-editor .cm-content").click()
    page.evaluate("""() => {
        const key = { key: 'Enter', code: 'Enter', ctrlKey: true };
        document.activeElement.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
        document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { ...key, bubbles: true, cancelable: true }));
    }""")
    page.wait_for_timeout(800)
    assert "kubectl" not in learner.screen()


@pytest.mark.parametrize("typed", ["ㅏㅕㅠㄷㅊ싀 get pods", "ㅏㅕㅠㄷㅊ싀 ㅎㄷㅅ ㅔㅐㅇㄴ"])
def test_a_command_typed_in_hangul_is_offered_in_english(learner, typed):
    learner.opens_lesson("ko", "adoption")
    learner.types(typed)
    assert "kubectl get pods" in learner.screen()
    assert "Running" not in learner.screen()
    learner.page.keyboard.press("Enter")
    assert learner.sees(f"!{TERMINAL}.busy")
    assert learner.reads("myapp-pod   1/1     Running")


def test_the_servers_error_stands_at_its_line_and_can_be_fixed(learner):
    learner.opens_lesson("en", "adoption")
    page = learner.page
    learner.types("kubectl create -f replicaset-definition.yaml")
    assert 'unknown field "spec.selector.matchLabel"' in learner.screen().replace("\n", "")
    problem = page.get_by_text("did you mean").first
    problem.wait_for()
    page.get_by_role("button", name="Fix").first.click()
    assert learner.sees("document.querySelector('orrery-editor').innerText.includes('matchLabels:')")
    page.wait_for_timeout(500)
    learner.types("kubectl create -f replicaset-definition.yaml")
    learner.until_solved()


def test_a_dropped_socket_is_told_and_resumed_where_it_was(learner):
    learner.page.add_init_script(SOCKETS)
    learner.opens_lesson("en", "deployment")
    learner.types("kubectl create -f deployment-definition.yaml")
    learner.page.evaluate("window.cut = true; sockets.at(-1).close()")
    assert learner.sees("!document.querySelector('orrery-banner').hidden")
    assert learner.page.locator("orrery-banner").inner_text().strip()
    learner.page.evaluate("window.cut = false")
    assert learner.sees(f"{SESSION}.connection.state === 'open'")
    learner.until_solved()
    learner.complaints = [
        text for text in learner.complaints if "127.0.0.1:59999/" not in text
    ]  # the sockets led nowhere


def test_a_follower_sees_the_same_live_cluster_and_may_not_touch_it(learner):
    page = learner.opens("/en/courses/big-picture/deployment/present/")
    assert learner.sees(f"{SESSION}?.connection?.state === 'open'")
    page.locator("[data-follow]").click()
    address = page.locator(".follow-dialog .address").inner_text()
    page.keyboard.press("Escape")
    follower = page.context.browser.new_context().new_page()
    follower.goto(f"http://{address}")
    follower.wait_for_selector("orrery-diagram svg")
    learner.types("kubectl create -f deployment-definition.yaml")
    follower.locator("orrery-terminal", has_text="deployment.apps/myapp-deployment created").wait_for()
    assert follower.evaluate(f"{SESSION}.role") == "follower"
    deletion = "{ line: 'kubectl delete deployment --all' }"
    refused = follower.evaluate(f"{SESSION}.send('terminal', {deletion}).then(() => '', (no) => no.code)")
    assert refused
    follower.context.close()
    learner.types("kubectl get deployments")
    assert "myapp-deployment" in learner.screen()


def test_what_is_clicked_shows_its_yaml_events_and_causes(learner):
    learner.opens_lesson("en", "adoption")
    page = learner.page
    page.locator("orrery-diagram [aria-label*='myapp-pod'] text").first.click()
    shown = "document.querySelector('orrery-inspector').innerText"
    assert learner.sees(
        f"{shown}.includes('myapp-pod') && {shown}.includes('kubectl create -f pod-definition.yaml')", 10
    ), "the chain of causes leads back to what was typed"
    for tab, telling in (("YAML", "kind: Pod"), ("Events", "Successfully assigned")):
        page.locator("orrery-inspector").get_by_text(tab, exact=True).click()
        assert learner.sees(f"{shown}.includes('{telling}')"), tab


def test_a_prediction_is_answered_by_the_learners_own_cluster_and_can_be_tried(learner):
    learner.opens_lesson("ko", "rolling-update")
    page = learner.page
    card = page.locator("orrery-question").first
    card.locator("button", has_text="3").first.click()
    assert learner.sees("document.querySelector('orrery-question .told svg') !== null")
    assert "4가 됩니다" in card.inner_text()
    card.locator(".told button", has_text="그 순간 보기").click()
    figure = "document.querySelector('dialog orrery-figure')"
    assert learner.sees(f"{figure}?.session?.time > {figure}?.session?.tape.shows")
    shown = f"{figure}.querySelectorAll('.pod:not(.is-terminating)').length"
    assert learner.sees(f"{shown} >= 4"), f"the moment with four pods shows {page.evaluate(shown)}"
    assert page.evaluate(f"{figure}.session.playhead.playing") is False
    page.locator("dialog button", has_text="닫기").click()
    card.locator("button", has_text="4").first.click()
    assert learner.sees("document.querySelector('orrery-question .told').textContent.includes('맞습니다')")
    card.locator(".told button", has_text="직접 보기").click()
    assert learner.sees(f"!{TERMINAL}.busy")
    assert "image updated" in learner.screen()
