"""People who report and who work at the desk: `name,phone,role,scope[,nip,bank,account,npwp]`.

Pure. A person is known by the phone number; `scope` is region (or TPS) codes separated by `|`,
blank for the whole desk where the role allows it. One person may stand on several lines, a line a
role. Refuses a number that cannot exist, an unknown role or region, one number with two names.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

import phonenumbers

from deskpemilu.accounts.phones import PhoneRefused, normalise_number
from deskpemilu.domain.codes import DESA, KABUPATEN, KECAMATAN, PROVINSI, TPS
from deskpemilu.domain.roles import ROLE_NAMES, Role
from deskpemilu.registry.importers.cells import Cells
from deskpemilu.registry.importers.reading_files import Table
from deskpemilu.registry.importers.report import Parsed

KIND = "people"
REQUIRED = ("name", "phone", "role", "scope")
DETAILS = {"nip": 30, "bank": 60, "account": 40, "npwp": 30}
_LEVELS = (PROVINSI, KABUPATEN, KECAMATAN, DESA, TPS)
_NAME_LENGTH = 150
_WHOLE_DESK = frozenset({Role.ADMINISTRATOR, Role.PIMPINAN, Role.STAF, Role.AUDITOR})
_ROLES = {name.casefold(): role for role, name in ROLE_NAMES.items()} | {role.value: role for role in Role}


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person's role; `scope` ("",) is the whole desk; `details` only what the file states."""

    line: int
    name: str
    phone: str
    role: Role
    scope: tuple[str, ...]
    details: tuple[tuple[str, str], ...]


def parse(table: Table, *, known: Container[str]) -> Parsed[PersonLine]:
    """Rows of the file. `known`: codes of regions and TPS that the desk has."""
    parsed: Parsed[PersonLine] = Parsed(refused=list(table.refused))
    names: dict[str, tuple[str, int]] = {}
    for row in table.rows:
        cells = Cells(row, parsed.refused)
        name, phone, role = _name(cells), _phone(cells), _role(cells)
        scope = _scope(cells, role, known)
        details = _details(cells)
        if phone and name:
            first = names.setdefault(phone, (name, row.line))
            if first[0].casefold() != name.casefold():
                cells.refuse("phone", f"Nomor ini sudah ditulis pada baris {first[1]} dengan nama lain.")
        if cells.sound and role is not None:
            parsed.rows.append(PersonLine(row.line, name, phone, role, scope, details))
    return parsed


def _name(cells: Cells) -> str:
    name = " ".join(cells.required("name").split())
    if len(name) > _NAME_LENGTH:
        cells.refuse("name", f"Nama paling panjang {_NAME_LENGTH} huruf.")
    return name


def _phone(cells: Cells) -> str:
    """The number as digits with country code, "" when refused."""
    text = cells.required("phone")
    if not text:
        return ""
    try:
        digits = normalise_number(text)
    except PhoneRefused as error:
        cells.refuse("phone", str(error))
        return ""
    # A foreign number need only be possible; one of our own numbering plan must exist in it.
    if digits.startswith("62") and not phonenumbers.is_valid_number(phonenumbers.parse(f"+{digits}")):
        cells.refuse("phone", "Nomor ini kurang atau lebih angkanya. Tulis misalnya 0812 3456 7890.")
        return ""
    return digits


def _role(cells: Cells) -> Role | None:
    text = " ".join(cells.required("role").casefold().split())
    role = _ROLES.get(text)
    if text and role is None:
        cells.refuse("role", f"Peran tidak dikenal. Pilih: {', '.join(role.value for role in Role)}.")
    return role


def _scope(cells: Cells, role: Role | None, known: Container[str]) -> tuple[str, ...]:
    items = cells.listing("scope")
    if not items:
        if role is not None and role not in _WHOLE_DESK:
            cells.refuse("scope", f"Peran {ROLE_NAMES[role]} memerlukan kode wilayah, misalnya 16.07.05.")
        return ("",)
    codes = []
    for item in items:
        code = cells.as_code("scope", item, _LEVELS, "wilayah")
        if code and code not in known:
            cells.refuse("scope", f"Wilayah atau TPS “{item}” tidak ada di desk ini.")
        codes.append(code)
    return tuple(dict.fromkeys(codes))


def _details(cells: Cells) -> tuple[tuple[str, str], ...]:
    for column, length in DETAILS.items():
        if len(cells.text(column)) > length:
            cells.refuse(column, f"Paling panjang {length} huruf.")
    return tuple((column, cells.text(column)) for column in DETAILS if cells.text(column))
