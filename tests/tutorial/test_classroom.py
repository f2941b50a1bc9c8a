"""The link that a presenter gives away."""

import json
import re

import pytest

from tests.tutorial.conftest import LEARNER
from tutorial.lessons.catalogue import published
from tutorial.live.models import Cluster

pytestmark = pytest.mark.django_db


@pytest.fixture
def cluster(sample_course):
    return Cluster.objects.create(browser=LEARNER, version=published("sample", "first-pod"), language="ko")


@pytest.mark.parametrize(("header", "language", "title"), [("ko", "ko", "첫 파드"), ("en-US", "en", "A first pod")])
def test_a_follower_gets_the_lesson_in_their_own_language_and_the_presenters_cluster(
    client, cluster, header, language, title
):
    response = client.get(f"/follow/{cluster.follow_key}/", headers={"accept-language": header})
    boot = json.loads(re.search(r'id="boot"[^>]*>(.*?)</script>', response.content.decode(), re.S)[1])
    assert (boot["mode"], boot["lang"], boot["lesson"]["title"]) == ("follow", language, title)
    assert boot["cluster"] == {
        "id": cluster.id,
        "socket": f"/ws/clusters/{cluster.id}/?key={cluster.follow_key}&lang={language}",
    }
    assert cluster.token not in response.content.decode()


def test_the_language_can_be_switched(client, cluster):
    response = client.get(f"/follow/{cluster.follow_key}/?lang=en", headers={"accept-language": "ko"})
    assert 'lang="en"' in response.content.decode()
    assert f"/follow/{cluster.follow_key}/?lang=ko" in response.content.decode()


def test_a_playground_can_be_followed_too(client):
    cluster = Cluster.objects.create(browser=LEARNER)
    assert client.get(f"/follow/{cluster.follow_key}/").status_code == 200


@pytest.mark.parametrize("key", ["nobody", "0" * 32])
def test_a_wrong_key_is_answered_kindly(client, cluster, key):
    for language, words in (("ko", "이제 없습니다"), ("en", "no longer here")):
        gone = client.get(f"/follow/{key}/?lang={language}")
        assert gone.status_code == 410 and words in gone.content.decode()


def test_the_clusters_token_is_no_key(client, cluster):
    assert client.get(f"/follow/{cluster.token}/").status_code == 410
