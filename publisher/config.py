"""What did the operator ask for?"""

from __future__ import annotations

import json
import tomllib
from dataclasses import field, replace
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import NAMESPACE_URL, uuid5

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from publisher.errors import ConfigError
from publisher.validation import (
    Address,
    Cron,
    Day,
    File,
    Home,
    Hours,
    Identifier,
    Language,
    Network,
    PublicAddress,
    Seconds,
    Text,
    TimeZone,
    Vocabulary,
    WebAddress,
    Widths,
    did_you_mean,
    sentence,
)

FILE_NAME = "publisher.toml"

_STRICT = ConfigDict(extra="forbid", strict=True)


@dataclass(frozen=True, kw_only=True, config=_STRICT)
class Publication:
    """What is published: these words stand in every feed, page and mail."""

    title: Text
    home: Home
    id: Identifier = ""
    description: str = ""
    language: Language = "en"
    author: str = ""
    time_zone: TimeZone = "UTC"


@dataclass(frozen=True, kw_only=True, config=_STRICT)
class SectionSettings:
    """How a sub-folder of the inbox is shown."""

    title: Text


@dataclass(frozen=True, kw_only=True, config=_STRICT)
class Intake:
    """Which files are taken from the inbox, and when."""

    settle_seconds: Seconds = 2.0
    rescan_seconds: Annotated[float, Field(ge=1, le=86_400)] = 300.0
    watch: Literal["auto", "poll"] = "auto"
    maximum_megabytes: Annotated[float, Field(gt=0, le=1024)] = 20.0
    maximum_words: Annotated[int, Field(ge=100)] = 200_000
    # Of 181 saved news pages the slowest took 0.25 s, and one of 15 MB takes 1.5 s.
    page_seconds: Annotated[float, Field(gt=0, le=600)] = 2.0


@dataclass(frozen=True, kw_only=True, config=_STRICT)
class Summary:
    """How long summaries are, in display columns (a CJK character takes two), and whose words they are."""

    feed: Annotated[int, Field(ge=40, le=5000)] = 280
    digest: Annotated[int, Field(ge=40, le=5000)] = 500
    prefer: Literal["description", "text"] = "description"


@dataclass(frozen=True, kw_only=True, config=_STRICT)
class Tags:
    """The publication's own tags, with other words for them, and what is done with those that fit."""

    vocabulary: Vocabulary = ()
    synonyms: dict[str, tuple[Text, ...]] = field(default_factory=dict)
    suggest: Literal["check", "apply"] = "check"


@dataclass(frozen=True, kw_only=True, config=_STRICT)
class Feed:
    """What the feeds hold."""

    entries: Annotated[int, Field(ge=1, le=1000)] = 50
    tombstones: bool = False


@dataclass(frozen=True, kw_only=True, config=_STRICT)
class MediaSettings:
    """What becomes of pictures and other files beside articles, and how large they may be."""

    widths: Widths = (480, 960, 1600)
    maximum_megapixels: Annotated[float, Field(gt=0, le=1000)] = 50.0
    maximum_megabytes: Annotated[float, Field(gt=0, le=100_000)] = 200.0
    # A picture of 12 megapixels takes 0.4 s as JPEG, 2 s as PNG and 1.2 s as AVIF.
    picture_seconds: Annotated[float, Field(gt=0, le=600)] = 20.0


@dataclass(frozen=True, kw_only=True, config=_STRICT)
class Grouping:
    """Whether articles about one story stand together in digests and on front pages."""

    enabled: bool = True


@dataclass(frozen=True, kw_only=True, config=_STRICT)
class DigestSettings:
    """When editions are closed and what they hold; a cadence without a cron line is not sent."""

    daily: Cron | None = None
    weekly: Cron | None = None
    time_zone: TimeZone | None = None
    order: Literal["score", "newest", "weight"] = "score"
    stories: Annotated[int, Field(ge=1, le=500)] = 40
    newest_days: Annotated[int, Field(ge=1, le=36_500)] = 14
    late_hours: Annotated[float, Field(gt=0, le=720)] = 12.0
    # How long articles are gathered for an instant mail; none, no instant mail.
    instant_minutes: Annotated[float, Field(ge=0, le=1440)] | None = None
    quiet_hours: Hours | None = None
    preview_minutes: Annotated[int, Field(ge=0, le=1440)] = 0
    pictures: Literal["linked", "attached", "none"] = "linked"


@dataclass(frozen=True, kw_only=True, config=_STRICT)
class Smtp:
    """The mail server that takes the messages (RFC 6409)."""

    host: Text
    port: Annotated[int, Field(ge=1, le=65_535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: str = ""
    password_file: File | None = None
    ca_file: File | None = None
    timeout_seconds: Annotated[float, Field(gt=0, le=600)] = 60.0
    connections: Annotated[int, Field(ge=1, le=64)] = 16
    # Of two servers the one with twice the weight gets twice as many; 0 is only for when others fail.
    weight: Annotated[int, Field(ge=0, le=1000)] = 1
    rate_per_hour: Annotated[int, Field(ge=1)] | None = None
    # A new server becomes known slowly: so many messages on the first day, and twice as many on each next.
    warm_up_from: Day | None = None
    warm_up_messages: Annotated[int, Field(ge=1)] = 200


@dataclass(frozen=True, kw_only=True, config=_STRICT)
class Dkim:
    """A signature that tells receivers who answers for the mail (RFC 6376)."""

    domain: Text
    selector: Text
    key_file: File


@dataclass(frozen=True, kw_only=True, config=_STRICT)
class Api:
    """The account at a provider whose HTTP API takes the mail; each provider needs some of these."""

    key_file: File
    # Of Amazon, beside the secret in the file.
    key_id: str = ""
    region: str = ""
    domain: str = ""
    stream: str = ""
    endpoint: PublicAddress | None = None
    timeout_seconds: Annotated[float, Field(gt=0, le=600)] = 60.0
    connections: Annotated[int, Field(ge=1, le=64)] = 4
    # A call whose answer is lost leaves so many messages in doubt; some providers take fewer.
    batch: Annotated[int, Field(ge=1, le=1000)] = 100


def _as_list(value: object) -> object:
    """Return one table as a list of one, which a file may write without the second brackets."""
    if isinstance(value, dict):
        return (value,)
    # Of JSON it is a list by now, which strict mode takes for no tuple.
    return tuple(value) if isinstance(value, list) else value


Servers = Annotated[tuple[Smtp, ...], BeforeValidator(_as_list)]


@dataclass(frozen=True, kw_only=True, config=_STRICT)
class Mail:
    """Who sends the digest, and through which transport."""

    sender: Address = "publisher@localhost"
    reply_to: Address | None = None
    unsubscribe: Address | None = None
    transport: Text = "maildir"
    outbox: File = Path("outbox")
    # A mailbox whose local part may be extended with + (RFC 5233); each message has its own address there.
    bounces: Address | None = None
    uncertain: Literal["repeat", "ask"] = "repeat"
    # How many messages may be on their way to one domain at a time.
    domain_connections: Annotated[int, Field(ge=1, le=64)] = 16
    sendmail: File = Path("/usr/sbin/sendmail")
    smtp: Servers = ()
    api: Api | None = None
    dkim: Annotated[tuple[Dkim, ...], BeforeValidator(_as_list)] = ()


@dataclass(frozen=True, kw_only=True, config=_STRICT)
class Subscribers:
    """Addresses that receive the digest by the operator's word, by cadence."""

    daily: tuple[Address, ...] = ()
    weekly: tuple[Address, ...] = ()


@dataclass(frozen=True, kw_only=True, config=_STRICT)
class Hook:
    """A web service that is told of each change, by a signed message; logs know it by its name."""

    name: Text
    url: WebAddress
    secret_file: File


@dataclass(frozen=True, kw_only=True, config=_STRICT)
class IndexNow:
    """The search engines that are told which pages are new or changed."""

    key_file: File
    endpoint: PublicAddress = "https://api.indexnow.org/indexnow"


def _hook_names(hooks: tuple[Hook, ...]) -> tuple[Hook, ...]:
    names = [hook.name for hook in hooks]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise ValueError(f'expected a name of its own for each hook; "{twice}" stands twice')
    return hooks


@dataclass(frozen=True, kw_only=True, config=_STRICT)
class Notify:
    """Who is told when something has been published."""

    hubs: tuple[PublicAddress, ...] = ()
    hooks: Annotated[tuple[Hook, ...], AfterValidator(_hook_names)] = ()
    indexnow: IndexNow | None = None

    @property
    def pages(self) -> bool:
        """Say whether anybody wants to know which pages have changed."""
        return bool(self.hooks or self.indexnow)


@dataclass(frozen=True, kw_only=True, config=_STRICT)
class Serve:
    """Where and how the output folder is served over HTTP, by `publisher serve` and inside `run`."""

    host: Text = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65_535)] = 8000
    cache_seconds: Annotated[int, Field(ge=60, le=86_400)] = 3600
    memory_megabytes: Annotated[float, Field(ge=1, le=4096)] = 32.0


@dataclass(frozen=True, kw_only=True, config=_STRICT)
class Web:
    """Where people subscribe, choose and leave, by `publisher web` and inside `run`."""

    address: Home
    host: Text = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65_535)] = 8001
    trusted_proxies: tuple[Network, ...] = ()
    # Of a publication of 1,000,000 subscribers that grows by a tenth in a week.
    requests_per_hour: Annotated[int, Field(ge=1, le=1_000_000)] = 600
    requests_per_network: Annotated[int, Field(ge=1, le=1_000_000)] = 20


@dataclass(frozen=True, kw_only=True, config=_STRICT)
class Config:
    """One publication: every path in it is absolute."""

    publication: Publication
    inbox: File = Path("inbox")
    output: File = Path("feeds")
    database: File = Path("publisher.db")
    keys_file: File = Path("publisher.keys")
    templates: File | None = None
    sections: dict[str, SectionSettings] = field(default_factory=dict)
    intake: Intake = field(default_factory=Intake)
    summary: Summary = field(default_factory=Summary)
    tags: Tags = field(default_factory=Tags)
    feed: Feed = field(default_factory=Feed)
    media: MediaSettings = field(default_factory=MediaSettings)
    grouping: Grouping = field(default_factory=Grouping)
    digest: DigestSettings = field(default_factory=DigestSettings)
    mail: Mail = field(default_factory=Mail)
    subscribers: Subscribers = field(default_factory=Subscribers)
    serve: Serve | None = None
    web: Web | None = None
    notify: Notify = field(default_factory=Notify)


def load(path: Path) -> Config:
    """Read the configuration file.

    Returns the configuration with absolute paths, and with a publication id: where the file has
    none, the one that follows from its home URL, so that a rebuilt database has the same ids.
    Raises ConfigError naming the file, and every key that cannot be meant so.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise ConfigError(
            f"{path}: there is no such file; `publisher init` writes one, --config names another"
        ) from error
    except IsADirectoryError as error:
        raise ConfigError(f"{path}: this is a folder; name the {FILE_NAME} in it") from error
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: expected UTF-8 text; byte {error.start} is not") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: is not valid TOML: {error}") from error
    try:
        # As JSON, because pydantic's strict mode takes tables and lists from there, and nothing looser.
        config = TypeAdapter(Config).validate_json(json.dumps(raw, default=str))
    except ValidationError as error:
        found = error.errors(include_url=False)
        faults = "\n".join(f"{path}: {sentence(_as_written(fault, raw), Config)}" for fault in found)
        raise ConfigError(faults) from error
    if unknown := [tag for tag in config.tags.synonyms if tag not in config.tags.vocabulary]:
        raise ConfigError("\n".join(f"{path}: {_unknown_tag(tag, config.tags)}" for tag in unknown))
    return _absolute(config, path.resolve().parent)


def _as_written(fault: Any, raw: dict[str, Any]) -> Any:
    """Return a fault with the place that it has in the file: one table of a list has no number there."""
    mail, where = raw.get("mail"), fault["loc"]
    tables = mail if isinstance(mail, dict) else {}
    if where[:1] == ("mail",) and where[2:3] == (0,) and isinstance(tables.get(where[1]), dict):
        return fault | {"loc": (*where[:2], *where[3:])}
    return fault


def _absolute(config: Config, folder: Path) -> Config:
    def at(path: Path) -> Path:
        return folder / path.expanduser()

    publication = config.publication

    def secret(path: Path | None) -> Path | None:
        return path and _secret_file(path, folder)

    mail = config.mail
    mail = replace(
        mail,
        outbox=at(mail.outbox),
        sendmail=at(mail.sendmail),
        smtp=tuple(
            replace(each, password_file=secret(each.password_file), ca_file=each.ca_file and at(each.ca_file))
            for each in mail.smtp
        ),
        api=mail.api
        and replace(
            mail.api,
            key_file=_secret_file(mail.api.key_file, folder),
        ),
        dkim=tuple(replace(each, key_file=_secret_file(each.key_file, folder)) for each in mail.dkim),
    )
    return replace(
        config,
        publication=replace(publication, id=publication.id or str(uuid5(NAMESPACE_URL, publication.home))),
        inbox=at(config.inbox),
        output=at(config.output),
        database=at(config.database),
        keys_file=at(config.keys_file),
        templates=config.templates and at(config.templates),
        mail=mail,
        notify=_absolute_notify(config.notify, folder),
    )


def _secret_file(path: Path, folder: Path) -> Path:
    """Return the absolute path; ``credential:NAME`` stays, who needs it asks the service manager."""
    return path if str(path).startswith("credential:") else folder / path.expanduser()


def _absolute_notify(notify: Notify, folder: Path) -> Notify:
    hooks = tuple(replace(hook, secret_file=_secret_file(hook.secret_file, folder)) for hook in notify.hooks)
    indexnow = notify.indexnow
    if indexnow:
        indexnow = replace(indexnow, key_file=_secret_file(indexnow.key_file, folder))
    return replace(notify, hooks=hooks, indexnow=indexnow)


def _unknown_tag(tag: str, tags: Tags) -> str:
    hint = did_you_mean(tag, tags.vocabulary)
    return f"tags.synonyms.{tag}: expected a tag that stands in tags.vocabulary{hint}"
