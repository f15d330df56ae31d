"""How is the database opened, brought up to date, and kept from losing what it promised?"""

from __future__ import annotations

import inspect
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Text, cast, create_engine, insert, literal, select
from sqlalchemy.exc import IntegrityError

from publisher import store as package
from publisher.errors import StoreError
from publisher.grouping import sign
from publisher.store import (
    Store,
    articles,
    database,
    digest_tables,
    inbox,
    learned,
    ledger,
    memory,
    open_store,
    output_tables,
    rulings,
    signatures,
    subscriber_tables,
    subscribers,
    tables,
)
from publisher.store.migrations import _settings, known
from publisher.store.signatures import Signed

# The tables of all four modules, each of which adds its own to the one list.
(METADATA,) = {each.metadata for each in (tables, digest_tables, output_tables, subscriber_tables)}
OTHER_TABLE = "CREATE TABLE photographs (name TEXT)"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "publisher.db")
    yield opened
    opened.close()


def pragma(store: Store, name: str) -> object:
    with store.read() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def test_all_migrations_in_order_give_the_schema_that_the_code_believes_in(store: Store) -> None:
    with store.read() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, METADATA) == []


def test_the_sql_of_both_is_the_same_table_for_table(store: Store) -> None:
    # compare_metadata sees neither WITHOUT ROWID nor the names of keys.
    fresh = create_engine("sqlite://")
    METADATA.create_all(fresh)
    question = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name != 'alembic_version'"
    with store.read() as ours, fresh.connect() as theirs:
        migrated = {name: set(sql.replace(",", "").split()) for name, sql in ours.exec_driver_sql(question)}
        declared = {name: set(sql.replace(",", "").split()) for name, sql in theirs.exec_driver_sql(question)}
    fresh.dispose()
    assert migrated == declared


def test_head_is_the_newest_migration_and_they_stand_in_one_row() -> None:
    scripts = ScriptDirectory.from_config(_settings())
    assert scripts.get_heads() == [database.HEAD]
    assert scripts.get_bases() == ["0001"]
    assert database.HEAD in known()


def test_a_promise_survives_a_power_cut(store: Store) -> None:
    assert pragma(store, "journal_mode") == "wal"
    assert pragma(store, "synchronous") == 2  # FULL
    assert pragma(store, "foreign_keys") == 1
    assert pragma(store, "busy_timeout") == 10_000


def test_an_older_schema_is_upgraded_and_what_is_in_it_stays(tmp_path: Path) -> None:
    path = tmp_path / "publisher.db"
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        settings = _settings()
        settings.attributes["connection"] = connection
        command.upgrade(settings, "0001")
        connection.exec_driver_sql(f"PRAGMA application_id = {database.APPLICATION_ID}")
        connection.execute(insert(tables.memory).values(name="kept", value="yes"))
    engine.dispose()
    opened = open_store(path)
    with opened.read() as connection:
        assert memory.recall(connection, "kept") == "yes"
        assert connection.exec_driver_sql("SELECT count(*) FROM signatures").scalar() == 0
        version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    opened.close()
    assert version == database.HEAD


def test_a_damaged_signature_is_a_sentence_that_says_what_to_do(store: Store) -> None:
    with store.write() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        connection.execute(
            insert(tables.signatures).values(article=7, fingerprint="a", signature=b"\x09nonsense")
        )
        another = Signed(number=7, fingerprint="b", signature=sign("", []))
        with pytest.raises(StoreError, match=r"is damaged: .*not a signature.* restore a backup"):
            signatures.keep(connection, [another])
        connection.execute(tables.signatures.delete())


def test_the_file_says_whose_it_is(store: Store, tmp_path: Path) -> None:
    assert pragma(store, "application_id") == database.APPLICATION_ID == int.from_bytes(b"publ", "big")
    store.close()  # which moves the log into the file
    assert (tmp_path / "publisher.db").read_bytes()[68:72] == b"publ"


def test_opening_again_changes_nothing_and_needs_no_migration_tool(tmp_path: Path) -> None:
    path = tmp_path / "publisher.db"
    open_store(path).close()
    before = path.read_bytes()
    open_store(path).close()
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["what? now.db", "50% #1.db", "Ünïcode.db", "a&b=c.db"])
def test_a_path_may_hold_any_character(tmp_path: Path, name: str) -> None:
    folder = tmp_path / f"in {name}"
    folder.mkdir()
    open_store(folder / name).close()
    assert [path.name for path in folder.iterdir()] == [name]
    open_store(folder / name).close()


def test_an_empty_file_becomes_a_database(tmp_path: Path) -> None:
    (tmp_path / "publisher.db").touch()
    open_store(tmp_path / "publisher.db").close()


def refused(path: Path, match: str) -> None:
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(StoreError, match=match) as caught:
        open_store(path)
    assert caught.value.exit_code == 74
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(f"{path}: ")
    if before is not None:
        assert path.read_bytes() == before
        assert {each.name for each in path.parent.iterdir()} == {path.name}


def test_a_newer_schema_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "publisher.db"
    open_store(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(StoreError, match=r"was written by a newer version of publisher \(schema 9999"):
        open_store(path)
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("9999",)
    connection.close()


def test_the_database_of_another_program_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "photographs.db"
    with sqlite3.connect(path) as connection:
        connection.execute(OTHER_TABLE)
    connection.close()
    refused(path, "is the database of another program")


@pytest.mark.parametrize(
    "data", [b"This is a text file, not a database. " * 100, b"SQLite format 3\0" + b"\xff" * 5000]
)
def test_a_damaged_file_is_one_sentence_that_says_what_to_do(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "publisher.db"
    path.write_bytes(data)
    refused(path, "is damaged or not a database .* restore a backup")


def test_damage_that_shows_only_later_is_a_sentence_too(tmp_path: Path) -> None:
    path = tmp_path / "publisher.db"
    open_store(path).close()
    data = bytearray(path.read_bytes())
    data[4096:] = b"\x55" * (len(data) - 4096)
    path.write_bytes(data)
    with pytest.raises(StoreError, match=r"damaged|cannot be used"):  # noqa: PT012  the transaction must end inside
        store = open_store(path)
        try:
            with store.write() as connection:
                memory.remember(connection, "a", "b")
        finally:
            store.close()


def test_a_folder_in_the_place_of_the_file_is_not_called_damaged(tmp_path: Path) -> None:
    refused(tmp_path, "expected a file, found a folder")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    refused(tmp_path / "none" / "publisher.db", "the folder of the database is not there")


def test_a_database_that_another_program_holds_is_locked_and_not_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "publisher.db"
    monkeypatch.setattr(database, "_BUSY_MILLISECONDS", 1)
    store = open_store(path)
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="is locked by another process"), store.write():
            pass
        with store.read() as connection:  # readers never wait
            assert memory.recall(connection, "a") is None
    other.close()
    store.close()


def test_a_full_disk_is_a_sentence_and_nothing_is_kept(store: Store) -> None:
    with (  # noqa: PT012  the transaction must end inside
        pytest.raises(StoreError, match="the disk is full; nothing was changed"),
        store.write() as connection,
    ):
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        memory.remember(connection, "a", "b" * 1_000_000)
    with store.read() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
        assert memory.recall(connection, "a") is None


def test_a_transaction_is_kept_whole_or_not_at_all(store: Store) -> None:
    with store.write() as connection:
        memory.remember(connection, "kept", "yes")
    with pytest.raises(ZeroDivisionError), store.write() as connection:  # noqa: PT012  the transaction must end inside
        memory.remember(connection, "kept", "no")
        memory.remember(connection, "other", "no")
        raise ZeroDivisionError
    with store.read() as connection:
        assert memory.recall(connection, "kept") == "yes"
        assert memory.recall(connection, "other") is None


def test_a_reader_sees_one_unchanging_view(store: Store) -> None:
    with store.read() as reader:
        assert memory.recall(reader, "a") is None
        with store.write() as writer:
            memory.remember(writer, "a", "b")
        assert memory.recall(reader, "a") is None
    with store.read() as reader:
        assert memory.recall(reader, "a") == "b"


def test_a_broken_rule_of_the_schema_is_a_bug_and_not_called_damage(store: Store) -> None:
    with pytest.raises(IntegrityError), store.write() as connection:
        connection.execute(insert(tables.bodies).values(article=7, parsed="{}"))


def test_moments_are_utc_in_the_database_and_aware_outside(store: Store) -> None:
    berlin = datetime.fromisoformat("2026-11-22T12:00:00.123456+01:00")
    moment = tables.Moment()
    with store.read() as connection:
        text, again, nothing = connection.execute(
            select(
                cast(literal(berlin, moment), Text),
                literal(berlin, moment),
                literal(None, moment),
            )
        ).one()
    assert text == "2026-11-22 11:00:00.123456"
    assert (again, again.tzinfo, nothing) == (berlin, UTC, None)
    with pytest.raises(ValueError, match="a moment without a zone"):
        moment.process_bind_param(berlin.replace(tzinfo=None), None)  # type: ignore[arg-type]  # no dialect is asked


def test_memory_holds_one_value_a_name(store: Store) -> None:
    with store.write() as connection:
        memory.remember(connection, "a", "1")
        memory.remember(connection, "a", "2")
        memory.remember(connection, "b", "3")
        memory.forget(connection, "b")
        memory.forget(connection, "never there")
        assert memory.recall(connection, "a") == "2"
        assert memory.recall(connection, "b") is None


@pytest.mark.parametrize(
    "module", [articles, inbox, learned, ledger, memory, rulings, subscribers], ids=lambda each: each.__name__
)
def test_every_function_of_the_store_works_in_the_transaction_that_it_is_given(module: object) -> None:
    public = [
        each
        for name, each in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_") and each.__module__ == module.__name__  # type: ignore[attr-defined]  # a module
    ]
    assert public
    for function in public:
        assert next(iter(inspect.signature(function).parameters)) == "connection", function
        source = inspect.getsource(function)
        assert ".commit(" not in source, function
        assert "datetime.now" not in source, function
        assert function.__doc__, function


def test_only_the_store_knows_sql() -> None:
    root = Path(package.__file__).parent.parent
    outside = [
        path for path in root.rglob("*.py") if path.parent.name not in {"store", "migrations", "versions"}
    ]
    assert len(outside) > 40
    for path in outside:
        source = path.read_text(encoding="utf-8")
        assert "import sqlite3" not in source, path
        for name in ("select(", "insert(", "exec_driver_sql"):
            assert f" {name}" not in source, path
