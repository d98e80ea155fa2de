"""The table of contents of the house: read this first."""

from collections.abc import Callable
from typing import Any

from flask import Flask

from egov.asked import init_asked
from egov.audit.log_views import init_log
from egov.audit.setup import init_audit
from egov.cases.corrections import drop_correction
from egov.cases.escalation import close_opinions, count_consent, escalate
from egov.cases.setup import init_cases
from egov.catalogue import init_services
from egov.cli.setup import init_commands
from egov.config import ROOT, configure
from egov.country.setup import init_country
from egov.course.views import init_course
from egov.db import init_db
from egov.documents.operations import (
    correct_certificate,
    issue_certificate,
    reinstate_certificate,
    renew_certificate,
    revoke_certificate,
    suspend_certificate,
)
from egov.documents.operations import papers_in as certificates_in
from egov.documents.views import blueprint as documents
from egov.editions.operations import init_editions
from egov.files.storage import init_files
from egov.identity.setup import init_identity
from egov.kept import Templates
from egov.navigation import navigation_context
from egov.notifications.channels import init_notifications
from egov.operating.setup import init_operating
from egov.oversight.setup import init_oversight
from egov.payments.operations import charge_fee, drop_charge
from egov.payments.receipts import papers_in as receipts_in
from egov.payments.settlement import owe_back
from egov.payments.setup import init_payments
from egov.procedures.views import init_procedures
from egov.publishing.views import blueprint as publishing
from egov.simulation.views import blueprint as simulation
from egov.soundness.examination import refuse_unsound
from egov.soundness.kinds import refuse_wrong_kinds
from egov.timemachine.views import init_timemachine
from egov.trouble import init_trouble
from egov.web import init_web

CONSEQUENCES = {
    "charge": charge_fee,
    "drop_charge": drop_charge,
    "owe_back": owe_back,
    "escalate": escalate,
    "close_opinions": close_opinions,
    "count_consent": count_consent,
    "issue": issue_certificate,
    "correct": correct_certificate,
    "drop_correction": drop_correction,
    "renew": renew_certificate,
    "revoke": revoke_certificate,
    "suspend": suspend_certificate,
    "reinstate": reinstate_certificate,
}


class House(Flask):
    """A Flask application with templates of its own kind, and no asynchronous views."""

    jinja_environment = Templates

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function as it is; Flask would look at each one, of which a request calls two dozen, at each call."""
        return func


def create_app(overrides: dict[str, Any] | None = None) -> Flask:
    """The application; ``overrides`` win over all other settings. Raises Misconfigured with one sentence."""
    app = House("egov", template_folder=str(ROOT / "templates"))
    configure(app, overrides)
    init_db(app)
    init_audit(app)
    init_operating(app)
    init_country(app)
    init_web(app)
    init_asked(app)
    init_notifications(app)
    init_identity(app)
    init_files(app)
    init_services(app, refuse=refuse_wrong_kinds)
    init_editions(app)
    refuse_unsound(app)
    init_cases(app, consequences=CONSEQUENCES, papers=(certificates_in, receipts_in))
    init_payments(app)
    init_procedures(app)
    init_timemachine(app)
    init_course(app)
    app.register_blueprint(documents)
    init_log(app)
    init_oversight(app)
    app.register_blueprint(simulation)
    app.register_blueprint(publishing)
    app.context_processor(navigation_context)
    init_trouble(app)
    init_commands(app)
    return app
