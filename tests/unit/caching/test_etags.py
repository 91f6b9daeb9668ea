"""Names of answers: strong ones differ by encoding, and a client may send back any of them."""

import pytest

from civic.caching.etags import known, packed, strong

NAME = strong("ab12")


def test_other_bytes_have_another_strong_name() -> None:
    assert [packed(NAME, encoding) for encoding in ("", "br", "gzip")] == ['"ab12"', '"ab12-br"', '"ab12-gzip"']
    assert packed('W/"ab12"', "br") == 'W/"ab12"'


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        ('"ab12"', '"ab12"'),
        ('"other", "ab12-br" , "more"', '"ab12-br"'),
        ('W/"ab12"', 'W/"ab12"'),
        ("*", '"ab12"'),
        ('"ab1"', ""),
        ('"ab12-zstd"', ""),
        ('"xab12"', ""),
        ("ab12", ""),
        ("", ""),
    ],
)
def test_a_client_has_it_by_any_of_its_names(sent: str, found: str) -> None:
    assert known(NAME, sent) == found
