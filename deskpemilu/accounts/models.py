"""People, their phones, roles over regions, invitations and API tokens."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from deskpemilu.domain.roles import ROLE_NAMES, Role


class PersonManager(BaseUserManager["Person"]):
    """Makes people; a person without a password cannot sign in, but may report by phone."""

    def create_person(self, *, username: str, name: str, password: str | None = None) -> Person:
        """Create and save a person. Raises IntegrityError when the user name is taken."""
        person = self.model(username=username, name=name)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody of the desk, the kecamatan or the field."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=150)
    email = models.EmailField(blank=True)
    nip = models.CharField(max_length=30, blank=True)
    bank = models.CharField(max_length=60, blank=True)
    account = models.CharField(max_length=40, blank=True)
    npwp = models.CharField(max_length=30, blank=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[PersonManager] = PersonManager()

    def __str__(self) -> str:
        return self.name

    # From where the person acts in this request (accounts.sources); never stored with the person.
    audit_source: str = ""

    @property
    def audit_id(self) -> str:
        """Id in the audit log."""
        return str(self.id)

    @property
    def audit_name(self) -> str:
        """Name in the audit log."""
        return self.name


class Phone(models.Model):
    """A phone number of a person, digits with country code: 62812…"""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="phones")
    number = models.CharField(max_length=20)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            # One living owner a number: a message must never have two possible senders.
            models.UniqueConstraint(fields=["number"], condition=Q(active=True), name="one_owner_a_number"),
        )

    def __str__(self) -> str:
        return f"…{self.number[-4:]}"


class Grant(models.Model):
    """A role of a person over a region and everything below it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=[(role.value, name) for role, name in ROLE_NAMES.items()])
    area = models.CharField(
        max_length=13, help_text="Kode wilayah; kosong = seluruh wilayah desk.", blank=True
    )
    sees_totals = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person", "role", "area"], condition=Q(revoked_at=None), name="one_living_grant"
            ),
        )

    def __str__(self) -> str:
        return f"{ROLE_NAMES[Role(self.role)]} {self.area}"


class Invitation(models.Model):
    """A one-time link that lets somebody set the password (also for the first administrator)."""

    token_hash = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE)
    first_administrator = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return "pengelola pertama" if self.first_administrator else str(self.person)


class ApiToken(models.Model):
    """A bearer token bound to a person, a region and an expiry; only its hash is stored."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    area = models.CharField(max_length=13, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
