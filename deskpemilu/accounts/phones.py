"""Phone numbers as the desk stores them: digits with country code. Pure."""

from __future__ import annotations

import phonenumbers

COUNTRY = "ID"


class PhoneRefused(ValueError):
    """A text that is not a phone number, with a sentence."""


def normalise_number(text: str) -> str:
    """Digits with country code of a number written in any usual way: "0812-0000-111" → "62812…".

    Raises PhoneRefused for what cannot be a number of its country.
    """
    stripped = text.strip()
    # People often write the country code without its plus sign.
    candidate = f"+{stripped}" if stripped.startswith("62") else stripped
    try:
        number = phonenumbers.parse(candidate, COUNTRY)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise PhoneRefused(f"Nomor “{stripped}” bukan nomor telepon. Tulis misalnya 0812 3456 7890.")
    return f"{number.country_code}{number.national_number}"
