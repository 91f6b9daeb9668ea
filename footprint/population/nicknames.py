"""Nicknames of invented residents: two words of the city's language, and a number once all pairs are taken. Pure."""

_WORDS: dict[str, tuple[str, str, str]] = {
    "zh": (
        "早起的 江边的 慢慢走的 爱喝茶的 骑车的 阳台上的 巷口的 晴天的 雨后的 山脚下的 爱笑的 自带杯的 "
        "赶公交的 爱散步的 种花的 渡口的 随手关灯的 提篮子的 看江的",
        "白鹭 江豚 石榴 桂花 银杏 青团 豆花 香醋 蒲公英 小满 谷雨 立秋 竹子 瓦片 纸船 风筝 灯笼 水杉 荷叶 萤火虫 "
        "麻雀 橘猫 云朵 芦苇 茶壶 铃铛 柳条",
        "",
    ),
    "en": (
        "Early River Slow Sunny Rainy Quiet Merry Walking Cycling Balcony Hilltop Ferry Garden Autumn Morning",
        "Heron Egret Ginkgo Orchid Kettle Lantern Kite Willow Reed Sparrow Cloud Boat Bamboo Firefly Lotus Bell",
        "-",
    ),
}


def nickname(number: int, language: str) -> str:
    """The nickname of the invented resident of that number; no two numbers have the same."""
    first, second, between = _WORDS.get(language, _WORDS["en"])
    firsts, seconds = first.split(), second.split()
    rest, one = divmod(number, len(firsts))
    again, other = divmod(rest, len(seconds))
    turned = (other + one) % len(seconds)
    return f"{firsts[one]}{between}{seconds[turned]}{f'{between}{again + 1}' if again else ''}"
