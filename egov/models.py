"""All tables of the core in one place, for migrations and tests."""

from egov.audit.models import Entry as Entry
from egov.cases.models import Case as Case
from egov.cases.publication import Objection as Objection
from egov.db import Model
from egov.documents.models import Certificate as Certificate
from egov.editions.models import Edition as Edition
from egov.files.models import StoredFile as StoredFile
from egov.identity.demo_provider.models import ProviderCode as ProviderCode
from egov.identity.models import Person as Person
from egov.notifications.models import OutboxRow as OutboxRow
from egov.payments.models import Charge as Charge
from egov.registers.models import RegisterRecord as RegisterRecord

metadata = Model.metadata
