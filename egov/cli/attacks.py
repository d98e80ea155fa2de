"""What the attacker of ``egov tamper`` can do to a demonstration, and which detector names it.

He has the database, as its administrator has; ``thief.py`` has what he adds with the stolen key of the log.
"""

# ruff: noqa: S608 - each statement is made of constants of this file

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from egov.cli import deeds
from egov.cli.strokes import ENTRIES, Stroke, changed, deleted

PLACED = "audit_entry WHERE log_index IS NOT NULL AND subject <> '' AND sealed IS NOT NULL"
READ = f"(SELECT max(id) FROM {PLACED} AND read)"
DEED = f"(SELECT max(id) FROM {PLACED} AND NOT read)"
ABOUT_NOBODY = "(SELECT max(id) FROM audit_entry WHERE subject = '' AND log_index IS NOT NULL)"
LAST = "(SELECT max(log_index) FROM audit_entry)"
OF_THAT = f"(SELECT subject FROM audit_entry WHERE id = {DEED})"
HIDDEN = "subject = '', subject_id = NULL, counter = NULL, sealed = NULL, case_reference = '', details = '{}'"
AUDITOR = "(SELECT min(person_id) FROM role_holding WHERE role = 'auditor')"
COPIED = "at, actor_id, actor_name, office, subject_id, action, read, purpose, case_reference, details"


@dataclass(frozen=True)
class Attack:
    """``caught_by`` names the detector. ``leaves_trace``: whether the same with the stolen key changes the log that
    others have seen; where it does not, the thief only repaired what he had broken."""

    name: str
    sentence: str
    caught_by: str
    act: Callable[[], None]
    leaves_trace: bool = True


def sql(*statements: str) -> Callable[[], None]:
    """Do this to the database, past the application."""
    return partial(deeds.do, *statements)


def _newest(table: str, change: str) -> Stroke:
    return changed(table, f'SELECT max(id) FROM "{table}"', change)


def _entry(change: str, which: str = READ) -> Stroke:
    return changed(ENTRIES, f"SELECT {which}", change)


def _renumber() -> str:
    """One place lower for all behind a gap, by way of numbers below zero: places are unique at every moment."""
    before = "SELECT 1 FROM audit_entry b WHERE b.log_index = a.log_index - 1"
    gap = f"SELECT min(a.log_index) FROM audit_entry a WHERE a.log_index > 0 AND NOT EXISTS ({before})"
    return f"UPDATE audit_entry SET log_index = -log_index WHERE log_index >= ({gap})"


ATTACKS = (
    Attack(
        "edit-case", "Puts another name on a case.", "changed_rows", _newest("case", "applicant_name = 'Nobody'"),
    ),
    Attack("edit-fee", "Halves a fee.", "changed_rows", _newest("charge", "amount = amount / 2")),
    Attack("edit-decision", "Gives a decision another reason.", "changed_rows", _newest("decision", "reasons = 'x'")),
    Attack(
        "edit-certificate", "Gives a certificate to somebody else.", "changed_rows",
        _newest("certificate", "holder_name = 'Sam'"),
    ),
    Attack("edit-message", "Makes somebody have written something else.", "changed_rows",
        _newest("message", "text = 'x'")),
    Attack("steal-account", "Lets a citizen sign in as the auditor.", "changed_rows",
        changed("account", "SELECT min(id) FROM account", f"person_id = {AUDITOR}")),
    Attack("edit-step", "Says that the clock took a step.", "changed_rows", _newest("step_taken", "by = 'clock'")),
    Attack(
        "edit-case-neatly", "Changes a case, and the table of bound rows so that it fits.", "bound_rows",
        sql("UPDATE audit_row SET digest = digest || '0' WHERE row_id = 1 AND table_name = 'case'"), False,
    ),
    Attack("rewind-row", "Counts changes back.", "bound_rows", sql("UPDATE audit_row SET version = 9"), False),
    Attack("forget-row", "Deletes what binds a row.", "bound_rows", sql("DELETE FROM audit_row"), False),
    Attack(
        "delete-step", "Deletes a step that was taken.", "vanished_rows",
        deleted("step_taken", "SELECT max(id) FROM step_taken"),
    ),
    Attack(
        "take-role", "Takes a role from somebody.", "vanished_rows",
        deleted("role_holding", "SELECT max(id) FROM role_holding"),
    ),
    Attack(
        "give-role", "Makes himself an auditor.", "unheard_rows",
        sql(
            "INSERT INTO role_holding (person_id, role, service, office)"
            " SELECT person_id, 'auditor', 'secret', office FROM role_holding LIMIT 1"
        ),
    ),
    Attack(
        "invent-step", "Puts in a step that nobody took.", "unheard_rows",
        sql(
            'INSERT INTO step_taken (case_id, action, done, source, target, "by", reason, at)'
            " SELECT case_id, action, done, source, target, \"by\", 'x', at FROM step_taken LIMIT 1"
        ),
    ),
    Attack("delete-read", "Deletes a look at a file.", "places", deleted(ENTRIES, f"SELECT {READ}")),
    Attack(
        "delete-read-neatly", "Deletes a look at a file, and closes the gap.", "tree",
        sql(
            f"DELETE FROM audit_entry WHERE id = {READ}",
            _renumber(),
            "UPDATE audit_entry SET log_index = -log_index - 1 WHERE log_index < 0",
        ),
    ),
    Attack("truncate-log", "Deletes the last three entries.", "places",
        sql(f"DELETE FROM audit_entry WHERE log_index > {LAST} - 3")),
    Attack("older-checkpoint", "Shows an older checkpoint again.", "earlier_checkpoints", deeds.show_older, False),
    Attack("shrink-log", "Publishes the log without its last three entries.", "earlier_checkpoints", deeds.shrink),
    Attack(
        "swap-rows", "Lets two entries change places.", "tree",
        sql(
            "UPDATE audit_entry SET log_index = -1 WHERE log_index = 2",
            "UPDATE audit_entry SET log_index = 2 WHERE log_index = 3",
            "UPDATE audit_entry SET log_index = 3 WHERE log_index = -1",
        ),
    ),
    Attack("back-date", "Gives an entry an earlier day.", "minutes_and_codes",
        _entry("at = '2001-01-01 00:00:00.000000'")),
    Attack("respell-time", "Spells the time of a look so that no search by day finds it (SQLite).", "spellings",
        _entry("at = replace(at, '-', '')")),
    Attack("hide-actor", "Says that somebody else looked.", "official_halves", _entry("actor_name = 'Grace'")),
    Attack("blame-other", "Puts another number of a person.", "official_halves", _entry("actor_id = 1")),
    Attack("other-office", "Says that another office looked.", "official_halves", _entry("office = 'archive'")),
    Attack("other-purpose", "Gives a look another purpose.", "official_halves", _entry("purpose = 'auditing'")),
    Attack("other-law", "Gives a deed another law.", "official_halves", _entry("legal_basis = 'Law 1'", DEED)),
    Attack("other-deed", "Calls a deed another deed.", "official_halves", _entry("action = 'note_written'", DEED)),
    Attack("look-as-change", "Calls a look a change.", "minutes_and_codes", _entry("read = NOT read")),
    Attack("loosen-row", "Says that a deed changed no row.", "official_halves",
        _entry("rows = '[]'", f"(SELECT max(id) FROM {PLACED} AND CAST(rows AS TEXT) <> '[]')")),
    Attack("lose-salt", "Takes away what opens an entry.", "official_halves", _entry("official_salt = NULL")),
    Attack("other-details", "Changes the details of a deed.", "citizen_halves", _entry("details = '{}'", DEED)),
    Attack("other-case", "Says that a look was at another case.", "citizen_halves", _entry("case_reference = 'X'")),
    Attack("other-person", "Moves a look to somebody else's list.", "citizen_halves", _entry("subject_id = 1")),
    Attack("lose-half", "Takes away the citizen's half.", "citizen_halves", _entry("sealed = leaf", DEED)),
    Attack(
        "swap-subject", "Moves an entry to another subject.", "completeness",
        _entry(f"subject = (SELECT max(subject) FROM audit_entry WHERE subject <> {OF_THAT})", DEED),
    ),
    Attack("other-number", "Gives an entry another number.", "tags", _entry("counter = counter + 100")),
    Attack("swap-secret", "Gives somebody another secret.", "tags",
        sql("UPDATE audit_subject SET secret = (SELECT official_salt FROM audit_entry WHERE log_index = 0)")),
    Attack("lose-secret", "Destroys a secret without an erasure.", "erased_entries",
        sql(f"UPDATE audit_subject SET secret = NULL WHERE name = {OF_THAT}")),
    Attack("lose-subject", "Deletes a subject.", "completeness",
        sql(f"DELETE FROM audit_subject WHERE name = {OF_THAT}")),
    Attack("hide-from-citizen", "Takes a look out of the citizen's list.", "completeness", _entry(HIDDEN)),
    Attack(
        "hide-last-from-citizen", "Takes the last entry out of the citizen's list, and counts back.", "completeness",
        sql(
            f"UPDATE audit_subject SET counter = counter - 1 WHERE name = {OF_THAT}",
            f"UPDATE audit_entry SET {HIDDEN} WHERE id = (SELECT max(id) FROM {PLACED} AND subject = {OF_THAT})",
        ),
    ),
    Attack(
        "feign-erasure", "Blanks entries as if a law had asked for it.", "erasures",
        sql(
            f"UPDATE audit_subject SET secret = NULL, counter = 0 WHERE name = {OF_THAT}",
            f"UPDATE audit_entry SET {HIDDEN.replace(chr(39) * 2, chr(39) + 'erased 1' + chr(39), 1)}"
            f" WHERE subject = {OF_THAT}",
        ),
    ),
    Attack("other-leaf", "Changes a leaf.", "tree",
        _entry("leaf = (SELECT leaf FROM audit_entry WHERE log_index = 1)")),
    Attack("lose-leaf", "Takes away a leaf.", "leaf_is_there", _entry("leaf = NULL")),
    Attack("garble-leaf", "Makes a leaf unreadable.", "leaf_is_there", _entry("leaf = official_salt")),
    Attack(
        "invent-entry", "Puts in an entry about a deed that never was.", "leaf_is_there",
        sql(
            f"INSERT INTO audit_entry ({COPIED}, legal_basis, subject, rows)"
            f" SELECT {COPIED}, '', '', '[]' FROM audit_entry WHERE id = {ABOUT_NOBODY}"
        ),
    ),
    Attack(
        "copy-entry", "Puts an entry into the log a second time.", "double_tags",
        sql(
            f"INSERT INTO audit_entry ({COPIED}, legal_basis, subject, counter, rows, leaf, official_salt, sealed)"
            f" SELECT {COPIED}, legal_basis, subject, counter, '[]', leaf, official_salt, sealed"
            f" FROM audit_entry WHERE id = {ABOUT_NOBODY}"
        ),
    ),
    Attack("edit-bundle", "Changes a published file of entries.", "tiles", deeds.flip_bundle, False),
    Attack("edit-tile", "Changes a published file of hashes.", "tiles", deeds.flip_tile, False),
    Attack("lose-tile", "Deletes a published file.", "tiles", deeds.lose_tile, False),
    Attack("lose-checkpoint", "Deletes the checkpoint.", "signed_checkpoint", deeds.lose_checkpoint, False),
    Attack("promise-more", "Writes another size into the checkpoint.", "signed_checkpoint", deeds.promise_more, False),
    Attack("other-key", "Signs the checkpoint with another key.", "signed_checkpoint", deeds.sign_with_own_key, False),
    Attack("other-log", "Shows the checkpoint of another log.", "signed_checkpoint", deeds.sign_as_other_log, False),
    Attack("set-clock-back", "Writes an entry with yesterday's date.", "back_dating", deeds.set_clock_back, False),
    Attack("stop-worker", "Keeps entries out of the log for minutes.", "waiting", deeds.stop_worker, False),
    Attack("jump", "Gives an entry a place that is not the next.", "places", deeds.jump, False),
    Attack("delete-waiting", "Deletes an entry that waits.", "completeness", deeds.delete_waiting, False),
    Attack("break-promise", "Deletes what was promised to a citizen, and its number.", "promises", deeds.break_promise,
        False),
    Attack("miscount", "Counts changes that nobody made.", "row_versions", deeds.miscount, False),
    Attack("other-minute", "Shows another minute.", "minutes_and_codes", deeds.show_other_minute, False),
    Attack("other-tag", "Shows the tag of nobody.", "tags", deeds.show_other_tag, False),
    Attack("other-root", "Signs another root with the stolen key.", "tree", deeds.sign_other_root, False),
)  # fmt: skip
