"""What does the program say about a configuration that cannot be meant so?"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from publisher.config import Config, load
from publisher.errors import ConfigError
from publisher.example import example

LEAST = '[publication]\ntitle = "Our News"\nhome = "https://news.example.org/"\n'

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def to_file(text: str) -> Path:
        path = tmp_path / "publisher.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return to_file


def complaint(path: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert caught.value.exit_code == 78
    assert str(caught.value).startswith(f"{path}: ")
    return str(caught.value)


def test_title_and_home_are_enough(write: Write) -> None:
    config = load(write(LEAST))
    assert config.publication.title == "Our News"
    assert config.feed.entries == 50
    assert config.digest.daily is None


def test_home_gets_the_slash_that_links_are_joined_to(write: Write) -> None:
    text = '[publication]\ntitle = "a"\nhome = "https://news.example.org/world"\n'
    assert load(write(text)).publication.home == "https://news.example.org/world/"


def test_a_missing_id_follows_from_the_home_address_and_stays(write: Write) -> None:
    first, second = load(write(LEAST)), load(write(LEAST))
    assert first.publication.id == second.publication.id != ""
    elsewhere = load(write(LEAST.replace("news.", "other.")))
    assert elsewhere.publication.id != first.publication.id


@pytest.mark.parametrize(
    ("text", "key", "meant"),
    [
        ('inbx = "in"\n' + LEAST, "inbx", "inbox"),
        (LEAST + 'titel = "x"\n', "publication.titel", "title"),
        (LEAST + "[intake]\nsettle_second = 1\n", "intake.settle_second", "settle_seconds"),
        (LEAST + "[summary]\nfeeds = 1\n", "summary.feeds", "feed"),
        (LEAST + "[tags]\nvocabluary = []\n", "tags.vocabluary", "vocabulary"),
        (LEAST + "[feed]\nentry = 1\n", "feed.entry", "entries"),
        (LEAST + '[digest]\ndayly = "0 7 * * *"\n', "digest.dayly", "daily"),
        (LEAST + '[mail]\nsendr = "a@example.org"\n', "mail.sendr", "sender"),
        (LEAST + '[mail.smtp]\nhost = "a"\npasword_file = "x"\n', "mail.smtp.pasword_file", "password_file"),
        (LEAST + "[subscribers]\nweekley = []\n", "subscribers.weekley", "weekly"),
        (LEAST + '[sections.world]\ntitle = "W"\ntitles = "x"\n', "sections.world.titles", "title"),
        (LEAST + "[digets]\n", "digets", "digest"),
    ],
)
def test_an_unknown_key_on_any_level_is_named_with_the_one_that_was_meant(
    write: Write, text: str, key: str, meant: str
) -> None:
    assert complaint(write(text)).endswith(f': {key}: there is no such key; did you mean "{meant}"?')


def test_an_unknown_key_like_no_other_is_answered_with_all_that_are_known(write: Write) -> None:
    said = complaint(write(LEAST + "[summary]\nqqqqqq = 1\n"))
    assert said.endswith("summary.qqqqqq: there is no such key; known here: feed, digest, prefer")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[intake]\nmaximum_words = '9'\n", "intake.maximum_words: expected a valid integer, found '9'"),
        ("[intake]\nmaximum_words = 1.5\n", "intake.maximum_words: expected a valid integer, found 1.5"),
        ("[intake]\nsettle_seconds = true\n", "intake.settle_seconds: expected a valid number, found True"),
        ("[intake]\nsettle_seconds = -1\n", "intake.settle_seconds: expected greater than or equal to 0"),
        ("[intake]\nsettle_seconds = nan\n", "intake.settle_seconds: expected"),
        ("[intake]\nrescan_seconds = inf\n", "intake.rescan_seconds: expected"),
        ('[intake]\nwatch = "pol"\n', 'intake.watch: expected one of auto, poll, found \'pol\'; did you mean "poll"'),  # noqa: E501  a row of a table or of text
        ("[feed]\nentries = 0\n", "feed.entries: expected greater than or equal to 1, found 0"),
        ('[tags]\nvocabulary = "Sea"\n', "tags.vocabulary: expected a valid array"),
        ('[tags]\nvocabulary = ["Sea", " "]\n', "tags.vocabulary.1: ' ': expected some text on one line"),
        ('[tags]\nvocabulary = ["Sea", "sea"]\n', 'expected each tag once; "Sea" is there already'),
        ('[tags]\nsuggest = "aply"\n', 'tags.suggest: expected one of check, apply, found \'aply\'; did you mean "apply"'),  # noqa: E501  a row of a table or of text
        ('[tags]\nvocabulary = ["Serbia"]\nsynonyms = { Serbai = ["Belgrade"] }\n', 'tags.synonyms.Serbai: expected a tag that stands in tags.vocabulary; did you mean "Serbia"?'),  # noqa: E501  a row of a table or of text
        ('[tags]\nvocabulary = ["Sea"]\nsynonyms = { Sea = "ocean" }\n', "tags.synonyms.Sea: expected a valid array"),  # noqa: E501  a row of a table or of text
        ("[mail]\noutbox = 3\n", "mail.outbox: expected"),
        ('[notify]\nhubs = ["hub.example.org"]\n', "notify.hubs.0: 'hub.example.org': expected an address that begins with https://"),  # noqa: E501  a row of a table or of text
        ('[notify]\nhubs = ["https://me:word@hub.example.org/"]\n', "expected an address without a password: feeds and logs show it"),  # noqa: E501  a row of a table or of text
        ('[notify]\nhub = []\n', 'notify.hub: there is no such key; did you mean "hubs"?'),
        ('[notify.indexnow]\n', "notify.indexnow.key_file: is missing; expected a file with the key, such as"),  # noqa: E501  a row of a table or of text
        ('[[notify.hooks]]\nname = "a"\nurl = "ftp://a/"\nsecret_file = "s"\n', "notify.hooks.0.url: 'ftp://a/': expected an address"),  # noqa: E501  a row of a table or of text
        ('[[notify.hooks]]\nnam = "a"\n', 'notify.hooks.0.nam: there is no such key; did you mean "name"?'),
        ('[[notify.hooks]]\nname = "a"\nurl = "http://a/"\nsecret_file = "s"\n' * 2, 'expected a name of its own for each hook; "a" stands twice'),  # noqa: E501  a row of a table or of text
        ("[mail]\nsmtp = 3\n", "mail.smtp: expected a table [mail.smtp], found 3"),
        ("[sections]\nworld = 3\n", "sections.world: expected a table [sections.world], found 3"),
        ('[subscribers]\ndaily = "a@example.org"\n', "subscribers.daily: expected a valid array"),
        ("[subscribers]\ndaily = [3]\n", "subscribers.daily.0: expected a valid string, found 3"),
        ('[subscribers]\nweekly = ["a@example.org", "b"]\n', "subscribers.weekly.1: 'b': expected an e-mail address"),  # noqa: E501  a row of a table or of text
        ('[digest]\ntime_zone = "Europe/Berln"\n', 'expected a time zone name such as Europe/Berlin; did you mean "Europe/Berlin"?'),  # noqa: E501  a row of a table or of text
        ('[digest]\ndaily = "0 7 * *"\n', "digest.daily: '0 7 * *': expected five fields: minute hour"),
        ('[digest]\ndaily = "0 0 7 * * *"\n', "digest.daily: '0 0 7 * * *': expected five fields"),
        ('[digest]\nweekly = "0 25 * * *"\n', "(bad hour)"),
        ('[digest]\nweekly = "0 7 30 2 *"\n', "digest.weekly: '0 7 30 2 *': expected five fields"),
        ('[mail]\nsender = "Our News"\n', "mail.sender: 'Our News': expected an e-mail address such as"),
        ('[mail]\nsender = "a@example.org\\nBcc: b@example.org"\n', "mail.sender: "),
        ('[mail.smtp]\nport = 25\n', 'mail.smtp.host: is missing; expected the name of the mail server'),
        ('[sections.world]\n', "sections.world.title: is missing; expected"),
        ('[mail]\noutbox = "~nobody-of-this-name/mail"\n', "mail.outbox: "),
        ('[mail]\noutbox = "a\\u0000b"\n', "mail.outbox: "),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_meant_so_is_named_with_what_was_expected(
    write: Write, text: str, said: str
) -> None:
    assert said in complaint(write(LEAST + text))


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("home", "news.example.org", "expected the address of the output folder on the web"),
        ("home", "ftp://news.example.org/", "expected the address of the output folder on the web"),
        ("home", "https:///path", "expected the address of the output folder on the web"),
        ("home", "https://:80/", "expected the address of the output folder on the web"),
        ("home", "https://news.example.org:http/", "expected the address of the output folder on the web"),
        ("home", "https://[news/", "expected the address of the output folder on the web"),
        ("home", "https://news example.org/", "expected the address of the output folder on the web"),
        ("home", "https://news.example.org/?a=1", "expected the address of the output folder on the web"),
        ("home", "https://news.example.org/#a", "expected the address of the output folder on the web"),
        ("language", "english", 'expected a language tag such as "en"'),
        ("language", "e", 'expected a language tag such as "en"'),
        ("language", "en-", 'expected a language tag such as "en"'),
        ("language", "en_GB", 'expected a language tag such as "en"'),
        ("time_zone", "Mars/Olympus", "expected a time zone name"),
        ("time_zone", "../../etc/passwd", "expected a time zone name"),
        ("id", "my-news", "expected a UUID as `publisher init` writes it"),
        ("title", "", "expected the name of the publication, such as title"),
        ("title", "  ", "expected some text on one line"),
        ("title", "Our\\nNews", "expected some text on one line"),
    ],
)
def test_the_publication_itself_is_looked_at_closely(write: Write, key: str, value: str, said: str) -> None:
    lines = {"title": "Our News", "home": "https://news.example.org/", key: value}
    text = "[publication]\n" + "".join(f'{name} = "{found}"\n' for name, found in lines.items())
    found = complaint(write(text))
    assert f": publication.{key}: " in found
    assert said in found


@pytest.mark.parametrize("language", ["en", "de", "pt-BR", "zh-Hant-TW", "gsw", "sr-Latn"])
def test_usual_language_tags_are_good(write: Write, language: str) -> None:
    assert load(write(LEAST + f'language = "{language}"\n')).publication.language == language


def test_a_missing_table_and_missing_keys_are_named(write: Write) -> None:
    assert complaint(write('inbox = "in"\n')).endswith(
        "publication: is missing; expected a table [publication] with title and home"
    )
    said = complaint(write("[publication]\n"))
    assert "publication.title: is missing; expected the name of the publication, such as title" in said
    assert "publication.home: is missing; expected its address on the web, such as home" in said


def test_all_mistakes_are_told_at_once_a_line_each_with_the_file(write: Write) -> None:
    path = write(
        'inbx = 1\n[publication]\ntitle = 3\nhome = "x"\n[feed]\nentries = 0\n[digest]\ndaily = "x"\n'
    )
    lines = complaint(path).splitlines()
    assert len(lines) == 5
    assert all(line.startswith(f"{path}: ") for line in lines)


def test_what_is_not_toml_is_named_with_its_line(write: Write) -> None:
    said = complaint(write('[publication]\ntitle = "a"\nhome = https://news.example.org/\n'))
    assert "is not valid TOML" in said
    assert "line 3" in said


def test_text_that_is_not_utf_8_is_named_with_its_byte(tmp_path: Path) -> None:
    path = tmp_path / "publisher.toml"
    path.write_bytes(b'[publication]\ntitle = "Gr\xfc\xdfe"\n')
    assert complaint(path).endswith("expected UTF-8 text; byte 25 is not")


def test_a_byte_order_mark_of_a_windows_editor_is_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "publisher.toml"
    path.write_bytes(b"\xef\xbb\xbf" + LEAST.encode())
    assert load(path).publication.title == "Our News"


def test_a_folder_is_answered_with_the_file_that_was_meant(tmp_path: Path) -> None:
    assert complaint(tmp_path).endswith("this is a folder; name the publisher.toml in it")


def test_a_missing_file_is_answered_with_how_to_make_one(tmp_path: Path) -> None:
    assert "`publisher init` writes one" in complaint(tmp_path / "none.toml")


def test_relative_paths_are_relative_to_the_file_wherever_the_program_runs(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(
        'templates = "looks"\n' + LEAST + '[mail.smtp]\nhost = "a"\npassword_file = "p"\nca_file = "c"\n'
    )
    monkeypatch.chdir("/")
    config = load(path)
    assert config.inbox == tmp_path / "inbox"
    assert config.output == tmp_path / "feeds"
    assert config.database == tmp_path / "publisher.db"
    assert config.templates == tmp_path / "looks"
    assert config.mail.outbox == tmp_path / "outbox"
    (smtp,) = config.mail.smtp
    assert smtp.password_file == tmp_path / "p"
    assert smtp.ca_file == tmp_path / "c"
    monkeypatch.chdir(tmp_path)
    assert load(Path("publisher.toml")) == config


def test_absolute_paths_stay_and_a_tilde_is_home(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    config = load(write('inbox = "~/in"\noutput = "/srv/www"\n' + LEAST))
    assert config.inbox == tmp_path / "me" / "in"
    assert config.output == Path("/srv/www")


def test_a_credential_of_the_service_manager_is_left_to_the_transport(write: Write) -> None:
    config = load(write(LEAST + '[mail.smtp]\nhost = "a"\npassword_file = "credential:smtp"\n'))
    (smtp,) = config.mail.smtp
    assert str(smtp.password_file) == "credential:smtp"


def test_environment_variables_change_nothing(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(LEAST)
    before = load(path)
    for each in fields(Config):
        for name in (each.name, f"publisher_{each.name}", f"publisher__{each.name}"):
            monkeypatch.setenv(name.upper(), '{"title": "Theirs", "home": "https://evil.example/"}')
    monkeypatch.setenv("PUBLISHER_PUBLICATION__TITLE", "Theirs")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("LANG", "ja_JP.UTF-8")
    assert load(path) == before
    assert os.environ["PUBLISHER_INBOX"]  # they were really there


def test_a_configuration_never_changes_after_it_is_read(write: Write) -> None:
    config = load(write(LEAST))
    with pytest.raises(AttributeError):
        config.inbox = Path("/")  # type: ignore[misc]


# The example that `publisher init` writes


EXAMPLE = example(
    identifier="5d0c7a52-8f7e-4c7b-9f55-c0ffee000001",
    title='The "Danube" Courier\\',
    home="https://courier.example.org/",
    language="de",
    author="Ärzteblatt 🙂",
    time_zone="Europe/Berlin",
    sender='"Courier, The" <news@courier.example.org>',
)
UNCOMMENTED = re.sub(r"^#(?=\[|[a-z_]+ = )", "", EXAMPLE, flags=re.MULTILINE)


def keys(table: type, prefix: str = "") -> set[str]:
    """Return every key that the configuration has; the one of a section stands for all sections."""
    found = set()
    for name, kind in get_type_hints(table).items():
        inner = next((each for each in (kind, *get_args(kind)) if is_dataclass(each)), None)
        if inner is None:
            found.add(prefix + name)
        else:
            assert isinstance(inner, type)
            found |= keys(inner, f"{prefix}{name}." + ("world." if name == "sections" else ""))
    return found


def written(table: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in table.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            (value,) = value
        inner = isinstance(value, dict) and value
        found |= written(value, f"{prefix}{name}.") if inner else {prefix + name: value}
    return found


def test_the_example_holds_every_key_that_there_is_and_only_those() -> None:
    assert set(written(tomllib.loads(UNCOMMENTED))) == keys(Config)


def test_the_example_loads_as_it_is_and_with_every_comment_taken_away(write: Write) -> None:
    assert load(write(EXAMPLE)).publication.title == 'The "Danube" Courier\\'
    assert load(write(EXAMPLE)).publication.author == "Ärzteblatt 🙂"
    assert load(write(UNCOMMENTED)).mail.smtp


# What has no default, or whose example shows another value than none.
WITHOUT_DEFAULT = {
    *("sections.world.title", "mail.smtp.host", "mail.smtp.username"),
    *("notify.hooks.name", "notify.hooks.url", "notify.hooks.secret_file", "notify.indexnow.key_file"),
    *("mail.dkim.domain", "mail.dkim.selector", "mail.dkim.key_file", "web.address"),
    *("mail.api.key_file", "mail.api.key_id", "mail.api.region", "mail.api.domain", "mail.api.stream"),
}


def test_what_the_example_comments_out_are_the_defaults(write: Write) -> None:
    plain, whole = load(write(EXAMPLE)), load(write(UNCOMMENTED))
    commented = set(written(tomllib.loads(UNCOMMENTED))) - set(written(tomllib.loads(EXAMPLE)))
    compared = 0
    for key in sorted(commented - WITHOUT_DEFAULT):
        default, found = plain, whole
        for part in key.split("."):
            if default is None:
                # In a table that is not there as long as it is not written.
                default = next(each.default for each in fields(found) if each.name == part)
            elif default == ():
                default = next(each.default for each in fields(found[0]) if each.name == part)
            else:
                default = getattr(default, part)
            # Of tables that may be several there is one.
            found = getattr(found[0] if isinstance(found, tuple) else found, part)
        assert default is not MISSING
        # A key without a default shows what it might be.
        if default is not None:
            assert found == default, key
            compared += 1
    assert compared >= 16
