"""What becomes of a message, whatever the server answers?"""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from publisher.handover import Accepted, Deferred, Outcome, Refused, Unanswered, Wait
from publisher.transports._smtp_connection import _Reply, _with_dots

from .examples import example_envelope
from .servers import HANG, HANG_UP, POLITE, closed_port, real_server, scripted_server
from .sessions import connected, outcome_of

NO_ANSWER = "no answer after the message was sent: "


def said(outcome: Outcome | Wait) -> str:
    return outcome.reason if isinstance(outcome, Wait) else outcome.reply


# Accepting


def test_a_message_arrives_with_the_bytes_it_was_sent_with() -> None:
    envelope = example_envelope(body=b".\r\n..\r\n.a dot\r\n\r\nend\r\n")
    with real_server() as (mailbox, port), connected(port) as transport:
        outcome = transport.send(envelope)
    assert outcome == Accepted(reply="250 2.0.0 queued")
    assert mailbox.messages == [envelope.payload]
    assert mailbox.recipients == ["reader@example.org"]


def test_many_messages_go_over_one_connection() -> None:
    with real_server() as (mailbox, port), connected(port) as transport:
        for number in range(5):
            assert isinstance(transport.send(example_envelope(number=number)), Accepted)
    assert len(mailbox.messages) == 5
    assert len(mailbox.sessions) == 1


def test_the_server_is_told_the_size_in_octets_before_it_gets_the_message() -> None:
    _, server = outcome_of({})
    octets = len(example_envelope().payload)
    assert server.commands[1:] == [
        f"MAIL FROM:<news@example.org> SIZE={octets}",
        "RCPT TO:<reader@example.org>",
        "DATA",
        "QUIT",
    ]


def test_a_server_that_knows_no_extension_is_greeted_the_old_way() -> None:
    outcome, server = outcome_of({"EHLO": "502 what?", "HELO": "250 hello"})
    assert isinstance(outcome, Accepted)
    assert "MAIL FROM:<news@example.org>" in server.commands


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "END"])
def test_only_the_first_digit_of_a_good_answer_counts(step: str) -> None:
    outcome, _ = outcome_of({step: "252 2.5.2 will see to it"})
    assert isinstance(outcome, Accepted)


# Refusing and deferring


@pytest.mark.parametrize("step", ["RCPT", "DATA", "END"])
def test_a_5xx_about_the_recipient_or_the_message_is_refused(step: str) -> None:
    outcome, _ = outcome_of({step: "550 5.1.1 no such reader"})
    assert outcome == Refused(reply="550 5.1.1 no such reader", status="5.1.1")


def test_a_message_that_is_too_large_is_refused_before_it_is_sent() -> None:
    with real_server(data_size_limit=100) as (mailbox, port), connected(port) as transport:
        outcome = transport.send(example_envelope(body=b"x" * 200))
    # The limit of a server that we have chosen, and for all readers the same.
    assert isinstance(outcome, Deferred)
    assert outcome.reply.startswith("MAIL: 552 ")
    assert mailbox.messages == []


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "END"])
def test_a_4xx_is_deferred_and_the_connection_goes_on(step: str) -> None:
    script: dict[str, str | list[str]] = {step: ["451 4.3.0 try later", POLITE[step]]}
    with scripted_server(script) as server, connected(server.port) as transport:
        outcome = transport.send(example_envelope(number=1))
        again = transport.send(example_envelope(number=1))
    mail = "MAIL: " if step == "MAIL" else ""
    assert outcome == Deferred(reply=f"{mail}451 4.3.0 try later", status="4.3.0")
    assert isinstance(again, Accepted)
    assert server.connections == 1
    assert server.commands.count("RSET") == 1


@pytest.mark.parametrize("step", ["CONNECT", "AUTH", "MAIL"])
@pytest.mark.parametrize("code", [450, 550])
def test_a_fault_of_ours_is_never_the_readers_and_only_deferred(
    step: str, code: int, password_file: Path
) -> None:
    outcome, server = outcome_of(
        {step: f"{code} not you"}, username="news@example.org", password_file=password_file
    )
    assert isinstance(outcome, Deferred if step == "MAIL" else Wait)
    assert f"{code} not you" in said(outcome)
    assert not server.messages


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
def test_a_server_that_wants_a_login_first_does_not_cost_a_reader(step: str) -> None:
    outcome, _ = outcome_of({step: "530 5.7.0 Authentication required"})
    assert outcome == Deferred(reply="AUTH: 530 5.7.0 Authentication required", status="5.7.0")


@pytest.mark.parametrize("step", ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "END"])
def test_421_is_deferred_wherever_it_comes_and_the_next_message_connects_anew(step: str) -> None:
    answers = [f"421 4.3.2 {step} shutting down", POLITE[step]]
    script: dict[str, str | list[str]] = {step: answers, "HELO": "421 4.3.2 EHLO shutting down"}
    with scripted_server(script) as server, connected(server.port) as transport:
        first = transport.send(example_envelope())
        pause = transport.send(example_envelope())
        assert isinstance(pause, Wait)
        # One second, after which the server is tried again.
        time.sleep(pause.seconds)
        second = transport.send(example_envelope())
    assert isinstance(first, Wait if step in {"CONNECT", "EHLO"} else Deferred)
    assert f"421 4.3.2 {step} shutting down" in said(first)
    assert isinstance(second, Accepted)
    assert server.connections == 2


def test_421_after_many_messages_is_no_fault_of_the_server() -> None:
    script: dict[str, str | list[str]] = {"MAIL": ["250 ok", "421 4.7.0 enough", "250 ok"]}
    with scripted_server(script) as server, connected(server.port) as transport:
        outcomes = [transport.send(example_envelope(number=number)) for number in (1, 2, 3)]
    assert [type(outcome) for outcome in outcomes] == [Accepted, Deferred, Accepted]


def test_a_connection_that_ended_between_two_messages_is_replaced_at_once() -> None:
    with (
        scripted_server({"MAIL": ["250 ok", HANG_UP, "250 ok"]}) as server,
        connected(server.port) as transport,
    ):
        outcomes = [transport.send(example_envelope(number=number)) for number in (1, 2)]
    assert [type(outcome) for outcome in outcomes] == [Accepted, Accepted]
    assert server.connections == 2
    assert len(server.messages) == 2


def test_a_failed_reset_costs_the_connection_and_nothing_else() -> None:
    script: dict[str, str | list[str]] = {"RCPT": ["550 no", "250 ok"], "RSET": "500 never heard of it"}
    with scripted_server(script) as server, connected(server.port) as transport:
        outcomes = [transport.send(example_envelope(number=number)) for number in (1, 2)]
    assert [type(outcome) for outcome in outcomes] == [Refused, Accepted]
    assert server.connections == 2


# Servers that break off, hang or talk nonsense


@pytest.mark.parametrize("step", ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("behaviour", [HANG_UP, HANG])
def test_a_server_that_stops_talking_before_the_message_is_deferred_without_doubt(
    step: str, behaviour: str
) -> None:
    began = monotonic()
    outcome, server = outcome_of({step: behaviour}, timeout_seconds=0.2)
    assert isinstance(outcome, Wait if step in {"CONNECT", "EHLO"} else Deferred)
    assert not said(outcome).startswith(NO_ANSWER)
    assert not server.messages
    assert monotonic() - began < 2


@pytest.mark.parametrize("behaviour", [HANG_UP, HANG, "nonsense", "999 what", "250" + "x" * 100_000])
def test_a_message_without_a_proper_answer_is_called_doubtful(behaviour: str) -> None:
    outcome, server = outcome_of({"END": behaviour}, timeout_seconds=0.2)
    assert isinstance(outcome, Unanswered)
    assert outcome.reply.startswith(NO_ANSWER)
    assert len(server.messages) == 1


def test_a_connection_that_breaks_within_the_message_leaves_no_doubt() -> None:
    # Larger than what the kernel keeps for a peer that does not read.
    envelope = example_envelope(body=b"x" * 70 + b"\r\n" + b"y" * 30_000_000)
    with scripted_server({"DATA": ["354 go on"]}) as server, connected(server.port) as transport:
        server.leave_within_the_message = True
        outcome = transport.send(envelope)
    assert isinstance(outcome, Deferred)
    assert outcome.reply.startswith("the connection was lost at the message: ")


def test_a_reply_that_is_no_reply_is_deferred() -> None:
    outcome, _ = outcome_of({"RCPT": "HTTP/1.1 400 Bad Request"})
    assert isinstance(outcome, Deferred)
    assert "something that is no answer: b'HTTP/1.1" in outcome.reply


def test_a_hanging_server_does_not_keep_the_farewell_waiting() -> None:
    with scripted_server({"QUIT": HANG}) as server, connected(server.port, timeout_seconds=0.2) as transport:
        assert isinstance(transport.send(example_envelope()), Accepted)
        began = monotonic()
        transport.close()
        assert monotonic() - began < 2


def test_nobody_listening_is_waited_for_and_named_with_host_and_port() -> None:
    port = closed_port()
    with connected(port) as transport:
        outcome = transport.send(example_envelope())
    assert isinstance(outcome, Wait)
    assert outcome.reason == f"127.0.0.1 port {port}: Connection refused"


def test_a_host_name_that_cannot_exist_is_waited_for() -> None:
    with connected(25, host="a..b") as transport:
        assert isinstance(transport.send(example_envelope()), Wait)


# International addresses


def test_an_international_address_is_sent_in_utf8() -> None:
    envelope = example_envelope(recipient="用户@example.org", subject="港")
    with real_server(utf8=True) as (mailbox, port), connected(port) as transport:
        outcomes = [transport.send(envelope), transport.send(example_envelope(number=2))]
    assert [type(outcome) for outcome in outcomes] == [Accepted, Accepted]
    assert mailbox.messages[0] == envelope.payload
    assert mailbox.recipients[0] == "用户@example.org"
    assert {"SMTPUTF8", "BODY=8BITMIME"} <= set(mailbox.options)


def test_an_international_address_is_refused_by_a_server_that_cannot_deliver_to_it() -> None:
    with real_server() as (mailbox, port), connected(port) as transport:
        outcome = transport.send(example_envelope(recipient="用户@example.org"))
        after = transport.send(example_envelope())
    assert outcome == Refused(reply="the server offers no SMTPUTF8, which this address needs", status="5.6.7")
    assert isinstance(after, Accepted)
    assert mailbox.recipients == ["reader@example.org"]


def test_an_international_sender_at_such_a_server_does_not_cost_a_reader() -> None:
    with real_server() as (_, port), connected(port) as transport:
        outcome = transport.send(replace(example_envelope(), sender="möwe@example.org"))
    assert isinstance(outcome, Deferred)
    assert "SMTPUTF8" in outcome.reply


# Properties


@settings(deadline=None)
@given(st.binary(max_size=300))
@example(b".")
@example(b"\r\n.\r\nMAIL FROM:<evil@example.org>\r\n")
@example(b"\n.\n")
@example(b"\r.\r")
def test_no_message_ends_before_its_end(payload: bytes) -> None:
    lines = _with_dots(payload).split(b"\r\n")
    assert lines[-2:] == [b".", b""]
    assert b"." not in lines[:-2]
    assert not any(b"\r" in line or b"\n" in line for line in lines)
    read = b"\r\n".join(line[1:] if line.startswith(b".") else line for line in lines[:-2])
    whole = payload.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n", b"\r\n")
    assert read == whole.removesuffix(b"\r\n")


@settings(deadline=None)
@given(st.integers(200, 599), st.text(max_size=2000))
def test_whatever_a_server_says_becomes_one_short_printable_line(code: int, text: str) -> None:
    line = str(_Reply(code, text))
    assert line.isprintable()
    assert 0 < len(line) <= 500
