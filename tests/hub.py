"""Which hub do feeds meet in tests? One as WebSub asks for, on loopback, with a subscriber beside it.

W3C Recommendation "WebSub", 23 January 2018: discovery (§4), subscription with validation and
verification of intent (§5), content distribution with an authenticated digest (§7, §8).
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import re
import secrets
import ssl
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlencode, urlsplit
from xml.etree import ElementTree

ATOM = "{http://www.w3.org/2005/Atom}"
DEFAULT_LEASE = 864_000  # §5.1: the hub decides; ten days is what it recommends
LONGEST_SECRET = 200  # §5.1: less than 200 bytes
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """Who has proved that they want a topic, for how long, and by which secret they know the hub."""

    callback: str
    secret: str
    lease_seconds: int


@dataclass(slots=True, kw_only=True)
class State:
    """What a hub knows, and what has been said to it."""

    subscriptions: dict[tuple[str, str], Subscription] = field(default_factory=dict)
    pings: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    handled: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)

    def rest(self) -> None:
        """Wait until all that was pinged has been handed on."""
        self.wait_for(lambda: self.handled == len(self.pings))

    def wait_for(self, what: Any, seconds: float = 10) -> None:
        """Wait until ``what`` is true; it is asked whenever something has happened."""
        with self.changed:
            assert self.changed.wait_for(what, seconds), "it has not happened"

    def happened(self) -> None:
        """Tell those who wait."""
        with self.changed:
            self.changed.notify_all()


class _Quiet(BaseHTTPRequestHandler):
    """A handler that logs nothing and closes each connection."""

    def log_message(self, *arguments: Any) -> None:
        """Say nothing."""

    def form(self) -> dict[str, str]:
        """Return the form that was posted."""
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        return {name: values[-1] for name, values in parse_qs(body).items()}

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Send a whole answer."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class _Hub(_Quiet):
    state: ClassVar[State]

    def do_POST(self) -> None:
        if self.headers.get_content_type() != _FORM:
            return self.answer(415, b"expected a form")
        form = self.form()
        match form.get("hub.mode"):
            case "subscribe" | "unsubscribe":
                return self._subscribe(form)
            case "publish":
                return self._publish(form)
        return self.answer(400, b"hub.mode is missing")

    def _subscribe(self, form: dict[str, str]) -> None:
        topic, callback = form.get("hub.topic", ""), form.get("hub.callback", "")
        secret = form.get("hub.secret", "")
        usable = all(urlsplit(each).scheme in {"http", "https"} for each in (topic, callback))
        if not usable or len(secret.encode()) >= LONGEST_SECRET:
            return self.answer(400, b"hub.topic, hub.callback or hub.secret cannot be used")
        # §5.1.1: accepted at once, verified afterwards.
        self.answer(202)
        threading.Thread(target=self._verify, args=(form, topic, callback, secret), daemon=True).start()
        return None

    def _verify(self, form: dict[str, str], topic: str, callback: str, secret: str) -> None:
        """Ask the subscriber whether it was they who asked (§5.3)."""
        mode = form["hub.mode"]
        lease = int(form.get("hub.lease_seconds") or DEFAULT_LEASE)
        challenge = secrets.token_urlsafe(24)
        asked = {"hub.mode": mode, "hub.topic": topic, "hub.challenge": challenge}
        if mode == "subscribe":
            asked["hub.lease_seconds"] = str(lease)
        joint = "&" if urlsplit(callback).query else "?"
        try:
            with urllib.request.urlopen(f"{callback}{joint}{urlencode(asked)}", timeout=5) as response:
                confirmed = response.read().decode() == challenge
        except urllib.error.HTTPError as error:
            error.close()
            confirmed = False
        key = (topic, callback)
        if not confirmed:
            self.state.refused.append(callback)
        elif mode == "subscribe":
            self.state.subscriptions[key] = Subscription(
                callback=callback, secret=secret, lease_seconds=lease
            )
        else:
            self.state.subscriptions.pop(key, None)
        self.state.happened()

    def _publish(self, form: dict[str, str]) -> None:
        topic = form.get("hub.url", "")
        if not topic or form.get("hub.topic", topic) != topic:
            return self.answer(400, b"hub.url is missing")
        self.state.pings.append(topic)
        self.answer(202)
        threading.Thread(target=self._distribute, args=(topic,), daemon=True).start()
        return None

    def _distribute(self, topic: str) -> None:
        """Fetch the topic and hand all of it to every subscriber (§7)."""
        with urllib.request.urlopen(topic, timeout=5) as response:
            content, kind = response.read(), response.headers["Content-Type"]
        self.state.fetched.append(topic)
        # §7: the links come from the topic itself; a feed that names another hub is not ours to hand on.
        links = advertised(content)
        own = f"http://{self.headers['Host']}/"
        if ("hub", own) in links and ("self", topic) in links:
            for subscription in [each for key, each in self.state.subscriptions.items() if key[0] == topic]:
                headers = {"Content-Type": kind, "Link": f'<{own}>; rel="hub", <{topic}>; rel="self"'}
                if subscription.secret:
                    digest = hmac.new(subscription.secret.encode(), content, hashlib.sha256).hexdigest()
                    headers["X-Hub-Signature"] = f"sha256={digest}"
                request = urllib.request.Request(subscription.callback, content, headers)
                with urllib.request.urlopen(request, timeout=5):
                    pass
        self.state.handled += 1
        self.state.happened()


@dataclass(slots=True, kw_only=True)
class Received:
    """What a subscriber was handed, and whether it came from the hub that knows the secret."""

    content: bytes
    links: dict[str, str]
    genuine: bool


@dataclass(slots=True)
class Subscriber:
    """One who has asked for ``topic`` and takes what comes."""

    secret: str
    wanted: set[str] = field(default_factory=set)
    received: list[Received] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)
    callback: str = ""

    def subscribe(self, hub: str, topic: str) -> None:
        """Ask for a topic; the hub's question about it is answered by ``callback``."""
        self.wanted.add(topic)
        self.ask(hub, topic, "subscribe")

    def unsubscribe(self, hub: str, topic: str) -> None:
        """Ask to be left alone."""
        self.wanted.discard(topic)
        self.ask(hub, topic, "unsubscribe")

    def ask(self, hub: str, topic: str, mode: str) -> None:
        """Send the request (§5.1), which anybody might send in this name."""
        form = {
            "hub.mode": mode,
            "hub.topic": topic,
            "hub.callback": self.callback,
            "hub.secret": self.secret,
            "hub.lease_seconds": "3600",
        }
        with urllib.request.urlopen(hub, urlencode(form).encode(), timeout=5) as response:
            assert response.status == 202

    def wait_for(self, count: int, seconds: float = 10) -> list[Received]:
        """Return what was handed over, when it is so much."""
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.received) >= count, seconds), "nothing came"
        return self.received


class _Callback(_Quiet):
    subscriber: ClassVar[Subscriber]

    def do_GET(self) -> None:
        """Confirm what was asked for, and nothing else (§5.3.1)."""
        asked = {name: values[-1] for name, values in parse_qs(urlsplit(self.path).query).items()}
        wanted = asked.get("hub.topic", "") in self.subscriber.wanted
        if asked.get("hub.mode") == "unsubscribe":
            wanted = not wanted
        if wanted:
            return self.answer(200, asked["hub.challenge"].encode())
        return self.answer(404)

    def do_POST(self) -> None:
        """Take a fat ping; the signature is over its very bytes (§8)."""
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(204)
        method, _, digest = self.headers.get("X-Hub-Signature", "").partition("=")
        expected = hmac.digest(self.subscriber.secret.encode(), content, "sha256").hex()
        links = {rel: url for url, rel in re.findall(r'<([^>]*)>; rel="(\w+)"', self.headers.get("Link", ""))}
        genuine = method == "sha256" and hmac.compare_digest(digest, expected)
        with self.subscriber.changed:
            self.subscriber.received.append(Received(content=content, links=links, genuine=genuine))
            self.subscriber.changed.notify_all()


def advertised(content: bytes) -> list[tuple[str, str]]:
    """Return relation and address of the links that a feed has: Atom, RSS, or JSON Feed (§4)."""
    if content.startswith(b"{"):
        feed = json.loads(content)
        return [("self", feed["feed_url"]), *(("hub", each["url"]) for each in feed.get("hubs", ()))]
    links = ElementTree.fromstring(content).iter(f"{ATOM}link")
    return [(link.get("rel", ""), link.get("href", "")) for link in links]


class _Server(ThreadingHTTPServer):
    """A server that says nothing of clients that leave in the middle."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Be silent: leaving is what some tests are about. What it breaks, the test sees."""


@contextlib.contextmanager
def serving(handler: type[BaseHTTPRequestHandler], tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """Serve on a free port of loopback until the block ends, and give its address."""
    server = _Server(("127.0.0.1", 0), handler)
    scheme = "http"
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        scheme = "https"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"{scheme}://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextlib.contextmanager
def running_hub() -> Iterator[tuple[State, str]]:
    """Run a hub; give what it knows, and its address."""
    state = State()
    with serving(type("Hub", (_Hub,), {"state": state})) as address:
        yield state, address


@contextlib.contextmanager
def running_subscriber(secret: str) -> Iterator[Subscriber]:
    """Run a subscriber, which has not subscribed to anything yet."""
    subscriber = Subscriber(secret)
    with serving(type("Callback", (_Callback,), {"subscriber": subscriber})) as address:
        subscriber.callback = f"{address}callback?of=one"
        yield subscriber
