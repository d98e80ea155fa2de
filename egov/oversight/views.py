"""The log for auditors, and for citizens the list of who saw their file. To look into either leaves an entry too."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from egov.asked import row_number
from egov.audit.completeness import Completeness, completeness_of
from egov.audit.models import Entry
from egov.audit.operations import AUDITING, OWN_FILE, About, record
from egov.audit.queries import EntryPage, Filter, entries_about, entries_that_match
from egov.cases.access import about_case
from egov.country.formats import format_digits, format_moment
from egov.db import transaction
from egov.identity.guards import auditor, signed_in, this_person
from egov.identity.operations import actor_of
from egov.oversight.blueprint import blueprint
from egov.oversight.search import Search
from egov.oversight.words import ACTIONS, action_in_words, actor_in_words, purpose_in_words
from egov.texts import current_language, listed
from egov.web import allow, limiter


@blueprint.route("/audit", methods=["GET", "POST"])
@allow(auditor)
def search() -> ResponseReturnValue:
    """Entries that match, 50 a page. What is searched for is sent: an address that names people would be kept."""
    typed = Search.typed(request.values)
    errors = typed.errors()
    page = EntryPage((), None) if errors else _found(typed)
    return render_template(
        "audit/search.html",
        typed=typed,
        errors=errors,
        actions=sorted(((code, str(words)) for code, words in ACTIONS.items()), key=lambda action: action[1]),
        rows=[(*_row(entry), entry.case_reference) for entry in page.entries],
        older=page.before,
        newer=_before(),
    ), 400 if errors else 200


@blueprint.get("/my/file-access")
@allow(signed_in)
def my_file() -> ResponseReturnValue:
    """Who looked at the file of the one who asks."""
    return _show_my_file("access_list_read")


@blueprint.post("/my/file-access")
@allow(signed_in)
@limiter.limit("10 per minute")
def check_my_file() -> ResponseReturnValue:
    """The same, and whether an entry was left out."""
    return _show_my_file("access_list_checked", completeness_of(f"person {this_person().id}"))


def _show_my_file(action: str, found: Completeness | None = None) -> str:
    person = this_person()
    with transaction():
        record(actor_of(person), action, About(subject_id=person.id), purpose=OWN_FILE, read=True)
        page = entries_about(person.id, _before())
    return render_template(
        "audit/my_file.html",
        rows=[(*_row(entry), entry.case_reference) for entry in page.entries],
        older=url_for("audit.my_file", before=page.before) if page.before else "",
        newer=url_for("audit.my_file") if _before() else "",
        found=found,
        wrong=listed(format_digits(number, current_language()) for number in (*found.missing, *found.doubled))
        if found
        else "",
    )


def _found(typed: Search) -> EntryPage:
    """The entries, after the search itself is noted: whoever watches is watched."""
    wanted = typed.filter()
    with transaction():
        for about in _searched(wanted):
            record(actor_of(this_person()), "audit_searched", about, purpose=AUDITING, read=True, details=typed.link)
        return entries_that_match(wanted, _before())


def _searched(wanted: Filter) -> list[About]:
    """Whose lists a search goes into: that of the one person who is asked for, and that of the case's applicant."""
    case, people = about_case(wanted.case_reference), wanted.people or ()
    if len(people) != 1 or people[0] == case.subject_id:
        return [case]
    return [About(people[0]), *([case] if case.case_reference else [])]


def _before() -> int | None:
    return request.values.get("before", type=row_number)


def _row(entry: Entry) -> tuple[str, str, str, str]:
    when = format_moment(entry.at, current_language())
    return when, actor_in_words(entry), str(action_in_words(entry)), str(purpose_in_words(entry))
