"""Floods are slowed, repeats are answered once."""

from tutorial.live.limits import Answered, Bucket


def test_a_burst_passes_then_the_rate_holds():
    now = [0.0]
    bucket = Bucket(rate=2, burst=3, now=lambda: now[0])
    assert [bucket.take() for _ in range(5)] == [True, True, True, False, False]
    now[0] = 1.0
    assert [bucket.take() for _ in range(3)] == [True, True, False]


def test_what_was_spent_is_made_good():
    now = [0.0]
    bucket = Bucket(rate=10, burst=20, now=lambda: now[0])
    bucket.spend(50)
    assert not bucket.take()
    now[0] = 3.0
    assert not bucket.take()
    now[0] = 3.2
    assert bucket.take()


def test_answers_are_kept_by_id_the_oldest_go_first():
    answered = Answered(kept=2)
    for id_ in ("a", "b", "c"):
        answered.put(id_, {"type": "ack", "id": id_})
    assert answered.get("a") is None
    assert answered.get("c") == {"type": "ack", "id": "c"}
    again = Answered()
    again.load(answered.dump())
    assert again.get("b")["type"] == "ack"
