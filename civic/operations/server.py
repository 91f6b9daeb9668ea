"""`tongxing serve`: the production server, granian with a few worker processes.

What can be wrong (settings, pack, schema) is found before any worker starts, and said in one line. The workers are
forked from a process that holds the whole application, so they share most of their memory with it.
"""

import gc
import signal
from functools import partial
from importlib import import_module

import click
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

from civic.database import migrate
from civic.operations.bodies import WholeBodies
from civic.services import Services
from civic.web.waiting_room import AT_WORK

_MODULE = "civic.app"
"""Asked by name, as everywhere: nobody comes in through the front door."""
_SENDING_AWAY = 8
"""Threads that tell those who find no place to come back."""
_PATIENCE_S = 30
_CONNECTIONS = 4_096
"""Of a worker, the idle ones that browsers and proxies keep open among them: granian's own 512 starve the others."""
_ALLOCATIONS_BETWEEN_COLLECTIONS = 20_000
"""A page makes some thousand objects and no cycles to speak of; looking for them after every 700 costs a tenth."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes.")
def serve(host: str, port: int, workers: int) -> None:
    """Serve the site. SIGTERM finishes the requests at hand first."""
    application = import_module(_MODULE).create_app()
    services: Services = application.extensions["tongxing"]
    migrate.need_current(services.database)
    services.database.dispose()  # connections must not be shared with the workers
    gc.collect()
    gc.freeze()
    gc.set_threshold(_ALLOCATIONS_BETWEEN_COLLECTIONS, 20, 50)
    _Server(
        _MODULE,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        workers=workers,
        blocking_threads=AT_WORK + services.settings.waiting_requests + _SENDING_AWAY,
        backlog=_CONNECTIONS,
        backpressure=_CONNECTIONS,
        respawn_failed_workers=True,
        workers_kill_timeout=_PATIENCE_S,
        log_level=LogLevels.error,
    ).serve(target_loader=partial(_begin, WholeBodies(application)))


class _Server(MPServer):
    """Granian, for which a second SIGTERM on the heels of the first is none.

    Its handler sets an event; interrupted there by the next signal, it would wait for itself for ever.
    """

    def signal_handler_interrupt(self, *_: object, **__: object) -> None:
        if not self.interrupt_signal:
            super().signal_handler_interrupt()  # type: ignore[no-untyped-call]


def _begin(application: WholeBodies, _target: str) -> WholeBodies:
    """The application, in a new worker.

    Until granian has installed its own signal handlers there, a fork has those of its parent, which only note the
    signal: a worker that is told to stop while it starts would not, and would be waited for until it is killed.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    return application
