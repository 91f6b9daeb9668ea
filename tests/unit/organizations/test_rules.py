"""Addresses of organizations, codes, and who may go."""

import pytest

from campaigns.organizations.rules import hashed, may_lose, slug_of
from civic.codes import new_code, read_code, spoken


@pytest.mark.parametrize(
    ("names", "slug"),
    [
        (["实验小学", "Oak Street School"], "oak-street-school"),
        (["Café d'Été 1"], "cafe-d-ete-1"),
        (["实验小学"], ""),
        (["12 34"], ""),
        (["../../etc/passwd"], "etc-passwd"),
        (["x" * 100], "x" * 40),
        ([], ""),
    ],
)
def test_an_address_comes_from_latin_letters(names: list[str], slug: str) -> None:
    assert slug_of(names) == slug


def test_the_only_lasting_owner_stays() -> None:
    assert not may_lose(1, [1])
    assert may_lose(1, [1, 2])
    assert may_lose(3, [1])
    assert may_lose(3, [])


def test_codes_are_read_as_people_type_them() -> None:
    code = new_code(12)
    for typed in (code, code.lower(), spoken(code), "-".join(code), f"  {code}\n", code.translate(_WIDE)):
        assert read_code(typed) == code
    for typed in ("", "O0", "码", "\0" + code, "x" * 10_000, code + "!"):
        assert read_code(typed) != code


_WIDE = {number: number + 0xFEE0 for number in range(0x21, 0x7F)}


def test_codes_differ_and_cannot_be_mistaken() -> None:
    codes = {new_code(10) for _ in range(500)}
    assert len(codes) == 500
    assert not set("".join(codes)) & set("01OIL")


def test_a_secret_of_any_kind_has_a_hash() -> None:
    assert len(hashed("x")) == len(hashed("\ud83d")) == 64
    assert hashed("x") != hashed("y")
