"""Inside WeChat, which saves no files: pages with some say how to open them elsewhere, also to visitors."""

from tests.characters import Site

WECHAT = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) Mobile MicroMessenger/8.0.50 NetType/WIFI Language/zh_CN"}
HINT = "在浏览器打开"


def test_pages_with_files_say_how_to_open_them_outside(site: Site) -> None:
    assert HINT in site.xiaoming.open("/me/entries", **WECHAT).text
    assert HINT not in site.xiaoming.open("/me/entries").text


def test_pages_that_lack_nothing_there_say_nothing(site: Site) -> None:
    assert HINT not in site.xiaoming.open("/actions", **WECHAT).text


def test_a_page_that_was_kept_for_visitors_is_not_mixed_up(site: Site) -> None:
    visitor = site.visitor()
    for _ in range(2):
        assert HINT not in visitor.open("/data").text
        assert HINT in visitor.open("/data", **WECHAT).text
