"""People are made, given roles and phones, invited and kept out; nobody gives more than they have."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from deskpemilu.accounts import services
from deskpemilu.accounts.models import ApiToken, Grant, Invitation, Person, Phone
from deskpemilu.accounts.services import AccountRefused
from deskpemilu.audit.models import Record
from deskpemilu.audit.services import PROGRAM, verify
from deskpemilu.domain.roles import Role
from tests.people import person

NOW = datetime(2024, 2, 10, 3, 0, tzinfo=UTC)
GOOD = "sandi-panjang-sekali-9"


def _admin(area: str = "") -> Person:
    return person(Role.ADMINISTRATOR, area, username=f"admin{area or 'desk'}")


def test_an_administrator_adds_a_camat_with_phone_and_totals() -> None:
    """One call makes the person, the role with its usual right to totals, and the phone; all on record."""
    made = services.create_person(
        actor=_admin(),
        username="Camat.Betung",
        name="  Ahmad   Uji ",
        role=Role.CAMAT,
        area="16.07.05",
        phone="0812-0000-1234",
        now=NOW,
    )
    assert (made.username, made.name) == ("camat.betung", "Ahmad Uji")
    assert not made.has_usable_password()
    row = Grant.objects.get(person=made)
    assert (row.role, row.area, row.sees_totals) == ("camat", "160705", True)
    assert Phone.objects.get(person=made).number == "6281200001234"
    acts = set(Record.objects.values_list("act", flat=True))
    assert acts == {"person.created", "person.granted", "person.phone_added"}
    assert verify() is None


def test_the_record_of_a_phone_holds_only_its_last_digits() -> None:
    """The log is read by auditors; numbers are not theirs to collect."""
    services.add_phone(actor=_admin(), person=person(), number="081200001234", now=NOW)
    assert Record.objects.get(act="person.phone_added").data == {"last4": "1234"}


def test_nobody_grants_beyond_their_own_area() -> None:
    """An administrator of one kecamatan gives roles there and nowhere else."""
    local, who = _admin("160705"), person()
    services.grant(actor=local, person=who, role=Role.OPERATOR, area="1607052001", now=NOW)
    for area in ("160706", "1607", ""):
        with pytest.raises(PermissionDenied):
            services.grant(actor=local, person=who, role=Role.OPERATOR, area=area, now=NOW)
    assert Grant.objects.filter(person=who).count() == 1


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_no_other_role_manages_people(role: Role) -> None:
    """Only administrators."""
    with pytest.raises(PermissionDenied):
        services.create_person(actor=person(role), username="baru", name="Baru", now=NOW)


def test_somebody_with_a_role_elsewhere_is_not_managed_from_here() -> None:
    """Deactivating a person of another kecamatan is refused."""
    with pytest.raises(PermissionDenied):
        services.set_active(
            actor=_admin("160705"), person=person(Role.CAMAT, "160706"), active=False, now=NOW
        )


def test_one_number_has_one_living_owner() -> None:
    """A number moves only after it was released."""
    admin, first, second = _admin(), person(), person()
    phone = services.add_phone(actor=admin, person=first, number="+62 812 0000 1234", now=NOW)
    with pytest.raises(AccountRefused, match="petugas lain"):
        services.add_phone(actor=admin, person=second, number="081200001234", now=NOW)
    services.remove_phone(actor=admin, phone=phone, now=NOW)
    services.add_phone(actor=admin, person=second, number="6281200001234", now=NOW)
    assert Phone.objects.get(active=True).person == second


@pytest.mark.parametrize("number", ["", "abc", "123", "08-satu-dua"])
def test_what_is_not_a_number_is_refused(number: str) -> None:
    """With a sentence that says how to write one."""
    with pytest.raises(AccountRefused, match="bukan nomor telepon"):
        services.add_phone(actor=PROGRAM, person=person(), number=number, now=NOW)


@pytest.mark.parametrize(
    ("username", "name", "said"),
    [
        ("a", "Nama", "tidak dapat dipakai"),
        ("ada spasi", "Nama", "tidak dapat dipakai"),
        ("baik", " ", "Nama"),
    ],
)
def test_names_that_cannot_be_used_are_refused(username: str, name: str, said: str) -> None:
    """And nothing is half-done."""
    with pytest.raises(AccountRefused, match=said):
        services.create_person(actor=PROGRAM, username=username, name=name, now=NOW)
    assert not Person.objects.exists()
    assert not Record.objects.exists()


def test_a_refused_phone_leaves_no_person_behind() -> None:
    """All or nothing."""
    with pytest.raises(AccountRefused):
        services.create_person(actor=PROGRAM, username="baru", name="Baru", phone="12", now=NOW)
    assert not Person.objects.exists()


def test_the_last_administrator_stays() -> None:
    """Neither the role nor the account can be taken away while nobody else could give it back."""
    admin, other = _admin(), person(Role.STAF)
    own = Grant.objects.get(person=admin)
    with pytest.raises(AccountRefused, match="terakhir"):
        services.revoke(actor=PROGRAM, grant=own, now=NOW)
    with pytest.raises(AccountRefused, match="terakhir"):
        services.set_active(actor=PROGRAM, person=admin, active=False, now=NOW)
    services.grant(actor=admin, person=other, role=Role.ADMINISTRATOR, area="", now=NOW)
    services.revoke(actor=other, grant=own, now=NOW)
    assert Grant.objects.get(pk=own.pk).revoked_at == NOW


def test_granting_twice_is_one_grant_and_changes_totals() -> None:
    """The same role again only changes what it may see; the same again changes nothing."""
    admin, who = _admin(), person()
    for totals, records in ((False, 1), (True, 2), (True, 2)):
        services.grant(actor=admin, person=who, role=Role.PIMPINAN, area="", sees_totals=totals, now=NOW)
        assert Record.objects.filter(act="person.granted").count() == records
    assert Grant.objects.get(person=who).sees_totals


def test_an_invitation_works_once() -> None:
    """The person chooses the password; the link is dead afterwards, and only its hash was ever stored."""
    who = person()
    link = services.invite(actor=_admin(), person=who, now=NOW)
    assert link.token not in str(list(Invitation.objects.values()))
    services.accept_invitation(token=link.token, password=GOOD, now=NOW)
    assert Person.objects.get(pk=who.pk).check_password(GOOD)
    with pytest.raises(AccountRefused, match="tidak berlaku"):
        services.accept_invitation(token=link.token, password=GOOD, now=NOW)


def test_an_old_or_replaced_invitation_is_over() -> None:
    """After seven days, and when a newer one was made."""
    admin, who = _admin(), person()
    first = services.invite(actor=admin, person=who, now=NOW)
    second = services.invite(actor=admin, person=who, now=NOW)
    for token, at in ((first.token, NOW), (second.token, NOW + timedelta(days=8)), ("salah", NOW)):
        with pytest.raises(AccountRefused):
            services.open_invitation(token, now=at)
    assert services.open_invitation(second.token, now=NOW).person == who


def test_a_weak_password_does_not_use_up_the_link() -> None:
    """The person tries again."""
    link = services.invite(actor=PROGRAM, person=person(), now=NOW)
    with pytest.raises(AccountRefused):
        services.accept_invitation(token=link.token, password="12345", now=NOW)
    services.accept_invitation(token=link.token, password=GOOD, now=NOW)


def test_the_first_administrator_comes_by_the_newest_link_only() -> None:
    """Each start prints a new link; the first one used makes the administrator, and there is no second."""
    old = services.first_administrator_link(now=NOW)
    new = services.first_administrator_link(now=NOW)
    assert old is not None
    assert new is not None
    with pytest.raises(AccountRefused):
        services.accept_invitation(token=old.token, password=GOOD, username="petugas.it", name="IT", now=NOW)
    made = services.accept_invitation(
        token=new.token, password=GOOD, username="petugas.it", name="IT", now=NOW
    )
    assert Grant.objects.get(person=made).role == "administrator"
    assert not made.must_change_password
    assert services.first_administrator_link(now=NOW) is None


def test_an_api_token_is_stored_as_hash_and_ends() -> None:
    """Only the hand-back holds the clear text; more than a year is refused."""
    admin, who = _admin(), person(Role.STAF, "1607")
    link = services.create_api_token(
        actor=admin, person=who, name="Provinsi", area="16.07", expires_at=NOW + timedelta(days=30), now=NOW
    )
    row = ApiToken.objects.get()
    assert (row.area, row.token_hash) == ("1607", services.digest(link.token))
    with pytest.raises(AccountRefused, match="satu tahun"):
        services.create_api_token(
            actor=admin, person=who, name="x", area="", expires_at=NOW + timedelta(days=400), now=NOW
        )
