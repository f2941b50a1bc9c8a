"""Which lines of an answer belong to which step."""

from pathlib import Path

import pytest

from tutorial.lessons.document import BadLesson
from tutorial.lessons.folder import read_course
from tutorial.lessons.parts import parts, parts_shown, problems
from tutorial.lessons.shape import read_structure

COURSE = Path(__file__).parents[3] / "tutorial" / "lessons" / "courses" / "big-picture"
SCRIPT = """# made by hand
kubectl get nodes
# step: create
cat > note.txt <<'EOF'
# step: look
EOF
kubectl create -f pod.yaml
  # step:  look
kubectl get pods |
  grep web
"""


def test_a_part_is_what_follows_its_mark_and_a_mark_in_a_document_is_text():
    create, look = parts(SCRIPT)
    assert (create.step, look.step) == ("create", "look")
    assert create.before == "# made by hand\nkubectl get nodes\n"
    assert create.script.startswith("cat > note.txt")
    assert create.script.endswith("kubectl create -f pod.yaml\n")
    assert look.script == "kubectl get pods |\n  grep web\n"
    assert SCRIPT.startswith(look.before)
    assert parts("kubectl get pods\n") == []


WRONG = {
    "# step: dance\nls": "marks 'dance', which is no step; steps: create, look",
    "# step: create\nls\n# step: create\nls": "marks step create twice",
    "# step: look\nls\n# step: create\nls": "marks step create after look; the steps' order is create, look",
    "# step: create\n\n# nothing": "has no command for step create, which it marks",
}


@pytest.mark.parametrize("script", WRONG)
def test_marks_that_fit_no_step_are_told(script):
    assert list(problems(script, ["create", "look"])) == [WRONG[script]]
    with pytest.raises(BadLesson) as told:
        read_structure(
            "lesson", {"steps": [{"id": "create"}, {"id": "look"}], "answers": [{"id": "a", "script": script}]}
        )
    assert told.value.problems == [f"answer a.script {WRONG[script]}"]


def test_every_shipped_lesson_has_a_figure_for_a_step():
    for lesson in read_course(COURSE).lessons:
        assert parts_shown(lesson), lesson.slug
