from __future__ import annotations

import errno
import mailbox
import os
import resource
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.config import Mail
from publisher.handover import Accepted, Deferred, Envelope, Outcome
from publisher.transports.maildir import MaildirTransport, _file_name, open_transport

from .examples import example_envelope


@pytest.fixture
def outbox(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "outbox"


@pytest.fixture
def transport(outbox: Path) -> MaildirTransport:
    return open_transport(Mail(outbox=outbox))


def send(transport: MaildirTransport, envelope: Envelope) -> Outcome:
    (outcome,) = transport.send([envelope])
    return outcome


def files(outbox: Path) -> list[str]:
    return sorted(str(path.relative_to(outbox)) for path in outbox.rglob("*") if path.is_file())


def test_the_first_message_creates_the_folders_for_nobody_else_to_read(
    transport: MaildirTransport, outbox: Path
) -> None:
    assert not outbox.exists()
    send(transport, example_envelope())
    assert {path.name for path in outbox.iterdir()} == {"cur", "new", "tmp"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in outbox.iterdir()} == {0o700}


def test_a_message_is_a_private_file_in_new_named_after_its_message_id(
    transport: MaildirTransport, outbox: Path
) -> None:
    outcome = send(transport, example_envelope())
    assert files(outbox) == ["new/0f6a3c5e-0001@example.org"]
    assert stat.S_IMODE((outbox / "new" / "0f6a3c5e-0001@example.org").stat().st_mode) == 0o600
    assert outcome == Accepted(reply=f"written to {outbox}: 0f6a3c5e-0001@example.org")


def test_lines_end_as_in_a_unix_file_and_nothing_else_changes(
    transport: MaildirTransport, outbox: Path
) -> None:
    envelope = example_envelope(body=b"=C3=A4\r\n.\r\n\r\nFrom here\r\n")
    send(transport, envelope)
    (file,) = (outbox / "new").iterdir()
    assert file.read_bytes() == envelope.payload.replace(b"\r\n", b"\n")


def test_a_mail_program_reads_the_folder(transport: MaildirTransport, outbox: Path) -> None:
    send(transport, example_envelope(number=1))
    send(transport, example_envelope(number=2))
    with_python = mailbox.Maildir(outbox, create=False)
    assert sorted(message["Message-ID"] for message in with_python) == [
        "<0f6a3c5e-0001@example.org>",
        "<0f6a3c5e-0002@example.org>",
    ]


def test_a_repeat_by_a_new_process_says_that_the_message_is_already_there(
    transport: MaildirTransport, outbox: Path
) -> None:
    send(transport, example_envelope())
    written = (outbox / "new" / "0f6a3c5e-0001@example.org").stat()
    repeated = send(MaildirTransport(outbox), example_envelope())
    assert repeated == Accepted(reply=f"already in {outbox}: 0f6a3c5e-0001@example.org")
    assert (outbox / "new" / "0f6a3c5e-0001@example.org").stat().st_ino == written.st_ino


@pytest.mark.parametrize("flags", ["", ":2,", ":2,FRS"])
def test_a_repeat_finds_the_message_that_a_mail_program_has_moved(
    transport: MaildirTransport, outbox: Path, flags: str
) -> None:
    send(transport, example_envelope())
    name = "0f6a3c5e-0001@example.org"
    (outbox / "new" / name).rename(outbox / "cur" / f"{name}{flags}")
    for sender in (transport, MaildirTransport(outbox)):
        assert send(sender, example_envelope()).reply.startswith("already in ")
    assert files(outbox) == [f"cur/{name}{flags}"]


def test_what_a_crash_left_in_tmp_is_written_anew(transport: MaildirTransport, outbox: Path) -> None:
    send(transport, example_envelope(number=1))
    (outbox / "tmp" / "0f6a3c5e-0002@example.org").write_bytes(b"half a mess")
    send(transport, example_envelope(number=2))
    assert files(outbox) == ["new/0f6a3c5e-0001@example.org", "new/0f6a3c5e-0002@example.org"]
    assert (outbox / "new" / "0f6a3c5e-0002@example.org").read_bytes().endswith(b"\n\nHello\n")


def test_a_write_that_stops_half_way_leaves_nothing_behind_and_is_deferred(
    transport: MaildirTransport, outbox: Path
) -> None:
    envelope = example_envelope(body=b"x" * 70_000)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    # The kernel takes the first 20,000 octets and refuses the rest, as a full disk does.
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        outcome = send(transport, envelope)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert outcome == Deferred(reply=f"{outbox} cannot be written: {os.strerror(errno.EFBIG)}")
    assert files(outbox) == []
    assert isinstance(send(transport, envelope), Accepted)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
def test_a_disk_that_takes_the_bytes_but_cannot_keep_them_is_deferred(
    transport: MaildirTransport, outbox: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    send(transport, example_envelope(number=1))

    def full(_descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        outcome = send(transport, example_envelope(number=2))
    assert outcome == Deferred(reply=f"{outbox} cannot be written: {os.strerror(number)}")
    assert files(outbox) == ["new/0f6a3c5e-0001@example.org"]


def test_a_folder_that_cannot_be_made_is_deferred(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    outbox = tmp_path / "file" / "outbox"
    outcome = send(MaildirTransport(outbox), example_envelope())
    assert outcome == Deferred(reply=f"{outbox} cannot be written: Not a directory")


def test_a_link_in_tmp_is_not_followed_out_of_the_folder(
    transport: MaildirTransport, outbox: Path, tmp_path: Path
) -> None:
    send(transport, example_envelope(number=1))
    precious = tmp_path / "precious"
    precious.write_text("keep me")
    (outbox / "tmp" / "0f6a3c5e-0002@example.org").symlink_to(precious)
    assert isinstance(send(transport, example_envelope(number=2)), Deferred)
    assert precious.read_text() == "keep me"


def test_a_message_is_on_the_disk_before_it_is_in_new_and_the_folder_is_after(
    transport: MaildirTransport, outbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(transport, example_envelope(number=1))
    synced: list[tuple[str, bool]] = []
    sync = os.fsync

    def watched(descriptor: int) -> None:
        arrived = (outbox / "new" / "0f6a3c5e-0002@example.org").exists()
        synced.append((Path(f"/proc/self/fd/{descriptor}").readlink().parent.name, arrived))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    send(transport, example_envelope(number=2))
    assert synced == [("tmp", False), ("outbox", True)]


@settings(deadline=None)
@given(
    st.text(st.characters(codec="utf-8"), max_size=400), st.text(st.characters(codec="utf-8"), max_size=400)
)
def test_any_message_id_is_a_file_name_of_its_own_in_the_folder(first: str, second: str) -> None:
    name = _file_name(f"<{first}>")
    assert 0 < len(name) <= 200
    assert name.isascii()
    assert name.isprintable()
    assert not name.startswith(".")
    assert not {"/", ":", "\\"} & set(name)
    assert (name == _file_name(f"<{second}>")) == (first == second)
