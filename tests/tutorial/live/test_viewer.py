"""A socket that falls behind costs nobody anything."""

from tutorial.live.viewer import OWNER, Viewer


def viewer(window=3):
    sent = []
    return Viewer(sent.append, lambda code: None, OWNER, "en", window), sent


def test_nothing_is_sent_before_hello():
    one, sent = viewer()
    one.offer("changes", 1)
    one.tell("clock")
    assert sent == []
    one.answer("ack")
    assert sent == ["ack"]


def test_unseen_frames_stop_at_the_window_and_a_snapshot_is_due():
    one, sent = viewer(window=3)
    one.greet(0)
    for revision in range(1, 10):
        one.offer(str(revision), revision)
    assert sent == ["1", "2"]  # the snapshot of the greeting is unseen as well
    assert one.behind
    assert one.seen(0) is False
    assert one.seen(2) is True
    one.greet(9)
    one.offer("10", 10)
    assert sent[-1] == "10"


def test_who_keeps_up_gets_everything():
    one, sent = viewer(window=2)
    one.greet(0)
    for revision in range(1, 50):
        assert one.seen(revision - 1) is False
        one.offer(str(revision), revision)
    assert len(sent) == 49
    assert one.lost == 0
