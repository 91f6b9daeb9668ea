"""Structured logs, one JSON object a line on stderr, without personal data.

What is logged: the endpoint (never the path, the query or the form), method, status, duration, a reference number.
"""

import logging
import sys

import structlog


def configure_logs() -> None:
    """Sets structlog up, once for the process: loggers keep what they found when they were first used."""
    if structlog.is_configured():
        return
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
