"""Are the secrets made once, kept safely, and changed without a break?"""

from __future__ import annotations

import multiprocessing
import os
import stat
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest

from publisher import keyring
from publisher.errors import ConfigError
from publisher.keyring import Keyring
from publisher.tokens import Keys, Purpose, sign, verify

DAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, tzinfo=UTC)
ADA = UUID(int=7)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "publisher.keys"


def seeded() -> Callable[[int], bytes]:
    return Random(7).randbytes


def test_the_file_is_made_when_it_is_needed_and_for_its_owner_alone(path: Path) -> None:
    made = Keyring(path).keys()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert Keyring(path).keys() == made
    assert (len(made.pepper), len(made.signing.secret), len(made.signing.id)) == (32, 32, 4)
    assert list(path.parent.iterdir()) == [path]


def _signing(path: Path, answers: multiprocessing.SimpleQueue[bytes]) -> None:
    answers.put(Keyring(path).keys().signing.secret)


def test_processes_that_start_at_once_have_the_same_keys(path: Path) -> None:
    context = multiprocessing.get_context("fork")
    answers: multiprocessing.SimpleQueue[bytes] = context.SimpleQueue()
    started = [context.Process(target=_signing, args=(path, answers)) for _ in range(8)]
    for each in started:
        each.start()
    for each in started:
        each.join()
    assert len({answers.get() for _ in started}) == 1
    assert list(path.parent.iterdir()) == [path]


def test_who_comes_second_takes_the_keys_of_who_was_quicker(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quicker: list[Keys] = []
    written = keyring._written

    def meanwhile(*arguments: Any) -> Path:
        """Let another process make the file when this one has written its own."""
        new = written(*arguments)
        monkeypatch.undo()
        quicker.append(Keyring(path).keys())
        return new

    monkeypatch.setattr(keyring, "_written", meanwhile)
    assert Keyring(path).keys() == quicker[0]
    assert list(path.parent.iterdir()) == [path]


def test_a_new_key_signs_at_once_and_the_old_one_still_verifies(path: Path) -> None:
    opened = Keyring(path)
    before = opened.keys()
    token = sign(before, Purpose.UNSUBSCRIBE, ADA, None)
    new = keyring.rotate(path, seeded(), DAY)
    after = opened.keys()
    assert after.signing.id.hex() == new.name
    assert after.known[1:] == before.known
    assert after.pepper == before.pepper
    assert verify(after, Purpose.UNSUBSCRIBE, token, NOW) == ADA
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_retired_key_verifies_nothing(path: Path) -> None:
    opened = Keyring(path)
    token = sign(opened.keys(), Purpose.UNSUBSCRIBE, ADA, None)
    old = keyring.listed(path)[0]
    keyring.rotate(path, seeded(), DAY)
    keyring.retire(path, old.name)
    assert verify(opened.keys(), Purpose.UNSUBSCRIBE, token, NOW) is None
    assert [each.since for each in keyring.listed(path)] == [DAY]


def test_the_key_that_signs_is_not_retired(path: Path) -> None:
    Keyring(path).keys()
    before = path.read_bytes()
    with pytest.raises(ConfigError, match=r"is the key that signs; run `publisher keys rotate` first"):
        keyring.retire(path, keyring.listed(path)[0].name)
    with pytest.raises(ConfigError, match="has no key 00000000"):
        keyring.retire(path, "00000000")
    assert path.read_bytes() == before


PEPPER = "pepper " + "QUFB" * 10 + "QUE="
SIGN = "sign 0102abcd " + "QUFB" * 10 + "QUE= 2026-11-24"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", 'there is no line "pepper"'),
        (PEPPER, 'there is no line "sign"'),
        (f"{PEPPER}\n{PEPPER}\n{SIGN}", r"publisher\.keys:2: expected \"pepper SECRET\" once"),
        (f"{PEPPER}\nsing x", r"publisher\.keys:2: expected"),
        (f"pepper QUFB\n{SIGN}", r"publisher\.keys:1: expected 32 bytes in Base64"),
        (f"pepper !!!!\n{SIGN}", r"publisher\.keys:1: expected 32 bytes in Base64"),
        (f"{PEPPER}\nsign zz QUFB 2026-11-24", r":2: expected a name of 8 hexadecimal digits"),
        (f"{PEPPER}\nsign 0102abcd QUFB yesterday", r":2: expected a name of 8 hexadecimal digits"),
        (f"{PEPPER}\nsign 0102abcd QUFB 2026-11-24", r":2: expected 32 bytes"),
        (f"{PEPPER} ü", "is not ASCII"),
        (f"{PEPPER}\n{SIGN}\n{SIGN}", r":3: the key 0102abcd stands there twice"),
    ],
)
def test_a_damaged_file_is_said_with_its_line_and_without_its_secrets(
    path: Path, text: str, sentence: str
) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(ConfigError, match=sentence) as caught:
        Keyring(path).keys()
    assert "restore the file from a backup" in str(caught.value)
    assert "QUFB" not in str(caught.value)
    assert path.read_text(encoding="utf-8") == text


def test_a_change_waits_for_another_and_no_key_is_lost(path: Path) -> None:
    first = Keyring(path).keys().signing
    made: list[str] = []
    second = threading.Thread(target=lambda: made.append(keyring.rotate(path, os.urandom, DAY).name))

    def random(size: int) -> bytes:
        """Let the other begin between the reading of the file and the writing."""
        if second.ident is None:
            second.start()
            # Without a lock it ends in 1 ms, and its key is written over.
            second.join(0.2)
        return os.urandom(size)

    made.append(keyring.rotate(path, random, DAY).name)
    second.join()
    assert len(set(made)) == 2
    assert {each.name for each in keyring.listed(path)} == {*made, first.id.hex()}
    assert list(path.parent.iterdir()) == [path]


def test_a_change_keeps_the_mode_and_a_link_to_the_file(path: Path, tmp_path: Path) -> None:
    Keyring(path).keys()
    path.chmod(0o640)
    link = tmp_path / "linked.keys"
    link.symlink_to(path)
    keyring.rotate(link, seeded(), DAY)
    assert link.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert len(keyring.listed(path)) == 2


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_root_does_not_take_the_file_from_the_user_of_the_service(path: Path) -> None:
    Keyring(path).keys()
    os.chown(path, 1000, 1001)
    keyring.rotate(path, seeded(), DAY)
    assert (path.stat().st_uid, path.stat().st_gid) == (1000, 1001)


def test_a_disk_that_is_full_costs_neither_the_keys_nor_leaves_secrets_behind(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Keyring(path).keys()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ConfigError, match="cannot be written: No space left on device"):
        keyring.rotate(path, seeded(), DAY)
    assert Keyring(path).keys() == before
    assert list(path.parent.iterdir()) == [path]


def test_the_file_is_read_again_only_when_it_has_changed(path: Path) -> None:
    opened = Keyring(path)
    assert opened.keys() is opened.keys()
    keyring.rotate(path, seeded(), DAY)
    assert opened.keys() is opened.keys()


def test_an_open_keyring_sees_that_everybody_may_read_the_file_now(path: Path) -> None:
    opened = Keyring(path)
    opened.keys()
    path.chmod(0o644)
    with pytest.raises(ConfigError, match=r"run: chmod 600 "):
        opened.keys()


def test_before_there_is_a_file_there_are_no_keys_to_list(path: Path) -> None:
    assert keyring.listed(path) == []
    assert not path.exists()


def test_a_folder_in_the_place_of_the_file_is_said(path: Path) -> None:
    path.mkdir()
    with pytest.raises(ConfigError, match="is not a file"):
        Keyring(path).keys()


def test_a_file_that_everybody_can_read_is_not_used(path: Path) -> None:
    Keyring(path).keys()
    path.chmod(0o644)
    with pytest.raises(ConfigError, match=r"run: chmod 600 "):
        Keyring(path).keys()


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(
        ConfigError, match=r"keys_file: .* cannot be written: No such file .*; its folder must be there"
    ):
        Keyring(tmp_path / "none" / "publisher.keys").keys()


def test_comments_and_empty_lines_mean_nothing(path: Path) -> None:
    path.write_text(f"# ours\n\n{PEPPER}\n  # older\n{SIGN}\n")
    path.chmod(0o600)
    assert Keyring(path).keys().signing.id == bytes.fromhex("0102abcd")
