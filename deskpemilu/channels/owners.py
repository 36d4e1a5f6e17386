"""Whose messages they are: by phone number, or by an id that staff bound to a person.

Comes in: senders as messages name them. Goes out: their owners; a stranger is absent. Where every
sender is a phone number this costs no more than `accounts.queries.owners_of_numbers`.
"""

from __future__ import annotations

from collections.abc import Iterable

from deskpemilu.accounts.models import Grant
from deskpemilu.accounts.queries import Owner, owners_of_numbers
from deskpemilu.channels.models import Address
from deskpemilu.domain.roles import ACTS_OF, Act, Role

REPORTERS = tuple(role.value for role in Role if Act.REPORT in ACTS_OF[role])


def owners_of_senders(senders: Iterable[str]) -> dict[str, Owner]:
    """Active people by sender. Two statements, and two more where an id is no phone number."""
    wanted = set(senders) - {""}
    numbers = {sender for sender in wanted if sender.isdigit()}
    found = owners_of_numbers(numbers)
    return found | _owners_of_ids(wanted - numbers) if wanted - numbers else found


def _owners_of_ids(ids: set[str]) -> dict[str, Owner]:
    bound = Address.objects.filter(sender__in=ids, active=True, person__is_active=True)
    addresses = list(bound.select_related("person"))
    scopes: dict[object, set[str]] = {address.person_id: set() for address in addresses}
    grants = Grant.objects.filter(person_id__in=list(scopes), revoked_at=None, role__in=REPORTERS)
    for person, area in grants.values_list("person_id", "area"):
        scopes[person].add(area)
    return {
        address.sender: Owner(
            address.person_id, address.person.name, tuple(sorted(scopes[address.person_id]))
        )
        for address in addresses
    }
