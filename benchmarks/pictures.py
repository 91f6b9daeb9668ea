"""What a photograph costs: `python -m benchmarks.pictures` prints the CPU seconds and the peak memory of a process that
does nothing but make all sizes of one, for several kinds of file.

The limits: 2 s of CPU and 200 MB for a JPEG of 12 megapixels.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from workbench.paint import encoded, photograph

_TWELVE, _FIFTY = (4000, 3000), (8160, 6120)


def main() -> None:
    """A fresh process for each file, so that each peak is its own."""
    with tempfile.TemporaryDirectory() as folder:
        for name, data in _files():
            file = Path(folder, "picture")
            file.write_bytes(data)
            measured = subprocess.run(
                [sys.executable, "-m", "benchmarks.pictures", str(file)], check=True, capture_output=True, text=True
            )
            print(f"{name:34} {len(data) / 1e6:5.1f} MB  {measured.stdout.strip()}", flush=True)


def _files() -> list[tuple[str, bytes]]:
    """Photographs with their names."""
    twelve, fifty = photograph(*_TWELVE), photograph(*_FIFTY)
    return [
        ("JPEG, 12 megapixels", encoded(twelve, quality=92)),
        ("JPEG, 12 megapixels, progressive", encoded(twelve, quality=92, progressive=True)),
        ("JPEG, 50 megapixels", encoded(fifty, quality=85)),
        ("WebP, 12 megapixels", encoded(twelve, "WEBP", quality=85, method=0)),
        ("PNG, 6 megapixels", encoded(twelve.resize((2800, 2100)), "PNG", compress_level=1)),
    ]


def measure(file: Path) -> None:
    """In the child: CPU of the preparation alone, memory of the whole process."""
    from civic.pictures.encoding import prepare

    data = file.read_bytes()
    start = time.process_time()
    prepared = prepare(data)
    spent_s = time.process_time() - start
    peak_mb = _peak_kb() / 1024
    kept_kb = sum(len(one.content) for one in prepared.files) / 1e3
    print(f"{spent_s:5.2f} s CPU  {peak_mb:5.0f} MB peak  {len(prepared.files)} files, {kept_kb:,.0f} kB")


def _peak_kb() -> int:
    """The most memory this process ever held; `getrusage` would begin with what its parent held."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    measure(Path(sys.argv[1])) if len(sys.argv) > 1 else main()
