"""The pages shown when the house itself is in trouble: they ask nothing of the database."""

from flask import Flask, current_app, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError, NotSupportedError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolIsEmpty

from egov.country.choice import language_context
from egov.texts import Text, _


def init_trouble(app: Flask) -> None:
    """Answer for a database that is away, and for mistakes of our own. Under test and in debugging they are raised."""
    app.register_error_handler(OperationalError, _answer_no_database)
    app.register_error_handler(NotSupportedError, _answer_no_database)  # a standby, which takes no changes
    app.register_error_handler(PoolIsEmpty, _answer_no_database)
    if not (app.testing or app.debug):
        app.register_error_handler(Exception, _answer_mistake)


def _answer_no_database(error: DBAPIError | PoolIsEmpty) -> ResponseReturnValue:
    reason = error.orig if isinstance(error, DBAPIError) else error
    current_app.logger.error("the database did not answer: %s", reason)
    sentence = _("We cannot save or read anything now. Please try again in a few minutes.")
    return _plain_page(_("This does not work at the moment"), sentence), 503


def _answer_mistake(error: Exception) -> ResponseReturnValue:
    current_app.logger.error("a mistake of ours", exc_info=error)
    sentence = _("This is our fault, not yours. What you saved is safe. Please try again.")
    return _plain_page(_("Something went wrong"), sentence), 500


def _plain_page(title: Text, sentence: Text) -> str:
    """The error page without the links that depend on who is asking."""
    template = current_app.jinja_env.get_template("error.html")
    no_links = {"rights": "in trouble", "menu": list, "footer": list}
    return template.render(title=title, sentence=sentence, request=request, **no_links, **language_context())
