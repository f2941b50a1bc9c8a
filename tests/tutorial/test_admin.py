"""The author's side: edit, preview, try, prove."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from tutorial.lessons.models import Lesson

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client):
    client.force_login(User.objects.create_superuser("author", password="x"))
    return client


def form_of(client, lesson) -> dict:
    """The change form as a browser would send it back unchanged."""
    page = client.get(reverse("admin:lessons_lesson_change", args=[lesson.pk]))
    assert page.status_code == 200
    context = page.context
    data = {f"{context['adminform'].form.add_prefix(n)}": v for n, v in context["adminform"].form.initial.items()}
    for inline in context["inline_admin_formsets"]:
        formset = inline.formset
        data |= {f"{formset.prefix}-{name}": value for name, value in formset.management_form.initial.items()}
        for form in formset.initial_forms:
            data |= {form.add_prefix(name): form.initial.get(name, "") for name in form.fields}
            data |= {form.add_prefix("id"): form.instance.pk, form.add_prefix("lesson"): lesson.pk}
    return {name: "" if value is None else value for name, value in data.items()}


def save(client, lesson, **changes):
    data = {**form_of(client, lesson), **changes}
    response = client.post(reverse("admin:lessons_lesson_change", args=[lesson.pk]), data, follow=True)
    return response, [str(message) for message in response.context["messages"]]


def test_a_lesson_that_proves_itself_is_published_as_a_new_version(author, sample_course):
    lesson = Lesson.objects.get(slug="first-pod")
    _, said = save(author, lesson, title_en="A very first pod")
    assert any("proved sample/first-pod; published as version 2" in text for text in said)
    lesson.refresh_from_db()
    assert lesson.published.content["title"]["en"] == "A very first pod"


def test_a_lesson_that_does_not_is_kept_as_a_draft_and_says_what_broke(author, sample_course):
    lesson = Lesson.objects.get(slug="first-pod")
    broken = lesson.structure.replace("image=ngnix", "image=nginx")
    _, said = save(author, lesson, structure=broken)
    assert any("does not prove itself" in text for text in said)
    assert any("wrong answer misspelt-image solves the lesson" in text for text in said)
    lesson.refresh_from_db()
    assert "image=ngnix" not in lesson.structure  # the draft is kept
    assert lesson.published.number == 1  # learners still get what was proved


def test_a_structure_that_is_no_yaml_is_kept_and_told(author, sample_course):
    _, said = save(author, Lesson.objects.get(slug="first-pod"), structure="goals: [")
    assert any("structure does not parse" in text for text in said)


def test_saving_proves_in_well_under_a_second(author, sample_course):
    from time import process_time

    from tutorial.admin.admin import PROFILES, SEEDS
    from tutorial.lessons.catalogue import lesson_document
    from tutorial.lessons.prove import prove

    lesson = lesson_document(Lesson.objects.get(slug="rolling"))
    began = process_time()
    assert prove(lesson, SEEDS, PROFILES) == []
    assert process_time() - began < 1


def test_the_form_documents_cel_and_previews_without_inline_scripts(author, sample_course):
    text = author.get(reverse("admin:lessons_lesson_change", args=[Lesson.objects.first().pk])).content.decode()
    assert "pods.exists(p, p.name" in text.replace("&quot;", '"')
    assert "js/page/admin-preview.js" in text
    assert "<script>" not in text


def test_the_preview_is_what_learners_will_see(author, client):
    answer = author.post(reverse("preview"), {"text": "# Hi <script>alert(1)</script>\n\n`x`"})
    assert answer.json() == {"html": "<h3>Hi </h3>\n<p><code>x</code></p>\n"}
    assert author.get(reverse("preview")).status_code == 405


@pytest.mark.parametrize(
    ("cel", "result"),
    [
        ("pods.size() == 0", "true"),
        ("pods.size() == 1", "false"),
        ("string(nodes.size())", "&#x27;1&#x27;"),
        ('get("Pod/x").metadata.name == "x"', "not met: no such object: Pod/x"),
        ("pods.", "1:6: Syntax error"),
        ("pods[0].x + 1 == 2", "Index error"),
    ],
)
@pytest.mark.django_db(transaction=True)
async def test_an_expression_can_be_tried_on_a_start_state(sample_course_async, cel, result):
    client = sample_course_async
    answer = await client.post(reverse("try"), {"cel": cel, "lesson": ""})
    assert result in answer.content.decode()


@pytest.fixture
def sample_course_async(transactional_db):
    from django.test import AsyncClient

    client = AsyncClient()
    client.force_login(User.objects.create_superuser("author", password="x"))
    return client


async def test_an_expression_can_be_tried_on_a_live_cluster(site, sample_course_async):
    live = await site.cluster()
    socket = await site.socket(live.id)
    await socket.run("kubectl run web --image=nginx")
    answer = await sample_course_async.post(reverse("try"), {"cel": 'pods[0].name == "web"', "cluster": live.id})
    assert '<pre id="result" class="orrery-result">true</pre>' in answer.content.decode()
    answer = await sample_course_async.post(reverse("try"), {"cel": "true", "cluster": "nothing"})
    assert "there is no cluster" in answer.content.decode()


@pytest.mark.parametrize("name", ["preview", "try", "admin:lessons_lesson_changelist", "admin:live_cluster_changelist"])
def test_learners_do_not_get_in(client, name):
    client.force_login(User.objects.create_user("learner", password="x"))
    response = client.post(reverse(name), {"cel": "true", "text": "x"})
    assert response.status_code == 302
    assert "/admin/login/" in response.headers["Location"]


def test_tokens_are_not_shown(author):
    from tutorial.live.models import Cluster

    cluster = Cluster.objects.create(browser="L" * 43)
    for name, arguments in [("admin:live_cluster_changelist", []), ("admin:live_cluster_change", [cluster.pk])]:
        text = author.get(reverse(name, args=arguments)).content.decode()
        assert cluster.id in text
        assert cluster.token not in text
        assert cluster.follow_key not in text


def test_a_lesson_with_checks_over_history_is_proved_and_its_mistakes_come_with_their_line(author, sample_course):
    lesson = Lesson.objects.get(slug="rolling")
    cel = "cel: pods.filter(p, p.ready).size() >= 2"
    assert cel in lesson.structure
    window = (
        "always: pods.filter(p, p.ready).size() >= 2\n  until: pods.all(p, p.containers[0].image == 'nginx:1.16.1')"
    )
    _, said = save(author, lesson, structure=lesson.structure.replace(cel, window))
    assert any("proved sample/rolling; published as version 2" in text for text in said)
    lesson.refresh_from_db()
    assert lesson.published.content["guards"][0]["says"] == "always"
    line = 1 + lesson.structure[: lesson.structure.index("always:")].count("\n")
    _, said = save(author, lesson, structure=lesson.structure.replace("always:", "sometimes:"))
    assert any(f"structure line {line}: guards[0].sometimes is not known; allowed: always, " in text for text in said)


async def test_a_check_over_history_can_be_tried_on_what_a_live_cluster_has_lived_through(site, sample_course_async):
    live = await site.cluster()
    socket = await site.socket(live.id)
    await socket.run("kubectl run web --image=nginx")
    await socket.run("kubectl delete pod web")
    tries = {
        "sometime: pods.exists(p, p.ready)": "met at ",
        "never: pods.exists(p, p.deleting != null)": "MODIFIED Pod/web (input.request), after `kubectl delete pod web`",
        "before: {first: 'pods.size() == 1', then: 'pods.exists(p, p.deleting != null)'}": "met at ",
        "always: pods.size() <= 1": ">open<",
        "never: pods[0].ready": "error: Index error",
        "always: pods.": "1:6: Syntax error",
        "always: 'true'\nuntil: []": "check.until is a list; it must be text",
    }
    for source, result in tries.items():
        answer = await sample_course_async.post(reverse("try"), {"cel": source, "cluster": live.id})
        text = answer.content.decode().replace("&#x27;", "'")
        assert result in text[text.index('id="result"') :], source
    answer = await sample_course_async.post(reverse("try"), {"cel": "never: 'false'"})
    assert "wants a live cluster" in answer.content.decode()
