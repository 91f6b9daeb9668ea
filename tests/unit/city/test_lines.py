import tomllib

from civic.city.lines import Lines, toml_lines

TOML = '''# a comment = with a sign
title = "a # no comment" # [not.a.table]
words = """
[not.a.table]
key = 1
"""
list = [
  { key = 1 }, # ]
  { key = "]" },
]
path = 'C:\\'
[table]
"quoted key" = 1
a.b = 2
[[things]]
id = 1
[[things.parts]]
id = 2
[[things.parts]]
id = 3
[things.inner]
id = 4
[[things]]
[[things.parts]]
id = 5
'''


def test_every_path_leads_to_its_line() -> None:
    tomllib.loads(TOML)
    assert toml_lines(TOML) == {
        ("title",): 2,
        ("words",): 3,
        ("list",): 7,
        ("path",): 11,
        ("table",): 12,
        ("table", "quoted key"): 13,
        ("table", "a", "b"): 14,
        ("things",): 15,
        ("things", 0): 15,
        ("things", 0, "id"): 16,
        ("things", 0, "parts"): 17,
        ("things", 0, "parts", 0): 17,
        ("things", 0, "parts", 0, "id"): 18,
        ("things", 0, "parts", 1): 19,
        ("things", 0, "parts", 1, "id"): 20,
        ("things", 0, "inner"): 21,
        ("things", 0, "inner", "id"): 22,
        ("things", 1): 23,
        ("things", 1, "parts"): 24,
        ("things", 1, "parts", 0): 24,
        ("things", 1, "parts", 0, "id"): 25,
    }


def test_what_has_no_line_takes_that_of_what_holds_it() -> None:
    lines = Lines(TOML)
    assert lines.of(("list", 1, "key")) == 7
    assert lines.of(("things", 1, "parts", 0, "missing")) == 24
    assert lines.of(("nowhere",)) == 0
