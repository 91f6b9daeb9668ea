"""What a bounded process says is read as plain data, whatever it says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.bounded.answers import WorkerAnswer, packed, packed_refusal, unpacked
from civic.errors import Invalid

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(plain, st.lists(st.binary(max_size=50)))
def test_an_answer_arrives_as_it_was_given(facts: object, files: list[bytes]) -> None:
    answer = WorkerAnswer(facts, tuple(files))
    assert unpacked(packed(answer)) == answer


def test_a_refusal_arrives_with_its_words_values_and_field() -> None:
    with pytest.raises(Invalid) as refused:
        unpacked(packed_refusal(Invalid("At most %(most)s.", field="track", most=7)))
    assert (str(refused.value), refused.value.field) == ("At most 7.", "track")


@pytest.mark.parametrize(
    "said",
    [b"", b"\n", b"{}", b"[]\n", b'{"sizes": [3], "facts": 1}\nab', b'{"sizes": [1], "facts": 1}\nab', b"\x80\x04N."],
    ids=range(7),
)
def test_anything_else_is_no_answer(said: bytes) -> None:
    with pytest.raises((ValueError, TypeError, KeyError)):
        unpacked(said)
