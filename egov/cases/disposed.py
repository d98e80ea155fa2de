"""A case that was disposed of, since its years are over: nobody opens it by a code, and no step is taken on it."""

from egov.cases.models import Case

MARK = "disposed"  # in place of the digest of a code
IS_THERE = Case.code_hash.not_like(f"{MARK} %")


def is_disposed(case: Case) -> bool:
    """Whether only that there was a case is left of it."""
    return case.code_hash.startswith(MARK)


def mark_disposed(case: Case) -> None:
    """Let nobody take the case for what it was."""
    case.code_hash = f"{MARK} {case.id}"
