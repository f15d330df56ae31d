"""Does a verifier that is not ours believe our signatures, and no message that somebody has changed?"""

from __future__ import annotations

import functools
import re
from dataclasses import replace
from pathlib import Path

import dkim as verifier
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from envelopes import DIGEST, MARK, SETTINGS, cohort_of, personal
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher import dkim
from publisher.config import Dkim
from publisher.errors import ConfigError
from publisher.handover import PREFERENCES_MARK, Attached, Link, Shape
from publisher.mail import Signer, letter
from publisher.mail.signing import SIGNED

ONE_CLICK = "https://news.example.org/unsubscribe/abc"
READER = personal(
    links=(Link(mark=MARK, address=ONE_CLICK), Link(mark=PREFERENCES_MARK, address="https://x.example/?a&b")),
    one_click=ONE_CLICK,
    leave="bounces+leave-xyz@news.example.org",
)
CRANE = Attached(identifier="crane-480.jpg@media.invalid", type="image/jpeg", data=bytes(range(256)) * 40)

DIGESTS = {
    "plain": DIGEST,
    "long subject": replace(DIGEST, subject="Harbour reopens after the storm " * 9),
    "non-ASCII": replace(
        DIGEST,
        subject="Möwen über dem Hafen " * 9,
        text=f"Möwen\t  und \n\n\n{MARK}\n\n",
        html=f"  ü {MARK}  ",
    ),
    "pictures": replace(DIGEST, html=f'<img src="cid:{CRANE.identifier}">{MARK} and {PREFERENCES_MARK}'),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("dkim")
    for algorithm in dkim.Algorithm:
        dkim.make(made / f"{algorithm}.pem", algorithm)
    return made


@pytest.fixture(scope="module")
def signer(folder: Path) -> Signer:
    return loaded(folder, *dkim.Algorithm)


def loaded(folder: Path, *algorithms: dkim.Algorithm) -> Signer:
    found = dkim.load([setting(folder / f"{each}.pem", each) for each in algorithms])
    assert found
    return found


def setting(file: Path, selector: str = "news", domain: str = "example.org") -> Dkim:
    return Dkim(domain=domain, selector=selector, key_file=file)


@functools.cache
def dns(folder: Path):
    """Return a stand-in for the DNS that knows what `publisher keys dkim` prints, as a zone file holds it."""
    known = {}
    for algorithm in dkim.Algorithm:
        line = dkim.record(folder / f"{algorithm}.pem", domain="example.org", selector=algorithm)
        name, _, strings = line.partition(" IN TXT ")
        known[name.encode()] = "".join(re.findall('"([^"]*)"', strings)).encode()
    return lambda name, **_: known.get(name)


def verified(payload: bytes, folder: Path) -> list[bool]:
    """Say of each signature in a message whether it holds."""
    count = payload.partition(b"\r\n\r\n")[0].count(b"DKIM-Signature:")
    message = verifier.DKIM(payload)
    found = []
    for index in range(count):
        try:
            found.append(message.verify(index, dnsfunc=dns(folder)))
        except verifier.DKIMException:
            found.append(False)
    return found


@pytest.mark.parametrize("shape", [Shape.SEVEN_BIT, Shape.EIGHT_BIT])
@pytest.mark.parametrize("name", DIGESTS)
def test_both_signatures_of_a_message_hold(name: str, shape: Shape, folder: Path, signer: Signer) -> None:
    gathered = cohort_of(digest=DIGESTS[name], shape=shape, pictures=[CRANE], help_address=ONE_CLICK)
    for number in range(2):
        reader = replace(READER, address=f"reader{number}@example.org", sender=f"b+{number}@example.org")
        message = gathered.envelope(reader, signer)
        assert verified(message.payload, folder) == [True, True]
        assert message.payload.endswith(gathered.envelope(reader).payload)


@pytest.mark.parametrize("algorithm", dkim.Algorithm)
def test_one_key_makes_one_signature(algorithm: dkim.Algorithm, folder: Path) -> None:
    message = cohort_of().envelope(READER, loaded(folder, algorithm))
    assert verified(message.payload, folder) == [True]


def test_a_letter_is_signed_too(folder: Path, signer: Signer) -> None:
    from envelopes import CHANNEL, EDITION

    message = letter(
        letter=DIGEST,
        personal=READER,
        now=EDITION.closed_at,
        channel=CHANNEL,
        language="en",
        settings=SETTINGS,
        sign=signer,
    )
    assert verified(message.payload, folder) == [True, True]


@pytest.mark.parametrize("address", ["用户@例え.jp", '"two  spaces"@example.org'])
def test_a_message_to_an_unusual_address_is_signed_too(address: str, folder: Path, signer: Signer) -> None:
    message = cohort_of(shape=Shape.EIGHT_BIT).envelope(replace(READER, address=address), signer)
    assert verified(message.payload, folder) == [True, True]


def test_equal_messages_have_equal_signatures(signer: Signer) -> None:
    assert cohort_of().envelope(READER, signer) == cohort_of().envelope(READER, signer)


def test_the_signature_names_the_moment_the_edition_was_closed(signer: Signer) -> None:
    assert cohort_of().envelope(READER, signer).payload.count(b" t=1795413600;") == 2


def test_no_line_of_a_signature_is_long(signer: Signer) -> None:
    head = cohort_of().envelope(READER, signer).payload.partition(b"\r\nDate:")[0]
    assert max(map(len, head.split(b"\r\n"))) <= 78


def lines(payload: bytes) -> list[bytes]:
    """Return the headers of a message, each with its folds."""
    return re.findall(rb"[^\r\n]+\r\n(?:[ \t][^\r\n]*\r\n)*", payload.partition(b"\r\n\r\n")[0] + b"\r\n")


COVERED = [*SIGNED[:6], "Date", "List-Id", "List-Help", "List-Owner", "List-Archive", "Feedback-ID"]
COVERED += ["MIME-Version", "Content-Type"]


@pytest.mark.parametrize("name", COVERED)
def test_a_signed_header_cannot_be_changed_removed_or_doubled(
    name: str, folder: Path, signer: Signer
) -> None:
    message = cohort_of(help_address=ONE_CLICK).envelope(READER, signer)
    header = next(line for line in lines(message.payload) if line.startswith(f"{name}: ".encode()))
    for other in (header[:-2] + b"x\r\n", b"", header + header, header + header[:-2] + b"x\r\n"):
        changed = message.payload.replace(header, other)
        assert changed != message.payload
        assert verified(changed, folder) == [False, False]


@pytest.mark.parametrize(
    "name", ["Reply-To", "List-Unsubscribe-Post", "Content-Transfer-Encoding", "List-Help"]
)
def test_a_header_that_is_not_there_cannot_be_added(name: str, folder: Path, signer: Signer) -> None:
    message = cohort_of().envelope(personal(), signer)
    assert verified(message.payload, folder) == [True, True]
    added = message.payload.replace(b"\r\nDate: ", f"\r\n{name}: x\r\nDate: ".encode())
    assert verified(added, folder) == [False, False]


@settings(deadline=None)
@given(data=st.data())
def test_no_byte_of_a_body_can_be_changed(data: st.DataObject, folder: Path, signer: Signer) -> None:
    payload = cohort_of(digest=DIGESTS["pictures"], pictures=[CRANE]).envelope(READER, signer).payload
    at = data.draw(st.integers(payload.index(b"\r\n\r\n") + 4, len(payload) - 3))
    byte = data.draw(st.integers(33, 126).filter(lambda byte: byte != payload[at]))
    assert verified(payload[:at] + bytes([byte]) + payload[at + 1 :], folder) == [False, False]


@settings(deadline=None)
@given(text=st.text(max_size=200), page=st.text(max_size=200), subject=st.text(max_size=200))
def test_whatever_is_written_the_signatures_hold(
    text: str, page: str, subject: str, folder: Path, signer: Signer
) -> None:
    digest = replace(
        DIGEST, text=f"{text}{MARK}{text}", html=f"{page}{PREFERENCES_MARK}{MARK}", subject=subject
    )
    for shape in (Shape.SEVEN_BIT, Shape.EIGHT_BIT):
        assert verified(cohort_of(digest=digest, shape=shape).envelope(READER, signer).payload, folder) == [
            True,
            True,
        ]


def test_a_provider_signs_what_it_makes(signer: Signer) -> None:
    message = cohort_of(shape=Shape.FIELDS).envelope(READER, signer)
    assert message.payload == b""


def test_without_keys_nothing_signs() -> None:
    assert dkim.load([]) is None


def pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, password: bytes = b"") -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption(),
    )


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (pem(rsa.generate_private_key(65_537, 1024)), "1024 bits is too weak"),
        (pem(ec.generate_private_key(ec.SECP256R1())), "expected a key for RSA or Ed25519"),
        (pem(ec.generate_private_key(ec.SECP256R1()), b"secret"), "without a password"),
        (b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "expected a private key as PEM"),
        (b"\n", "expected a private key as PEM"),
    ],
)
def test_a_key_that_cannot_sign_is_named_with_its_setting(data: bytes, told: str, tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_bytes(data)
    (tmp_path / "key.pem").chmod(0o600)
    with pytest.raises(ConfigError, match=rf"^mail\.dkim\.key_file: .*{told}"):
        dkim.load([setting(tmp_path / "key.pem")])


def test_a_key_that_everybody_may_read_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_bytes((folder / "rsa.pem").read_bytes())
    (tmp_path / "key.pem").chmod(0o644)
    with pytest.raises(ConfigError, match=r"^mail\.dkim\.key_file: every user"):
        dkim.load([setting(tmp_path / "key.pem")])


def test_a_key_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"^mail\.dkim\.key_file: .*cannot be read"):
        dkim.load([setting(tmp_path / "key.pem")])


@pytest.mark.parametrize("value", ["a b", "a;b", "-a", "a..b", "x" * 70])
def test_a_domain_or_selector_that_is_no_name_is_refused(value: str, folder: Path) -> None:
    with pytest.raises(ConfigError, match=r"^mail\.dkim\.selector: "):
        dkim.load([setting(folder / "rsa.pem", selector=value)])
    with pytest.raises(ConfigError, match=r"^mail\.dkim\.domain: "):
        dkim.load([setting(folder / "rsa.pem", domain=value)])


def test_a_domain_is_written_as_the_dns_knows_it(folder: Path) -> None:
    signer = dkim.load([setting(folder / "rsa.pem", domain="Müller.example")])
    assert signer
    assert [key.domain for key in signer.keys] == ["xn--mller-kva.example"]


def test_two_keys_of_one_name_are_refused(folder: Path) -> None:
    with pytest.raises(ConfigError, match="stands twice"):
        dkim.load([setting(folder / "rsa.pem"), setting(folder / "ed25519.pem")])


def test_only_its_owner_may_read_a_new_key(folder: Path) -> None:
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}


def test_a_new_key_never_takes_the_place_of_another(folder: Path) -> None:
    before = (folder / "rsa.pem").read_bytes()
    with pytest.raises(ConfigError, match="already"):
        dkim.make(folder / "rsa.pem", dkim.Algorithm.RSA)
    assert (folder / "rsa.pem").read_bytes() == before


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be written"):
        dkim.make(tmp_path / "none" / "key.pem", dkim.Algorithm.ED25519)


def test_each_string_of_the_record_fits_the_dns(folder: Path) -> None:
    line = dkim.record(folder / "rsa.pem", domain="example.org", selector="news")
    assert line.startswith('news._domainkey.example.org. IN TXT ( "v=DKIM1; k=rsa; p=')
    assert max(map(len, re.findall('"([^"]*)"', line))) == 255


def test_without_the_package_the_error_says_what_to_install(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(ConfigError, match=r"publisher\[dkim\]"):
        dkim.load([setting(folder / "rsa.pem")])
