"""Templates of a language hold its fixed words, and no holes behind its full stops."""

from types import SimpleNamespace
from typing import cast

from flask import Flask

from civic.language.languages import Language
from civic.web.localized_templates import Templates

CHINESE = {"Done.": "好了。", "%(num)s left.": "还剩 %(num)s 个。", "Next": "下一个"}
LEFT = "ngettext('%(num)s left.', '%(num)s left.', 2)"
PAGE = f"<p>{{{{ _('Done.') }}}} {{{{ {LEFT} }}}}\n<a>{{{{ _('Next') }}}}</a> {{{{ _('Next') }}}}</p>"


def drawn(words: dict[str, str]) -> str:
    templates = Templates(Flask("words"))
    templates.words = lambda _: {
        "_": lambda message: words.get(message, message),
        "ngettext": lambda one, _many, num: words.get(one, one) % {"num": num},
        "icon": str,
        "static_url": str,
    }
    return templates.in_language(cast(Language, SimpleNamespace(code="zh"))).from_string(PAGE).render()


def test_no_space_follows_a_full_stop_as_wide_as_a_character() -> None:
    assert drawn(CHINESE) == "<p>好了。还剩 2 个。<a>下一个</a> 下一个</p>"


def test_other_languages_keep_theirs() -> None:
    assert drawn({}) == "<p>Done. 2 left.\n<a>Next</a> Next</p>"
