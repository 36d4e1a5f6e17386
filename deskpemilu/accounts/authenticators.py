"""Authenticator codes: their keys unreadable in the database and its backups, and a way back in.

The key that hides them is made of DESK_SECRET_KEY, which is not in the database. After that secret
was replaced, people switch their authenticator on again; a manager can switch it off for them.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import datetime

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import transaction

from deskpemilu.accounts.models import Person
from deskpemilu.accounts.services import Actor, ensure_may_person
from deskpemilu.audit.services import Entry, record

PURPOSE = b"desk authenticator keys"


def _cipher() -> Fernet:
    digest = hashlib.blake2b(settings.SECRET_KEY.encode(), key=PURPOSE, digest_size=32).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


class HiddenKeys(DefaultMFAAdapter):  # type: ignore[misc]
    """allauth's adapter, with keys and recovery codes encrypted at rest."""

    def encrypt(self, text: str) -> str:
        """What is stored."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What was meant; after the secret was replaced, something that no code fits."""
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            # Never an empty or fixed key: its codes could be computed by anybody.
            return base64.b32encode(secrets.token_bytes(20)).decode()


def has_authenticator(person: Person) -> bool:
    """Whether signing in asks for a code."""
    return bool(Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists())


@transaction.atomic
def switch_off(*, actor: Actor, person: Person, now: datetime) -> bool:
    """Let somebody whose phone is lost in with the password alone; False when nothing was on."""
    ensure_may_person(actor, person)
    gone, _ = Authenticator.objects.filter(user=person).delete()
    if gone:
        entry = Entry("person.authenticator_off", subject=f"person:{person.pk}")
        record(actor=actor, entries=[entry], now=now)
    return bool(gone)
