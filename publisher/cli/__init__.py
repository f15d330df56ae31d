"""Which commands are there? Each is one module; what it needs is imported when it runs."""

import click

from publisher import __version__
from publisher.cli.acts import correct, withdraw
from publisher.cli.articles import articles
from publisher.cli.bounces import bounces
from publisher.cli.build import build
from publisher.cli.check import check
from publisher.cli.digest import digest
from publisher.cli.editions import editions
from publisher.cli.init import init
from publisher.cli.keys import keys
from publisher.cli.learn import learn
from publisher.cli.run import run
from publisher.cli.serve import serve
from publisher.cli.status import status
from publisher.cli.subscribers import subscribers
from publisher.cli.web import web


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="publisher")
def main() -> None:
    """Turn a folder of articles into a feed that people subscribe to and a digest by mail."""


_COMMANDS = (
    *(init, check, learn, build, run, serve, web, status),
    *(articles, correct, withdraw, digest, editions, bounces, subscribers, keys),
)
for _command in _COMMANDS:
    main.add_command(_command)
