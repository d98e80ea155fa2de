"""The page of the time machine, in a demonstration only."""

from flask import Blueprint, Flask, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from egov.audit.operations import SYSTEM
from egov.country.days import today
from egov.identity.guards import in_a_demonstration
from egov.texts import ngettext
from egov.timemachine.operations import next_alarm, set_clock, travel
from egov.timemachine.rings import newest_rings
from egov.web import allow
from egov.worker import before_work

blueprint = Blueprint("timemachine", __name__, url_prefix="/demo/time")


def init_timemachine(app: Flask) -> None:
    """Offer time travel where the application is a demonstration."""
    if app.config["DEMO"]:
        app.before_request(set_clock)
        before_work(app, set_clock)
        app.register_blueprint(blueprint)


@blueprint.get("")
@allow(in_a_demonstration)
def page() -> ResponseReturnValue:
    return render_template("timemachine/page.html", today=today(), next_alarm=next_alarm(), rings=newest_rings())


@blueprint.post("")
@allow(in_a_demonstration)
def go() -> ResponseReturnValue:
    ring = next_alarm()
    to_next = request.form.get("to") == "next" and ring is not None
    days = max(1, (ring - today()).days) if to_next and ring else request.form.get("days", default=0, type=int)
    steps = travel(days, SYSTEM)
    current_app.logger.info("the clock went %s days ahead and took %s steps", days, steps)
    flash(str(ngettext("The clock took %(count)s step.", "The clock took %(count)s steps.", steps)), "success")
    return redirect(url_for("timemachine.page"))
