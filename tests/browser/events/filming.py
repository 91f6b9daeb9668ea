"""A film for Chromium's fake camera: a phone with a QR code, a little askew, in raw YUV 4:2:0."""

from pathlib import Path

import segno
from PIL import Image

_SIZE = (640, 480)
_MODULE = 9
_FRAMES = 10


def write_film(text: str, target: Path) -> Path:
    """Writes the film; the code fills about half of the picture's height."""
    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=4)]
    code = Image.new("L", (len(rows), len(rows)))
    code.putdata([30 if dark else 225 for row in rows for dark in row])
    code = code.resize((len(rows) * _MODULE,) * 2, Image.Resampling.NEAREST).rotate(7, expand=True, fillcolor=110)
    frame = Image.new("L", _SIZE, 110)
    frame.paste(code, ((_SIZE[0] - code.width) // 2, (_SIZE[1] - code.height) // 2))
    grey = bytes([128]) * (_SIZE[0] * _SIZE[1] // 2)
    head = f"YUV4MPEG2 W{_SIZE[0]} H{_SIZE[1]} F10:1 Ip A1:1 C420jpeg\n".encode()
    target.write_bytes(head + b"".join(b"FRAME\n" + frame.tobytes() + grey for _ in range(_FRAMES)))
    return target
