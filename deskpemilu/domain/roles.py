"""Roles of a desk and what each may do: the one table of rights."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """A person's role over a region and everything below it."""

    ADMINISTRATOR = "administrator"
    PIMPINAN = "pimpinan"
    STAF = "staf"
    CAMAT = "camat"
    OPERATOR = "operator"
    AUDITOR = "auditor"


class Act(StrEnum):
    """Something a person may or may not do in a region."""

    SEE_PROGRESS = "see_progress"  # how much has come in, where, what is missing; no votes
    SEE_TOTALS = "see_totals"  # sums of votes over more than one TPS
    SEE_TPS = "see_tps"  # everything about one TPS, its figures included
    READ_INBOX = "read_inbox"  # messages and their readings
    WORK_INBOX = "work_inbox"  # decide on messages: edit, ask, reprocess, paste
    REPORT = "report"  # send figures of a TPS by the web form
    VERIFY = "verify"  # accept, return, choose between versions
    CORRECT = "correct"  # type a corrected version
    LOCK = "lock"  # lock or reopen verified figures
    EXPORT = "export"  # take tables out as files
    SEE_OUTBOX = "see_outbox"  # replies, and what is stuck
    MANAGE_REGISTRY = "manage_registry"  # elections, imports, settings
    MANAGE_PEOPLE = "manage_people"  # accounts, phones, roles
    SEE_AUDIT = "see_audit"  # the audit log


ROLE_NAMES: dict[Role, str] = {
    Role.ADMINISTRATOR: "Administrator",
    Role.PIMPINAN: "Pimpinan",
    Role.STAF: "Staf Desk",
    Role.CAMAT: "Camat",
    Role.OPERATOR: "Operator",
    Role.AUDITOR: "Auditor",
}

# SEE_TOTALS is in no role: it is granted to a person by name (Grant.sees_totals), since desks
# exist where only the Sekda sees the figures.
ACTS_OF: dict[Role, frozenset[Act]] = {
    Role.ADMINISTRATOR: frozenset(
        {
            Act.SEE_PROGRESS,
            Act.SEE_OUTBOX,
            Act.MANAGE_REGISTRY,
            Act.MANAGE_PEOPLE,
            Act.SEE_AUDIT,
        }
    ),
    Role.PIMPINAN: frozenset({Act.SEE_PROGRESS, Act.SEE_TPS, Act.EXPORT}),
    Role.STAF: frozenset(
        {
            Act.SEE_PROGRESS,
            Act.SEE_TPS,
            Act.READ_INBOX,
            Act.WORK_INBOX,
            Act.REPORT,
            Act.CORRECT,
            Act.LOCK,
            Act.EXPORT,
            Act.SEE_OUTBOX,
        }
    ),
    Role.CAMAT: frozenset(
        {
            Act.SEE_PROGRESS,
            Act.SEE_TPS,
            Act.READ_INBOX,
            Act.REPORT,
            Act.VERIFY,
            Act.CORRECT,
            Act.EXPORT,
        }
    ),
    Role.OPERATOR: frozenset({Act.SEE_PROGRESS, Act.SEE_TPS, Act.REPORT}),
    Role.AUDITOR: frozenset(
        {Act.SEE_PROGRESS, Act.SEE_TPS, Act.READ_INBOX, Act.SEE_OUTBOX, Act.SEE_AUDIT, Act.EXPORT}
    ),
}

# What a new grant of the role gets unless somebody decides otherwise.
TOTALS_BY_DEFAULT: frozenset[Role] = frozenset({Role.PIMPINAN, Role.STAF, Role.CAMAT, Role.AUDITOR})
