"""How do tests start another web server with our example configuration, without being root?"""

from __future__ import annotations

import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"

_NGINX = """\
daemon off;
pid {work}/nginx.pid;
error_log {work}/error.log warn;
worker_processes 1;
events {{ worker_connections 64; }}
http {{
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    client_body_temp_path {work}/body;
    proxy_temp_path {work}/proxy;
    fastcgi_temp_path {work}/fastcgi;
    uwsgi_temp_path {work}/uwsgi;
    scgi_temp_path {work}/scgi;
    include {work}/news.conf;
}}
"""


def free_port() -> int:
    """Return a port that was free a moment ago."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        return int(listener.getsockname()[1])


def changed(text: str, changes: dict[str, str]) -> str:
    """Return an example with its paths and ports replaced; each must be in it."""
    for old, new in changes.items():
        assert old in text, f"the example has no {old!r} any more"
        text = text.replace(old, new)
    return text


@contextmanager
def nginx(output: Path, work: Path, rules: str) -> Iterator[httpx.Client]:
    """Run nginx over the output folder with docs/examples/nginx.conf."""
    port = free_port()
    example = changed(
        (EXAMPLES / "nginx.conf").read_text(encoding="utf-8"),
        {
            "listen 80;": f"listen 127.0.0.1:{port};",
            "    listen [::]:80;\n": "",
            "/srv/news/feeds": str(output),
            "/etc/nginx/news.rules": str(work / "news.rules"),
        },
    )
    (work / "news.conf").write_text(example, encoding="utf-8")
    (work / "news.rules").write_text(rules, encoding="utf-8")
    (work / "nginx.conf").write_text(_NGINX.format(work=work), encoding="utf-8")
    command = ["nginx", "-p", str(work), "-e", str(work / "error.log"), "-c", str(work / "nginx.conf")]
    with _running(command, port, work) as client:
        yield client
    assert not re.search(r"\[(emerg|alert|crit|warn)\]", (work / "error.log").read_text(encoding="utf-8"))


@contextmanager
def caddy(output: Path, work: Path, rules: str) -> Iterator[httpx.Client]:
    """Run Caddy over the output folder with docs/examples/Caddyfile."""
    port = free_port()
    example = changed(
        (EXAMPLES / "Caddyfile").read_text(encoding="utf-8"),
        {
            "news.example.org {": f"http://127.0.0.1:{port} {{",
            "/srv/news/feeds": str(output),
            "/etc/caddy/news.rules": str(work / "news.rules"),
        },
    )
    alone = "{\n\tadmin off\n\tauto_https off\n}\n"
    (work / "Caddyfile").write_text(alone + example, encoding="utf-8")
    (work / "news.rules").write_text(rules, encoding="utf-8")
    command = ["caddy", "run", "--adapter", "caddyfile", "--config", str(work / "Caddyfile")]
    with _running(command, port, work) as client:
        yield client


@contextmanager
def _running(command: list[str], port: int, work: Path) -> Iterator[httpx.Client]:
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(work), "XDG_DATA_HOME": str(work)}
    with (work / "said").open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, env=environment)
    try:
        _wait(process, port, work)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            yield client
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(process: subprocess.Popen[bytes], port: int, work: Path) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        assert process.poll() is None, (work / "said").read_text(encoding="utf-8")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            continue
        return
    raise AssertionError("the server does not listen")
