"""Keeping a release that was built, and what people decide about it: one step at a time, by two of them."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from campaigns.publishing import queries, rules, tidy
from campaigns.publishing.building import Built, cell_rows, code_version
from campaigns.publishing.models import Release, ReleaseNotice, ReleaseTable
from campaigns.publishing.rules import NEXT, State
from civic.accounts import audit
from civic.city.text import Text
from civic.errors import Conflict, Forbidden, Invalid, NotFound, msgid

SCHEDULER = "scheduler"
"""Who built what no person asked for."""
NOTICE_MAX = 1000


def keep(session: Session, built: Built, by: str) -> Release:
    """Stores a release; from here on its content never changes.

    Raises:
        Conflict: somebody else has stored one meanwhile: what this one shows was decided without it.
    """
    _check_newest(session, built)
    release = Release(
        kind=built.kind,
        period=built.period,
        revision=built.revision,
        built_by=by,
        built_at=built.at,
        pack_version=built.pack_version,
        code_version=code_version(),
        upto_entry_id=built.upto_entry_id,
        inputs=built.inputs,
        inputs_sha256=built.inputs_sha256,
        open_holds=built.open_holds,
    )
    _add_once(session, release)
    for position, table in enumerate(built.tables):
        words = tidy.schema_text(table.schema)
        kept = {"key": table.schema.key, "table_schema": words, "csv": table.csv, "sha256": table.sha256}
        session.add(ReleaseTable(release_id=release.id, position=position, size=table.size, **kept))
    for row in cell_rows(built):
        row.release_id = release.id
        session.add(row)
    session.flush()
    _note(session, by, "build release", release, built.at)
    return release


def _check_newest(session: Session, built: Built) -> None:
    """Two that are built at the same moment could give away together what neither does alone: one is built again."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"LOCK TABLE {Release.__tablename__} IN SHARE ROW EXCLUSIVE MODE"))
    if queries.newest_number(session) != built.after:
        raise Conflict("Another release was built meanwhile. Please build this one again.")


def _add_once(session: Session, release: Release) -> None:
    try:
        with session.begin_nested():
            session.add(release)
    except IntegrityError as error:
        taken = msgid("There is a release of %(period)s already, waiting for a decision.")
        raise Conflict(taken, period=release.period) from error


def review(session: Session, release_id: int, by: str, now: datetime) -> None:
    """Somebody has looked at all of it.

    Raises:
        NotFound: there is no such release.
        Conflict: it has gone on, or was dropped.
    """
    release = _at(session, release_id, State.BUILT)
    release.reviewed_by, release.reviewed_at = by, now
    _go_on(session, release, by, "review release", now)


def approve(session: Session, release_id: int, by: str, now: datetime) -> None:
    """A second person agrees.

    Raises:
        NotFound, Conflict: as for `review`.
        Forbidden: it is the one who built or reviewed it.
    """
    release = _at(session, release_id, State.REVIEWED)
    if by in (release.built_by, release.reviewed_by):
        raise Forbidden("A second person approves: neither who built this release nor who reviewed it.")
    release.approved_by, release.approved_at = by, now
    _go_on(session, release, by, "approve release", now)


def publish(session: Session, release_id: int, by: str, now: datetime) -> None:
    """Everybody may read it from now on, for ever.

    Raises:
        NotFound, Conflict: as for `review`.
    """
    release = _at(session, release_id, State.APPROVED)
    release.published_by, release.published_at = by, now
    _go_on(session, release, by, "publish release", now)


def drop(session: Session, release_id: int, by: str, now: datetime) -> None:
    """Puts away what nobody has seen; another can be built.

    Raises:
        NotFound: there is no such release.
        Conflict: it is published, or was dropped before.
    """
    release = _known(session, release_id)
    if release.state not in rules.OPEN:
        raise Conflict(_GONE_ON)
    release.state, release.dropped_by, release.dropped_at = State.DROPPED, by, now
    _note(session, by, "drop release", release, now)


def tell(session: Session, release_id: int, words: Text, by: str, now: datetime) -> None:
    """What is known to be wrong in a published release, in words without figures.

    Raises:
        NotFound: there is no such release.
        Conflict: it is not published.
        Invalid: no words, or figures among them.
    """
    release = _known(session, release_id)
    if release.state != State.PUBLISHED:
        raise Conflict("A notice stands beside a published release.")
    if not words:
        raise Invalid("Please write what is wrong.")
    if any(rules.has_figures(said) for said in words.by_language.values()):
        raise Invalid("A notice has no figures: they would tell about the few people who changed them.")
    session.add(ReleaseNotice(release_id=release.id, words=words, told_by=by, told_at=now))
    _note(session, by, "tell of release", release, now)


_GONE_ON = msgid("This release has changed in the meantime. Please look at it again.")


def _known(session: Session, release_id: int) -> Release:
    release = queries.locked(session, release_id)
    if release is None:
        raise NotFound("There is no such release.")
    return release


def _at(session: Session, release_id: int, state: State) -> Release:
    release = _known(session, release_id)
    if release.state != state:
        raise Conflict(_GONE_ON)
    return release


def _go_on(session: Session, release: Release, by: str, act: str, now: datetime) -> None:
    release.state = NEXT[State(release.state)]
    _note(session, by, act, release, now)


def _note(session: Session, by: str, act: str, release: Release, now: datetime) -> None:
    key = rules.release_key(release.kind, release.period, release.revision)
    audit.record(session, by, act, f"publication:{release.id}", key, now)
