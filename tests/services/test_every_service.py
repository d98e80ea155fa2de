"""Every service of the catalogue can be had: from its start page to its papers, whatever it asks."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.support.robot import SERVICES, Pick, Robot
from tests.support.visitor import Visitor

People = Callable[[str], Visitor]


@pytest.mark.parametrize("pick", [0, -1], ids=["first choices", "last choices"])
@pytest.mark.parametrize("name", SERVICES)
def test_a_service_can_be_had_from_its_start_page_to_its_papers(
    app: Flask, people: People, name: str, pick: Pick
) -> None:
    robot, amina = Robot(app, name, pick), people("amina")
    reference = robot.apply(amina)
    actions = robot.take_to_a_good_end(amina, reference)
    papers = papers_of(amina, reference)
    for paper in papers:
        if not paper.endswith(".pdf"):
            amina.open(paper)
        else:
            assert amina.open(paper).response.get_data().startswith(b"%PDF-")
    issued = [paper for paper in papers if paper.startswith("/certificates/")]
    assert bool(issued) == (robot.service.certificate is not None)
    receipts = [paper for paper in papers if paper.startswith("/receipts/")]
    assert bool(receipts) == ("pay" in actions)


def papers_of(applicant: Visitor, reference: str) -> list[str]:
    """The addresses of certificates and receipts on the page of the case."""
    applicant.open(f"/cases/{reference}")
    links = [str(link["href"]) for link in applicant.page.find_all("a")]
    return [link for link in links if link.startswith(("/certificates/", "/receipts/"))]
