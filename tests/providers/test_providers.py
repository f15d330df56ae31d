"""What do the providers' APIs take, and what becomes of each message?"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from publisher.config import Api, Mail
from publisher.errors import ConfigError
from publisher.handover import (
    Accepted,
    Deferred,
    Envelope,
    Fields,
    Link,
    Outcome,
    Ready,
    Refused,
    Session,
    Unanswered,
    Wait,
)
from publisher.transports import open_transport
from publisher.transports._sigv4 import Signer

Answer = tuple[int, dict[str, str], bytes]
MARK = "https://unsubscribe.invalid/"
# What they need beside the key.
NEEDS: dict[str, dict[str, str]] = {
    "ses": {"key_id": "AKIDEXAMPLE", "region": "eu-central-1"},
    "mailgun": {"domain": "news.example.org"},
    "postmark": {},
    "resend": {},
    "sendgrid": {},
}
FIELDS = Fields(
    sender="news@example.org",
    sender_name="Our News",
    reply_to="",
    subject="The crane",
    html=f'<a href="{MARK}">leave</a>',
    text=f"Leave: {MARK}\n",
    headers=(("List-Id", "<digest.daily.example.org>"),),
)


@dataclass
class Call:
    path: str
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Provider:
    """A server that answers as it is told; ``None`` hangs up after it has read the request."""

    answer: Callable[[Call], Answer | None] = lambda _: (200, {}, b"{}")
    calls: list[Call] = field(default_factory=list)
    url: str = ""


@pytest.fixture
def provider() -> Iterator[Provider]:
    found = Provider()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.calls.append(Call(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            answer = found.answer(found.calls[-1])
            if answer is None:
                self.close_connection = True
                return
            status, headers, data = answer
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield found
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def opened(provider: Provider, tmp_path: Path) -> Iterator[Callable[..., Session]]:
    sessions: list[Session] = []
    key = tmp_path / "key"
    key.write_text("s3cret-key\n")
    key.chmod(0o600)

    def open_session(name: str, **settings: Any) -> Session:
        api = Api(
            **{
                "key_file": key,
                "endpoint": provider.url,
                "timeout_seconds": 5.0,
                **NEEDS[name],
                **settings,
            }
        )
        sessions.append(open_transport(Mail(transport=name, api=api)).session())
        return sessions[-1]

    yield open_session
    for each in sessions:
        each.close()


def envelopes(name: str, count: int) -> list[Envelope]:
    raw = name in {"ses", "mailgun"}
    return [
        Envelope(
            sender=f"bounces+ref{number}@example.org",
            recipient=f"r{number}@example.org",
            message_id=f"<{number}@example.org>",
            payload=b"Subject: The crane\r\n\r\nText\r\n" if raw else b"",
            reference=f"ref{number}",
            request=UUID(int=7),
            fields=None if raw else FIELDS,
            links=(Link(mark=MARK, address=f"https://news.example.org/u/{number}?a=1&b=2"),),
            headers=(
                ("Message-ID", f"<{number}@example.org>"),
                ("List-Unsubscribe", f"<https://news.example.org/u/{number}>"),
            ),
        )
        for number in range(count)
    ]


def send(session: Session, name: str, count: int) -> Sequence[Outcome]:
    ready = session.reserve(count)
    assert isinstance(ready, Ready)
    return session.send(envelopes(name, min(count, ready.most)))


def data(value: object) -> bytes:
    return json.dumps(value).encode()


# What each says to a batch that it takes.
YES: dict[str, Callable[[Call], Answer]] = {
    "ses": lambda _: (200, {}, data({"MessageId": "1"})),
    "mailgun": lambda _: (200, {}, data({"id": "<1>", "message": "Queued. Thank you."})),
    "postmark": lambda call: (200, {}, data([{"ErrorCode": 0, "MessageID": "m"} for _ in call.json()])),
    "resend": lambda call: (200, {}, data({"data": [{"id": "m"} for _ in call.json()]})),
    "sendgrid": lambda _: (202, {"X-Message-Id": "q"}, b""),
}
BATCHES = ["postmark", "resend", "sendgrid"]


@pytest.mark.parametrize("name", YES)
def test_what_is_taken_is_accepted_with_the_key_in_the_request(
    name: str, provider: Provider, opened: Callable[..., Session]
) -> None:
    provider.answer = YES[name]
    count = 3 if name in BATCHES else 1
    outcomes = send(opened(name), name, count)
    assert [type(each) for each in outcomes] == [Accepted] * count
    (call,) = provider.calls
    secret = " ".join(call.headers.values())
    # Amazon is shown a signature, Mailgun the key in base64, the others the key.
    assert ("s3cret-key" in secret) is (name in BATCHES)
    assert "authorization" in call.headers or name == "postmark"


@pytest.mark.parametrize("name", BATCHES)
def test_each_receiver_has_links_and_headers_of_their_own(
    name: str, provider: Provider, opened: Callable[..., Session]
) -> None:
    provider.answer = YES[name]
    send(opened(name), name, 2)
    body = provider.calls[0].body.decode()
    for number in range(2):
        assert f"r{number}@example.org" in body
        assert f"https://news.example.org/u/{number}?a=1" in body
        assert f"<https://news.example.org/u/{number}>" in body
        assert f"ref{number}" in body
    assert MARK not in body or name == "sendgrid"


@pytest.mark.parametrize("name", YES)
@pytest.mark.parametrize("status", [401, 403])
def test_a_wrong_key_is_never_the_readers_fault_and_names_the_setting(
    name: str, status: int, provider: Provider, opened: Callable[..., Session]
) -> None:
    provider.answer = lambda _: (status, {}, data({"message": "no"}))
    session = opened(name)
    (outcome,) = send(session, name, 1)
    assert isinstance(outcome, Deferred)
    assert "mail.api" in outcome.reply
    assert "s3cret-key" not in outcome.reply
    assert isinstance(session.reserve(1), Wait)


@pytest.mark.parametrize("name", YES)
def test_who_asks_for_a_pause_gets_it(name: str, provider: Provider, opened: Callable[..., Session]) -> None:
    provider.answer = lambda _: (429, {"Retry-After": "77"}, data({"message": "slower"}))
    session = opened(name)
    (outcome,) = send(session, name, 1)
    assert isinstance(outcome, Deferred)
    assert outcome.after == 77
    wait = session.reserve(1)
    assert isinstance(wait, Wait)
    assert 70 < wait.seconds <= 77


@pytest.mark.parametrize("name", YES)
def test_a_gateway_that_gave_up_and_a_lost_answer_leave_a_doubt(
    name: str, provider: Provider, opened: Callable[..., Session]
) -> None:
    for answer in ((502, {}, b""), None):
        provider.answer = lambda _, answer=answer: answer  # type: ignore[misc]
        (outcome,) = send(opened(name), name, 1)
        assert isinstance(outcome, Unanswered)


@pytest.mark.parametrize("name", YES)
def test_a_service_that_fails_has_taken_nothing(
    name: str, provider: Provider, opened: Callable[..., Session]
) -> None:
    provider.answer = lambda _: (500, {}, data({"message": "oops"}))
    (outcome,) = send(opened(name), name, 1)
    assert isinstance(outcome, Deferred)


@pytest.mark.parametrize("name", ["postmark", "resend"])
def test_an_answer_that_is_none_leaves_a_doubt(
    name: str, provider: Provider, opened: Callable[..., Session]
) -> None:
    provider.answer = lambda _: (200, {}, b"<html>")
    assert {type(each) for each in send(opened(name), name, 2)} == {Unanswered}


@pytest.mark.parametrize("name", YES)
def test_nobody_listening_is_waited_for(name: str, opened: Callable[..., Session]) -> None:
    session = opened(name, endpoint="http://127.0.0.1:1")
    (outcome,) = send(session, name, 1)
    assert isinstance(outcome, Deferred)
    assert isinstance(session.reserve(1), Wait)


def test_postmark_names_each_message_that_it_does_not_take(
    provider: Provider, opened: Callable[..., Session]
) -> None:
    provider.answer = lambda _: (
        200,
        {},
        data(
            [
                {"ErrorCode": 0, "MessageID": "m"},
                {"ErrorCode": 406, "Message": "inactive recipient"},
                {"ErrorCode": 300, "Message": "Invalid 'To' address"},
            ]
        ),
    )
    yes, inactive, invalid = send(opened("postmark"), "postmark", 3)
    assert isinstance(yes, Accepted)
    assert isinstance(inactive, Refused)
    assert isinstance(invalid, Refused)
    assert invalid.status.startswith("5.1.")
    (call,) = provider.calls
    assert call.path == "/email/batch"
    assert call.headers["x-postmark-server-token"] == "s3cret-key"


def test_resend_repeats_a_lost_request_under_the_same_key(
    provider: Provider, opened: Callable[..., Session]
) -> None:
    provider.answer = lambda call: None if len(provider.calls) == 1 else YES["resend"](call)
    assert {type(each) for each in send(opened("resend"), "resend", 3)} == {Accepted}
    first, second = provider.calls
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]
    assert first.body == second.body


def test_sendgrid_sends_the_others_when_one_address_is_bad(
    provider: Provider, opened: Callable[..., Session]
) -> None:
    def answer(call: Call) -> Answer:
        for number, each in enumerate(call.json()["personalizations"]):
            if each["to"][0]["email"].startswith("r1@"):
                about = f"personalizations.{number}.to.0.email"
                fault = {"message": "Does not contain a valid address.", "field": about}
                return 400, {}, data({"errors": [fault]})
        return 202, {}, b""

    provider.answer = answer
    outcomes = send(opened("sendgrid"), "sendgrid", 3)
    assert [type(each) for each in outcomes] == [Accepted, Refused, Accepted]


@pytest.mark.parametrize("name", ["ses", "mailgun"])
def test_what_is_needed_beside_the_key_is_asked_for(name: str, opened: Callable[..., Session]) -> None:
    for key in NEEDS[name]:
        with pytest.raises(ConfigError, match=rf"mail\.api\.{key}"):
            opened(name, **{key: ""})


def test_without_its_table_that_is_said() -> None:
    with pytest.raises(ConfigError, match=r"mail\.api"):
        open_transport(Mail(transport="postmark"))


def test_a_request_to_amazon_is_signed_as_in_its_published_examples() -> None:
    # The test suite of Signature Version 4: get-vanilla and post-vanilla.
    signer = Signer(
        key_id="AKIDEXAMPLE",
        secret="wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        region="us-east-1",
        service="service",
    )
    at = datetime(2015, 8, 30, 12, 36, 0, tzinfo=UTC)
    signatures = [
        signer.headers(method, "https://example.amazonaws.com/", {}, b"", at)["Authorization"][-64:]
        for method in ("GET", "POST")
    ]
    assert signatures == [
        "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
    ]
