"""The table of contents of the house: read this first."""

from typing import Any

from flask import Flask

from egov.cases.escalation import close_opinions, escalate
from egov.cases.setup import init_cases
from egov.catalogue import init_services
from egov.cli.setup import init_commands
from egov.config import ROOT, configure
from egov.country.setup import init_country
from egov.db import init_db
from egov.documents.operations import (
    issue_certificate,
    reinstate_certificate,
    revoke_certificate,
    suspend_certificate,
)
from egov.documents.operations import papers_in as certificates_in
from egov.documents.views import blueprint as documents
from egov.identity.setup import init_identity
from egov.navigation import navigation_context
from egov.notifications.channels import init_notifications
from egov.oversight.views import blueprint as oversight
from egov.payments.operations import charge_fee, drop_charge
from egov.payments.receipts import papers_in as receipts_in
from egov.payments.settlement import owe_back
from egov.payments.setup import init_payments
from egov.procedures.views import init_procedures
from egov.simulation.views import blueprint as simulation
from egov.soundness import refuse_unsound
from egov.timemachine.views import init_timemachine
from egov.trouble import init_trouble
from egov.web import init_web

CONSEQUENCES = {
    "charge": charge_fee,
    "drop_charge": drop_charge,
    "owe_back": owe_back,
    "escalate": escalate,
    "close_opinions": close_opinions,
    "issue": issue_certificate,
    "revoke": revoke_certificate,
    "suspend": suspend_certificate,
    "reinstate": reinstate_certificate,
}


def create_app(overrides: dict[str, Any] | None = None) -> Flask:
    """The application; ``overrides`` win over all other settings. Raises Misconfigured with one sentence."""
    app = Flask("egov", template_folder=str(ROOT / "templates"))
    configure(app, overrides)
    init_db(app)
    init_country(app)
    init_web(app)
    init_notifications(app)
    init_identity(app)
    init_services(app)
    refuse_unsound(app)
    init_cases(app, consequences=CONSEQUENCES, papers=(certificates_in, receipts_in))
    init_payments(app)
    init_procedures(app)
    init_timemachine(app)
    app.register_blueprint(documents)
    app.register_blueprint(oversight)
    app.register_blueprint(simulation)
    app.context_processor(navigation_context)
    init_trouble(app)
    init_commands(app)
    return app
