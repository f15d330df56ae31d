"""Which keys sign the mail, and what must the DNS say about them?"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
from base64 import b64encode
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from publisher.credentials import read_key
from publisher.errors import ConfigError, DeliveryError
from publisher.mail import Signer, ascii_domain
from publisher.mail.signing import Key

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    from publisher.config import Dkim

# RFC 8301 §3.2: signers use at least 2048 bits. Longer ones do not fit the DNS answers of some receivers.
_RSA_BITS = 2048

# RFC 1035 §3.3.14: a TXT record is made of strings of at most so many octets.
_TXT_OCTETS = 255

_SETTING = "mail.dkim.key_file"

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")


class Algorithm(StrEnum):
    """What makes signatures: every receiver knows RSA, few know the much quicker Ed25519 (RFC 8463)."""

    RSA = "rsa"
    ED25519 = "ed25519"


def load(settings: Sequence[Dkim]) -> Signer | None:
    """Return what signs with all of these keys; None when there are none.

    Raises ConfigError, naming the setting, when a key cannot be read or is too weak, when a domain or a
    selector is no name of the DNS, or when the package ``cryptography`` is not installed.
    """
    if not settings:
        return None
    _require_cryptography()
    keys = tuple(
        _key(each.domain, each.selector, read_key(each.key_file, key=_SETTING, what="a private key as PEM"))
        for each in settings
    )
    names = [(key.domain, key.selector) for key in keys]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise ConfigError(f"mail.dkim: {twice[1]} of {twice[0]} stands twice; each key has its own selector")
    return Signer(keys=keys)


def check_names(domain: str, selector: str) -> None:
    """Raise ConfigError unless a key can have this place in the DNS."""
    _domain(domain)
    _selector(selector)


def make(file: Path, algorithm: Algorithm) -> None:
    """Write a new private key that its owner alone may read (PKCS #8, as PEM).

    Raises ConfigError when there is such a file already, or when it cannot be written.
    """
    _require_cryptography()
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

    made: RSAPrivateKey | Ed25519PrivateKey
    if algorithm is Algorithm.RSA:
        made = rsa.generate_private_key(public_exponent=65_537, key_size=_RSA_BITS)
    else:
        made = ed25519.Ed25519PrivateKey.generate()
    pem = made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    try:
        # Never over another key, whose signatures are on their way.
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(pem)
            opened.flush()
            os.fsync(descriptor)
    except FileExistsError as error:
        raise ConfigError(f"{file}: there is such a file already") from error
    except OSError as error:
        raise ConfigError(f"{file}: cannot be written: {error.strerror}") from error


def record(file: Path, *, domain: str, selector: str) -> str:
    """Return the line for the zone file that tells receivers the public half of a key (RFC 6376 §3.6.1).

    Raises ConfigError as ``load`` does.
    """
    _require_cryptography()
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    pem = read_key(file, key=str(file), what="a private key as PEM")
    public = _private(pem).public_key()
    if isinstance(public, RSAPublicKey):
        kind = Algorithm.RSA
        data = public.public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    else:
        kind = Algorithm.ED25519
        data = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    text = f"v=DKIM1; k={kind}; p={b64encode(data).decode('ascii')}"
    strings = (text[start : start + _TXT_OCTETS] for start in range(0, len(text), _TXT_OCTETS))
    name = f"{_selector(selector)}._domainkey.{_domain(domain)}."
    return f"{name} IN TXT ( " + " ".join(f'"{each}"' for each in strings) + " )"


def _key(domain: str, selector: str, pem: bytes) -> Key:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    private = _private(pem)
    if isinstance(private, RSAPrivateKey):
        algorithm, sign = "rsa-sha256", _rsa(private)
    else:
        algorithm, sign = "ed25519-sha256", _ed25519(private)
    return Key(domain=_domain(domain), selector=_selector(selector), algorithm=algorithm, sign=sign)


def _rsa(private: RSAPrivateKey) -> Callable[[bytes], bytes]:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    scheme, digest = padding.PKCS1v15(), hashes.SHA256()
    return lambda data: private.sign(data, scheme, digest)


def _ed25519(private: Ed25519PrivateKey) -> Callable[[bytes], bytes]:
    # RFC 8463 §3: what is signed is the hash, unlike elsewhere.
    return lambda data: private.sign(hashlib.sha256(data).digest())


def _private(pem: bytes) -> RSAPrivateKey | Ed25519PrivateKey:
    """Return a private key that is strong enough. Raises ConfigError without a word of what is in it."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    try:
        found = serialization.load_pem_private_key(pem, password=None)
    except (TypeError, ValueError, UnsupportedAlgorithm) as error:
        raise ConfigError(
            f"{_SETTING}: expected a private key as PEM, without a password; `publisher keys dkim` makes one"
        ) from error
    match found:
        case RSAPrivateKey() if found.key_size >= _RSA_BITS:
            return found
        case RSAPrivateKey():
            raise ConfigError(
                f"{_SETTING}: a key of {found.key_size} bits is too weak; "
                f"receivers want {_RSA_BITS} (RFC 8301)"
            )
        case Ed25519PrivateKey():
            return found
        case _:
            raise ConfigError(f"{_SETTING}: expected a key for RSA or Ed25519 (RFC 6376, RFC 8463)")


def _domain(domain: str) -> str:
    try:
        name = ascii_domain(domain)
    except DeliveryError as error:
        raise ConfigError(f"mail.dkim.domain: {error}") from error
    if not _NAME.fullmatch(name):
        raise ConfigError(f"mail.dkim.domain: expected a domain such as example.org, not {domain!r}")
    return name.lower()


def _selector(selector: str) -> str:
    if not _NAME.fullmatch(selector):
        raise ConfigError(f"mail.dkim.selector: expected a name such as news2026, not {selector!r}")
    return selector


def _require_cryptography() -> None:
    # With the extra only: who signs nothing, or lets the mail server sign, does without 10 MB.
    if importlib.util.find_spec("cryptography") is None:
        raise ConfigError(
            'mail.dkim: the package cryptography is missing; run: pip install "publisher[dkim]"'
        )
