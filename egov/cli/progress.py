"""How far a long command has come, in one line of the terminal; nothing where nobody watches."""

import sys

import click


def say(words: str) -> None:
    """Say it in place of what was said before."""
    if sys.stderr.isatty():
        click.echo(f"\r{words:<70}", nl=False, err=True)


def say_no_more() -> None:
    """What comes next begins a line of its own."""
    if sys.stderr.isatty():
        click.echo(err=True)
