"""How is the publication doing?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from publisher.cli.common import command, count, now, print_json

if TYPE_CHECKING:
    from publisher.app import App


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@command
def status(config: Path, as_json: bool) -> None:  # noqa: FBT001  click calls it by name
    """Show what is published, what is set aside, and what is due next."""
    from publisher.app import open_app
    from publisher.config import load

    with open_app(load(config)) as app:
        found = _status(app)
    if as_json:
        print_json(found)
    else:
        _print(found)


def _status(app: App) -> dict[str, Any]:
    from publisher import locks, subscribe
    from publisher.app import lock_file
    from publisher.model import SubscriberState
    from publisher.store import editions, entries, inbox, ledger, notifications, requests, subscribers

    moment = now()
    subscribe.follow_configuration(app.store, app.config.subscribers, app.keyring.keys, moment)
    with app.store.read() as connection:
        counts = entries.counts(connection, moment)
        aside = inbox.set_aside(connection)
        receivers = subscribers.count(connection)
        closed = editions.listed(connection, 5)
        sums = ledger.sums(connection, [edition.id for edition in closed])
        untold = notifications.listed(connection)
        asking = requests.waiting(connection)
    return {
        "publication": app.config.publication.title,
        "running": locks.is_held(lock_file(app.config)),
        "published": counts.published,
        "waiting": counts.waiting,
        "drafts": counts.drafts,
        "newest": counts.newest and counts.newest.isoformat(),
        "set_aside": [{"path": path, "reason": reason} for path, reason in aside],
        "subscribers": {
            state.value: number
            for state in SubscriberState
            if (number := sum(each for (theirs, _), each in receivers.items() if theirs is state))
        },
        "requests_waiting": asking,
        "next_editions": [
            {
                "cadence": cadence,
                "at": tick.isoformat(),
                "subscribers": receivers.get((SubscriberState.ACTIVE, cadence), 0),
            }
            for cadence, tick in app.editions.next_ticks(moment).items()
        ],
        "editions": [
            {
                "number": edition.number,
                "cadence": edition.cadence,
                "closed_at": edition.closed_at.isoformat(),
                "subject": edition.subject,
                "held": edition.hold,
                "deliveries": {state.value: count for state, count in sorted(sums[edition.id].items())},
            }
            for edition in closed
        ],
        "notifications": [
            {
                "kind": each.kind,
                "target": each.target,
                "topic": each.topic,
                "state": each.state,
                "attempts": each.attempts,
                "due_at": each.due_at.isoformat(),
                "reply": each.reply,
            }
            for each in untold
        ],
    }


def _print(found: dict[str, Any]) -> None:
    state = (
        click.style("running", fg="green") if found["running"] else click.style("not running", fg="yellow")
    )
    click.echo(f"{click.style(found['publication'], bold=True)}  (service {state})")
    newest = f", the newest of {found['newest'][:16].replace('T', ' ')}" if found["newest"] else ""
    click.echo(f"{'published':>11}  {count(found['published'], 'article')}{newest}")
    if found["waiting"] or found["drafts"]:
        click.echo(f"{'waiting':>11}  {found['waiting']} for their date, {found['drafts']} drafts")
    for each in found["set_aside"]:
        click.echo(click.style(f"{'set aside':>11}  ", fg="red") + f"{each['path']}: {each['reason']}")
    people = ", ".join(f"{number} {state}" for state, number in found["subscribers"].items())
    waiting = f"; {count(found['requests_waiting'], 'request')} waiting" if found["requests_waiting"] else ""
    if people or waiting:
        click.echo(f"{'subscribers':>11}  {people or 'none yet'}{waiting}")
    for each in found["next_editions"]:
        when = each["at"][:16].replace("T", " ")
        receivers = count(each["subscribers"], "subscriber")
        click.echo(f"{'next':>11}  {each['cadence']} edition at {when} to {receivers}")
    for each in found["editions"]:
        sums = (
            ", ".join(f"{count} {state}" for state, count in each["deliveries"].items()) or "no subscribers"
        )
        held = click.style("  held: late; nothing is sent", fg="yellow") if each["held"] else ""
        click.echo(f"{'edition':>11}  {each['cadence']} {each['number']}: {each['subject']}  ({sums}){held}")
    _print_notifications(found["notifications"])


def _print_notifications(untold: list[dict[str, Any]]) -> None:
    """Print a line for each web service that has not been told everything."""
    for target in dict.fromkeys(each["target"] for each in untold):
        own = [each for each in untold if each["target"] == target]
        waiting = [each for each in own if each["state"] != "given up"]
        replies = [each["reply"] for each in own if each["reply"]]
        said = f"; its last answer: {replies[-1]}" if replies else ""
        if waiting:
            when = min(each["due_at"] for each in waiting)[:16].replace("T", " ")
            click.echo(
                f"{'to tell':>11}  {target}: {count(len(waiting), 'message')}, the next at {when} UTC{said}"
            )
        else:
            click.echo(
                click.style(f"{'given up':>11}  ", fg="yellow") + f"{target}: {len(own)} not told{said}"
            )
