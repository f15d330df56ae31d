"""Can the operator give a program its key, take it back, and change the one that signs links?"""

from __future__ import annotations

import hashlib
import re
import stat
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from publisher import dkim
from publisher.config import load
from publisher.keyring import Keyring
from publisher.store import api_keys, open_store
from publisher.tokens import Purpose, sign, verify

from .terminal import lines, one_sentence, publisher

NOW = datetime(2026, 11, 24, tzinfo=UTC)
ADA = UUID(int=7)


def _name_of(folder: Path, key: str) -> str | None:
    """Return what the API knows a bearer key by."""
    store = open_store(load(folder / "publisher.toml").database)
    try:
        with store.read() as connection:
            return api_keys.find(connection, hashlib.sha256(key.encode()).digest())
    finally:
        store.close()


def _signing(folder: Path) -> list[str]:
    return [each["name"] for each in lines(publisher("keys", "list", "--json")) if each["kind"] != "api"]


def test_a_key_of_the_api_is_printed_once_and_only_its_hash_is_kept(folder: Path) -> None:
    made = publisher("keys", "add", "website")
    assert made.exit_code == 0, made.output
    key = made.stdout.strip()
    assert re.fullmatch(r"pub_[A-Za-z0-9_-]{43}", key)
    assert _name_of(folder, key) == "website"
    assert key not in publisher("keys", "list").output
    stored = b"".join(file.read_bytes() for file in folder.glob("publisher.db*"))
    assert key.encode() not in stored
    assert hashlib.sha256(key.encode()).digest() in stored


def test_every_key_of_the_api_is_another(folder: Path) -> None:
    made = {publisher("keys", "add", name).stdout for name in ("website", "shop")}
    assert len(made) == 2


def test_a_name_is_given_once_and_the_first_key_stays(folder: Path) -> None:
    key = publisher("keys", "add", "website").stdout.strip()
    one_sentence(publisher("keys", "add", "website"), 78, "`publisher keys remove website` removes it")
    assert _name_of(folder, key) == "website"


@pytest.mark.parametrize("name", ["", "  ", "web\nsite", "web\x1b[31msite"])
def test_a_name_that_cannot_be_shown_is_refused(folder: Path, name: str) -> None:
    one_sentence(publisher("keys", "add", name), 78, "expected a name for the key, such as website")
    assert publisher("keys", "list").output == ""


def test_a_removed_key_opens_nothing_and_its_name_is_free(folder: Path) -> None:
    key = publisher("keys", "add", "website").stdout.strip()
    assert publisher("keys", "remove", "website").output == "website opens nothing any more.\n"
    assert _name_of(folder, key) is None
    one_sentence(publisher("keys", "remove", "website"), 78, "there is no key of this name")
    assert publisher("keys", "add", "website").exit_code == 0


def test_both_kinds_are_listed_without_their_secrets(folder: Path) -> None:
    keys = Keyring(folder / "publisher.keys").keys()
    publisher("keys", "add", "website")
    publisher("keys", "rotate")
    listed = lines(publisher("keys", "list", "--json"))
    assert [each["kind"] for each in listed] == ["api", "signs", "verifies"]
    assert listed[0]["name"] == "website"
    assert listed[2]["name"] == keys.signing.id.hex()
    text = publisher("keys", "list").output
    assert [line.split()[0] for line in text.splitlines()] == ["API", "signs", "verifies"]
    secrets = re.findall(r"[A-Za-z0-9+/]{43}=", (folder / "publisher.keys").read_text())
    assert len(secrets) == 3
    assert not any(secret in text + str(listed) for secret in secrets)


def test_a_look_at_the_keys_makes_none(folder: Path) -> None:
    looked = publisher("keys", "list")
    assert (looked.exit_code, looked.output) == (0, "")
    assert not (folder / "publisher.keys").exists()


def test_a_new_key_signs_and_links_that_are_out_still_work(folder: Path) -> None:
    opened = Keyring(folder / "publisher.keys")
    token = sign(opened.keys(), Purpose.UNSUBSCRIBE, ADA, None)
    rotated = publisher("keys", "rotate")
    new = _signing(folder)[0]
    assert rotated.output == f"{new} signs from now on. Put publisher.keys into the backup again.\n"
    assert opened.keys().signing.id.hex() == new
    assert verify(opened.keys(), Purpose.UNSUBSCRIBE, token, NOW) == ADA
    assert stat.S_IMODE((folder / "publisher.keys").stat().st_mode) == 0o600


def test_a_retired_key_says_what_stops_working_and_it_does(folder: Path) -> None:
    opened = Keyring(folder / "publisher.keys")
    token = sign(opened.keys(), Purpose.UNSUBSCRIBE, ADA, None)
    (old,) = _signing(folder)
    publisher("keys", "rotate")
    retired = publisher("keys", "retire", old)
    assert re.fullmatch(
        rf"Links signed from \d{{4}}-\d\d-\d\d on by {old} do not work any more\.\n", retired.output
    )
    assert verify(opened.keys(), Purpose.UNSUBSCRIBE, token, NOW) is None
    assert old not in _signing(folder)


def test_the_key_that_signs_is_not_retired(folder: Path) -> None:
    publisher("keys", "rotate")
    before = _signing(folder)
    one_sentence(publisher("keys", "retire", before[0]), 78, "run `publisher keys rotate` first")
    one_sentence(publisher("keys", "retire", "00000000"), 78, "has no key 00000000")
    assert _signing(folder) == before


@pytest.mark.parametrize("words", [("list",), ("rotate",), ("retire", "00000000")])
def test_a_file_of_keys_that_everybody_can_read_is_a_sentence(folder: Path, words: tuple[str, ...]) -> None:
    Keyring(folder / "publisher.keys").keys()
    (folder / "publisher.keys").chmod(0o644)
    one_sentence(publisher("keys", *words), 78, "run: chmod 600 ")


def test_a_key_for_signatures_is_made_with_its_record_and_its_table(folder: Path) -> None:
    made = publisher(
        "keys", "dkim", "--domain", "example.org", "--selector", "news", "--algorithm", "ed25519"
    )
    assert made.exit_code == 0, made.output
    record, _, table = made.stdout.partition("\n\n")
    assert re.fullmatch(
        r'news\._domainkey\.example\.org\. IN TXT \( "v=DKIM1; k=ed25519; p=[A-Za-z0-9+/]{43}=" \)', record
    )
    assert stat.S_IMODE((folder / "news.dkim").stat().st_mode) == 0o600
    configuration = folder / "publisher.toml"
    configuration.write_text(configuration.read_text(encoding="utf-8") + "\n" + table, encoding="utf-8")
    signer = dkim.load(load(configuration).mail.dkim)
    assert signer
    assert [(key.domain, key.selector, key.algorithm) for key in signer.keys] == [
        ("example.org", "news", "ed25519-sha256")
    ]


def test_a_key_for_signatures_that_is_there_is_shown_again_and_not_replaced(folder: Path) -> None:
    arguments = ("keys", "dkim", "--domain", "example.org", "--selector", "news", "--file", "our.pem")
    first = publisher(*arguments)
    key = (folder / "our.pem").read_bytes()
    assert publisher(*arguments).stdout == first.stdout
    assert (folder / "our.pem").read_bytes() == key


def test_no_key_is_made_for_a_name_that_the_dns_cannot_hold(folder: Path) -> None:
    before = set(folder.iterdir())
    one_sentence(
        publisher("keys", "dkim", "--domain", "no domain", "--selector", "news"), 78, "mail.dkim.domain"
    )
    one_sentence(
        publisher("keys", "dkim", "--domain", "a.example", "--selector", "../x"), 78, "mail.dkim.selector"
    )
    assert set(folder.iterdir()) == before
