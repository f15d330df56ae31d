"""What can go wrong, and who must act?

PublisherError
├── ConfigError          the operator: file, key, what was expected, what to do; exit 78
├── ArticleError         the author: this file is set aside with the reason; all others go on
│   └── InboxError       the inbox itself is not there: nothing is taken, nothing withdrawn
├── StoreError           disk, lock, server gone: the step ends, the next one tries again
│   └── BusyError        another process works on this publication
├── OutputError          the output folder or a feed in it cannot be replaced: the old one stays
├── DeliveryError        temporary: this recipient later · permanent: this recipient never
└── SubscriptionError    the visitor sees one sentence
"""


class PublisherError(Exception):
    """Everything that this program raises on purpose; its text is one sentence for a person.

    ``exit_code`` is what a command ends with (the numbers of sysexits.h).
    """

    exit_code = 1


class ConfigError(PublisherError):
    """The configuration cannot be used: the operator must change the named key."""

    exit_code = 78


class ArticleError(PublisherError):
    """One file cannot be used: its author must change it; every other file goes on."""

    exit_code = 65


class InboxError(ArticleError):
    """The inbox itself is not there or cannot be read: nothing is taken, nothing is withdrawn."""

    exit_code = 66


class StoreError(PublisherError):
    """The database cannot be used now: the step ends and the next one tries again."""

    exit_code = 74


class BusyError(StoreError):
    """Another process works on this publication: try again when it has ended."""

    exit_code = 75


class OutputError(PublisherError):
    """The output cannot be written or would be worse than what is there: the old output stays."""

    exit_code = 73


class DeliveryError(PublisherError):
    """One message was not handed over.

    ``permanent`` says whether the same message may be tried again later (RFC 3463: class 4 is
    temporary, class 5 permanent).
    """

    exit_code = 69

    def __init__(self, message: str, *, permanent: bool) -> None:
        super().__init__(message)
        self.permanent = permanent


class SubscriptionError(PublisherError):
    """A subscription cannot be changed as asked: the visitor sees this one sentence."""

    exit_code = 64
