"""What can go wrong, in words of the trade: each problem carries a sentence for the person who meets it."""

from egov.texts import Text, _


class Problem(Exception):
    """A refusal with a sentence; ``status`` is the HTTP status it is answered with (RFC 9110)."""

    status = 400
    title = _("That did not work")

    def __init__(self, sentence: Text) -> None:
        super().__init__(sentence.msgid)
        self.sentence = sentence


class BadInput(Problem):
    title = _("Something needs to be corrected")


class SignInNeeded(Problem):
    status = 401
    title = _("Sign in to continue")

    def __init__(self, sentence: Text | None = None) -> None:
        super().__init__(sentence or _("You need to sign in to see this page."))


class NotAllowed(Problem):
    status = 403
    title = _("You may not see this page")


class NotFound(Problem):
    status = 404
    title = _("Page not found")

    def __init__(self, sentence: Text | None = None) -> None:
        super().__init__(sentence or _("We could not find what you asked for. Check the address."))


class Conflict(Problem):
    status = 409
    title = _("Somebody was faster")


class TooMany(Problem):
    status = 429
    title = _("Too many attempts")


class Unavailable(Problem):
    status = 503
    title = _("This does not work at the moment")


class Misconfigured(Exception):
    """Stops the start with one sentence that names the file, the line and the cure."""
