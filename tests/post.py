"""How does a test take mail, and answer as it likes?"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from publisher.handover import Accepted, Envelope, Outcome, Ready, Session, Shape, Wait

Answer = Outcome | BaseException


@dataclass
class Post:
    """A transport that keeps what it is given and answers with ``outcomes`` in their order, then with yes.

    ``waits`` are answered first to who asks whether there is a server; ``look`` is called with each message
    before its answer.
    """

    outcomes: list[Answer] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)
    look: Callable[[Envelope], object] | None = None
    answer: Callable[[Envelope], Outcome] | None = None
    sessions: int = 1
    batch: int = 1
    one_request: bool = False
    shape: Shape = Shape.SEVEN_BIT
    most: int = 0
    sent: list[Envelope] = field(default_factory=list)
    calls: list[int] = field(default_factory=list)
    opened: int = 0
    closed: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def session(self) -> Session:
        self.opened += 1
        return _Session(self)


@dataclass
class _Session:
    post: Post

    def reserve(self, wanted: int) -> Ready | Wait:
        with self.post.lock:
            if self.post.waits:
                return self.post.waits.pop(0)
            return Ready(shape=self.post.shape, most=min(wanted, self.post.most or wanted))

    def send(self, envelopes: Sequence[Envelope]) -> Sequence[Outcome]:
        post = self.post
        outcomes = []
        with post.lock:
            post.calls.append(len(envelopes))
            for each in envelopes:
                post.sent.append(each)
                if post.look:
                    post.look(each)
                if post.answer:
                    outcome: Answer = post.answer(each)
                else:
                    outcome = post.outcomes.pop(0) if post.outcomes else Accepted(reply="250 kept")
                if isinstance(outcome, BaseException):
                    raise outcome
                outcomes.append(outcome)
        return outcomes

    def close(self) -> None:
        self.post.closed += 1
