"""``egov course``: what is seen of the exercises of the course, on a terminal."""

import sys

import click
from flask import current_app

from egov.cli.context import with_appcontext
from egov.course.documents import lesson
from egov.course.exercises import EXERCISES
from egov.course.marks import all_seen
from egov.errors import Misconfigured, Problem
from egov.texts import SOURCE_LANGUAGE


@click.command()
@click.argument("number", type=click.IntRange(1, len(EXERCISES)), metavar="[LESSON]", required=False)
@click.argument("of", default="")
@with_appcontext
def course(number: int | None, of: str) -> None:
    """Tell what is seen of the exercise of LESSON, done with OF: the reference of a case, or the folder of a service.

    LESSON may be left out: then all lessons are listed. Exit code 1 while something is missing.
    """
    if not current_app.config["DEMO"]:
        raise Misconfigured("This is no demonstration, and the course is played in one.")
    names = [*EXERCISES]
    if number is None:
        for place, name in enumerate(names, 1):
            asks = EXERCISES[name].asks
            click.echo(f"{place}. {lesson(name, SOURCE_LANGUAGE).title}{f' ({asks})' if asks else ''}")
        click.echo("To check yourself: egov course LESSON, and what stands in brackets. The lessons stand at /course.")
        return
    _tell(names[number - 1], of)


def _tell(name: str, of: str) -> None:
    exercise = EXERCISES[name]
    if exercise.asks and not of:
        sys.exit(f"Say what you did it with: {exercise.asks}.")
    try:
        marks = exercise.check(of)
    except Problem as problem:
        sys.exit(str(problem.sentence))
    for mark in marks:
        click.echo(f"{'seen   ' if mark.seen else 'missing'}  {mark.what}")
        if not mark.seen and mark.cure:
            click.echo(f"         {mark.cure} {mark.command}".rstrip())
    if not all_seen(marks):
        sys.exit(1)
    click.echo("All of it was seen. Well done.")
