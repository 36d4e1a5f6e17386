"""docs/rules.md is what the code says."""

from __future__ import annotations

from deskpemilu.domain.rules import ACROSS, RULES
from tools.rules_doc import TARGET, text


def test_the_list_of_rules_is_up_to_date() -> None:
    assert TARGET.read_text(encoding="utf-8") == text(), "jalankan: python tools/rules_doc.py"


def test_every_rule_is_in_the_list() -> None:
    for rule in (*RULES, *ACROSS):
        assert f"| {rule.code} | {rule.title} |" in text()
