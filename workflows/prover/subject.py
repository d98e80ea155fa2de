"""What is proved: a workflow, and what must be known of the service around it."""

from dataclasses import dataclass, field, replace

from workflows.engine import By, Workflow

ASKS = "ask_opinions"  # the step with which opinions are asked from other offices
MOST_OFFICERS = 3  # more of them can do nothing that three cannot, where a step is barred by what one other did
MOST_JUDGES = 2


@dataclass(frozen=True)
class Names:
    """Who plays in the stories."""

    applicant: str = "Amina"
    officers: tuple[str, ...] = ("Omar", "Grace", "Tomas")
    reviewers: tuple[str, ...] = ("Farid", "Elena")
    judges: tuple[str, ...] = ("Khadija", "another judge")


@dataclass(frozen=True)
class Subject:
    """A workflow and its service. ``fees`` are the answers to "is a fee due?" that can occur. ``days`` is the legal
    deadline, ``review_days`` how long an office has for its opinion, both in working days. ``officers`` and ``judges``
    are the people who can act at the deciding office and at its appeal body, ``in_both`` how many of them are the same
    (who worked on a case does not hear its appeal), ``reviewers`` the offices that can be
    asked, with the number of people there. ``choices`` are values of answers to try on guards that read them;
    ``texts`` are sentences that are missing in an official language, each with the file that has its words to be:
    ``Dog licence @ar``, ``In assessment @egov/translations/ar``."""

    workflow: Workflow
    fees: tuple[bool, ...] = (True, False)
    has_certificate: bool = True
    certificate_expires: bool = True
    days: int = 40
    review_days: int = 10
    officers: int = 2
    judges: int = 1
    in_both: int = 0
    reviewers: tuple[tuple[str, int], ...] = (("Fire Safety", 1), ("Environment", 1))
    has_appeal_body: bool = True
    two_persons_required: bool = False
    has_retention: bool = True
    choices: tuple[tuple[str, tuple[object, ...]], ...] = field(default=(), hash=False)  # lists and tables among them
    texts: tuple[str, ...] = ()
    names: Names = field(default_factory=Names)

    def people(self, by: By) -> range:
        """The numbers of those who may act in this capacity; at least one, for who is missing is told apart."""
        officers, judges = max(1, min(self.officers, MOST_OFFICERS)), max(1, min(self.judges, MOST_JUDGES))
        first = officers - min(self.in_both, officers, judges)
        return range(officers) if by == By.OFFICER else range(first, first + judges)

    def is_in_both(self, who: int) -> bool:
        """Whether the official with this number decides at the office and hears appeals too."""
        return who in self.people(By.OFFICER) and who in self.people(By.APPEAL)

    @property
    def most_opinions(self) -> int:
        """How many opinions can be out at once; at least one, for missing offices are told apart."""
        return max(1, len(self.reviewers))

    def generous(self) -> "Subject":
        """The same where nothing is lacking around the workflow: what is asleep then is asleep in every service."""
        return replace(
            self, has_certificate=True, certificate_expires=True, officers=MOST_OFFICERS, judges=MOST_JUDGES
        )  # fmt: skip
