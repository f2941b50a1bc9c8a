"""A lesson and a course as plain data: what the files, the database, the pages, the checks and the prover share."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from hashlib import sha256

LANGUAGES = ("ko", "en")
HINTS = 3
Text = dict[str, str]  # language → text


class BadLesson(ValueError):
    """`problems`: one sentence for each thing that is wrong, naming its place in the files."""

    def __init__(self, place: str, problems: list[str]):
        super().__init__(f"{place}: " + "; ".join(problems))
        self.place = place
        self.problems = problems


SAYS = ("always", "never", "sometime", "before")


@dataclass
class Check:
    """A goal (to be reached) or a guard (never to be broken): CEL over the recorded history, and the words for it.

    `says`: one of SAYS; "" is a goal's `sometime` and a guard's `always`. Of `before`, `cel` is what comes then and
    `first` what must have held at an earlier moment, at least `apart` seconds earlier. Moments count from the first at
    which `since` holds (in the files: `from`) up to the first after it at which `until` holds, which no longer counts.
    """

    id: str
    cel: str
    text: Text
    detail: str = ""  # CEL giving a string: what is still missing, or what was wrong when it broke
    says: str = ""
    first: str = ""
    apart: float = 0
    since: str = ""
    until: str = ""

    def expressions(self) -> dict[str, str]:
        """What it says in CEL that gives yes or no, by the name that the files have for it."""
        named = {self.says or "cel": self.cel, "from": self.since, "until": self.until}
        if self.says == "before":
            named = {"before.first": self.first, "before.then": self.cel, "from": self.since, "until": self.until}
        return {name: cel for name, cel in named.items() if cel}


@dataclass
class Script:
    """An answer, or a wrong answer: lines as a learner would type them; `breaks`: guards it must break."""

    id: str
    script: str
    breaks: list[str] = field(default_factory=list)
    because: Text = field(default_factory=dict)


@dataclass
class Question:
    """What will happen when `script` is run? The answer is computed: `cel` gives a value after each change, `take` says
    which counts (first, last, most, least). One chooses among `choices`, or among what the CEL list `among` gives."""

    id: str
    step: str
    text: Text
    script: str
    cel: str
    take: str = "last"
    choices: list[str] = field(default_factory=list)
    among: str = ""


@dataclass
class Start:
    """The world a lesson begins in. `nodes` 0: before `minikube start`. `commands`: a script that runs first."""

    nodes: int = 1
    profile: str = "lesson"
    objects: list[dict] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)


@dataclass
class Step:
    id: str
    title: Text = field(default_factory=dict)
    prose: Text = field(default_factory=dict)  # Markdown


@dataclass
class Lesson:
    slug: str
    title: Text = field(default_factory=dict)
    intro: Text = field(default_factory=dict)  # Markdown before the first step
    start: Start = field(default_factory=Start)
    files: dict[str, str] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    hints: dict[str, list[str]] = field(default_factory=dict)  # language → Markdown, in rising strength
    goals: list[Check] = field(default_factory=list)
    guards: list[Check] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    answers: list[Script] = field(default_factory=list)
    wrong: list[Script] = field(default_factory=list)
    show: str = ""

    def shown_answer(self) -> Script | None:
        """The answer that "show me" types: the one named by `show`, else the first."""
        return next(
            (answer for answer in self.answers if answer.id == self.show), self.answers[0] if self.answers else None
        )

    def breakable(self) -> list[Check]:
        """The guards, and the goals that something can make impossible to reach."""
        return [
            *self.guards,
            *(goal for goal in self.goals if goal.says in ("always", "never", "before") or goal.until),
        ]

    def dump(self) -> dict:
        return asdict(self)

    @classmethod
    def load(cls, data: dict) -> Lesson:
        """What `dump` gave, as a Lesson again."""
        made = {
            "start": Start(**data["start"]),
            "steps": [Step(**step) for step in data["steps"]],
            **{name: [Check(**check) for check in data[name]] for name in ("goals", "guards")},
            "questions": [Question(**question) for question in data.get("questions", ())],  # none before 2026-11-23
            **{name: [Script(**script) for script in data[name]] for name in ("answers", "wrong")},
        }
        return cls(**{**data, **made})

    def digest(self) -> str:
        """Equal digests, equal lessons."""
        return sha256(json.dumps(self.dump(), sort_keys=True, ensure_ascii=True).encode()).hexdigest()


@dataclass
class Course:
    slug: str
    titles: Text = field(default_factory=dict)
    lessons: list[Lesson] = field(default_factory=list)
