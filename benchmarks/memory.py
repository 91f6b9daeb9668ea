"""Memory of `tongxing serve` with two workers, idle: proportional, so that shared pages count once.

python -m benchmarks.memory
"""

import tempfile
from pathlib import Path

from benchmarks import load, people, serving
from civic.database import migrate
from civic.database.engine import Database

_MIB = 1024 * 1024


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/memory.db"
        database = Database(url)
        migrate.upgrade(database)
        database.dispose()
        environ = people.environment(url, Path(folder))
        with serving.bare(environ, 8) as (_, bare_pid), serving.product(environ) as (port, pid):
            connection = load.Connection(port)
            for path in ("/", "/boards/districts", "/actions", "/actions/bicycle"):
                connection.ask(load.get(path))
            connection.close()
            ours, bare = (load.pss_bytes(load.family(process)) / _MIB for process in (pid, bare_pid))
    rows = [
        ("bare Flask on the same server", f"{bare:.0f}", "1.00", ""),
        ("tongxing serve", f"{ours:.0f}", f"{ours / bare:.2f}", "< 250 MiB"),
    ]
    load.table("Memory with two workers, idle", ("what", "MiB", "ratio", "limit"), rows)


if __name__ == "__main__":
    main()
