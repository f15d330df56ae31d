"""Does each kind say what its specification asks for, and are its settings checked?"""

from __future__ import annotations

import base64
import socket
import ssl
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from publisher import notify
from publisher.config import Hook, IndexNow, Notify, Publication
from publisher.errors import ConfigError
from publisher.notify.news import News, Verdict
from publisher.notify.post import judged, post
from publisher.notify.webhook import sign
from tests.notify.conftest import SECRET, Clock
from tests.notify.services import DRIP, running_service

PUBLICATION = Publication(
    title="Köln aktuell", home="https://news.example.org/k/", id="5d0c7a52-8f7e-4c7b-9f55-c0ffee000001"
)
NEWS = News(
    id=UUID(int=7),
    at=datetime(2026, 11, 23, 12, tzinfo=UTC),
    feeds=("https://news.example.org/k/atom.xml",),
    pages=(),
)


def hook(tmp_path: Path, secret: str, mode: int = 0o600) -> Notify:
    file = tmp_path / "secret"
    file.write_text(secret)
    file.chmod(mode)
    return Notify(hooks=(Hook(name="site", url="https://example.org/h?t=hidden", secret_file=file),))


def indexnow(tmp_path: Path, key: str) -> Notify:
    file = tmp_path / "key"
    file.write_text(key)
    return Notify(indexnow=IndexNow(key_file=file))


def test_the_example_of_the_specification_has_the_signature_it_shows() -> None:
    # Standard Webhooks and the libraries that implement it share this example.
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    body = b'{"test": 2432232314}'
    signed = sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.program("openssl")
def test_openssl_computes_the_same_signature(tmp_path: Path) -> None:
    (target,) = notify.targets(hook(tmp_path, f"whsec_{base64.b64encode(SECRET).decode()}\n"), PUBLICATION)
    request = target.request(NEWS, NEWS.at)
    signed = (
        f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}.".encode() + request.body
    )
    computed = subprocess.run(
        ["openssl", "dgst", "-sha256", "-mac", "HMAC", "-macopt", f"hexkey:{SECRET.hex()}", "-binary"],
        input=signed,
        capture_output=True,
        check=True,
    )
    assert request.headers["webhook-signature"] == "v1," + base64.b64encode(computed.stdout).decode()
    assert "Köln" in request.body.decode("utf-8")


@pytest.mark.parametrize("secret", ["whsec_c2hvcnQ=", "a password", "whsec_" + "A" * 88])
def test_a_secret_that_is_none_is_answered_with_how_to_make_one(tmp_path: Path, secret: str) -> None:
    with pytest.raises(ConfigError) as caught:
        notify.targets(hook(tmp_path, secret), PUBLICATION)
    said = str(caught.value)
    assert said.startswith("notify.hooks.0.secret_file: expected a secret that begins with whsec_")
    assert "openssl rand -base64 32" in said
    assert secret not in said


def test_a_secret_that_everybody_can_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="every user of this machine can read"):
        notify.targets(hook(tmp_path, "whsec_" + "A" * 44, 0o644), PUBLICATION)


def test_no_secret_stands_in_what_is_printed_of_a_hook(tmp_path: Path) -> None:
    (target,) = notify.targets(hook(tmp_path, f"whsec_{base64.b64encode(SECRET).decode()}"), PUBLICATION)
    assert repr(SECRET) not in repr(target)
    assert "hidden" not in repr(target)


@pytest.mark.parametrize("key", ["short", "", "with space here", "../../etc/passwd", "ключключ", "a" * 129])
def test_a_key_that_is_none_is_refused(tmp_path: Path, key: str) -> None:
    with pytest.raises(ConfigError, match=r"^notify\.indexnow\.key_file: expected 8 to 128"):
        notify.targets(indexnow(tmp_path, key), PUBLICATION)


def test_a_key_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    settings = Notify(indexnow=IndexNow(key_file=tmp_path / "none"))
    with pytest.raises(ConfigError, match="none cannot be read: No such file or directory"):
        notify.targets(settings, PUBLICATION)


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (200, Verdict.DONE), (202, Verdict.DONE), (204, Verdict.DONE), (299, Verdict.DONE),
        (301, Verdict.LATER), (400, Verdict.LATER), (401, Verdict.LATER), (404, Verdict.LATER),
        (410, Verdict.NEVER), (429, Verdict.AWAY), (500, Verdict.LATER), (503, Verdict.AWAY),
        (799, Verdict.LATER),
    ],
)  # fmt: skip
def test_every_status_has_its_meaning(status: int, verdict: Verdict) -> None:
    answer = judged(status, "", NEWS.at)
    assert answer.verdict is verdict
    assert answer.reply.startswith(str(status))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("3600", 3600),
        ("99999999", 6 * 3600),  # nobody can silence us for a year
        ("Mon, 23 Nov 2026 13:00:00 GMT", 3600),
        ("Mon, 23 Nov 2020 13:00:00 GMT", 0),
    ],
)
def test_retry_after_is_seconds_or_a_date(text: str, seconds: int) -> None:
    assert judged(503, text, NEWS.at).wait == timedelta(seconds=seconds)
    assert judged(500, text, NEWS.at).wait is None


@pytest.mark.parametrize("text", ["", "soon", "-1", "1e9", "٣", "9" * 4000, "Mon, 99 Nov 2026", "\0"])
def test_no_retry_after_breaks_or_silences(text: str) -> None:
    wait = judged(429, text, NEWS.at).wait
    assert wait is None or timedelta(0) <= wait <= timedelta(hours=6)


def test_a_head_that_comes_byte_by_byte_ends_at_the_time_limit(
    tmp_path: Path, impatient: None, clock: Clock
) -> None:
    with running_service(DRIP) as service:
        (target,) = notify.targets(Notify(hubs=(service.address,)), PUBLICATION)
        said = []
        post(target, [NEWS, NEWS], clock, lambda _, answer: said.append(answer))
    (answer,) = said
    assert answer.verdict is Verdict.AWAY
    assert answer.reply.startswith("no answer within")


def test_one_who_takes_the_connection_and_never_encrypts_it_is_left_after_five_seconds(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("publisher.notify.post.CONNECT_SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"https://127.0.0.1:{silent.getsockname()[1]}/"
        (target,) = notify.targets(Notify(hubs=(address,)), PUBLICATION)
        said = []
        post(target, [NEWS], clock, lambda _, answer: said.append(answer))
    assert [(answer.verdict, answer.reply) for answer in said] == [
        (Verdict.AWAY, "no connection within 0.1 s")
    ]


@pytest.mark.program("openssl")
def test_a_certificate_that_nobody_vouches_for_is_not_believed(tmp_path: Path, clock: Clock) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"),
            *("-subj", "/CN=localhost", "-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    with running_service(tls=context) as service:
        (target,) = notify.targets(Notify(hubs=(service.address,)), PUBLICATION)
        said = []
        post(target, [NEWS], clock, lambda _, answer: said.append(answer))
        assert service.posted == []
    (answer,) = said
    assert answer.verdict is Verdict.AWAY
    assert answer.reply.startswith("no connection: certificate verify failed")
