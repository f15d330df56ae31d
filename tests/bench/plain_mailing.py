"""What do people write today to send a newsletter: render, build and send a message for each recipient?

Started by delivery.py as a process of its own, with what to send as JSON on standard input; prints one line
of JSON. Nothing is recorded: after a crash nobody knows who has the mail.
"""

from __future__ import annotations

import json
import resource
import smtplib
import sys
import time
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

import jinja2

_HTML = """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ subject }}</title></head>
<body style="margin:0;background:#f4f4f4"><table role="presentation" width="100%"><tr><td align="center">
<table role="presentation" width="600" style="background:#ffffff;font:16px/1.5 Georgia,serif;color:#222222">
<tr><td style="padding:24px"><h1 style="font-size:28px;margin:0">{{ subject }}</h1></td></tr>
{% for story in stories %}
<tr><td style="padding:24px;border-top:1px solid #dddddd">
<h2 style="font-size:20px;margin:0"><a href="{{ story.url }}" style="color:#222222">{{ story.title }}</a></h2>
{% for paragraph in story.paragraphs %}<p style="margin:12px 0 0">{{ paragraph }}</p>{% endfor %}
<p style="margin:12px 0 0"><a href="{{ story.url }}" style="color:#0b57d0">Read more</a></p></td></tr>
{% endfor %}
<tr><td style="padding:24px"><a href="{{ unsubscribe }}" style="color:#666666">Unsubscribe</a></td></tr>
</table></td></tr></table></body></html>
"""
_TEXT = """\
{{ subject }}
{% for story in stories %}

{{ story.title }}
{% for paragraph in story.paragraphs %}
{{ paragraph | wordwrap(72) }}
{% endfor %}
{{ story.url }}
{% endfor %}

Unsubscribe: {{ unsubscribe }}
"""


def main() -> None:
    wanted = json.load(sys.stdin)
    environment = jinja2.Environment(autoescape=True)
    html, text = environment.from_string(_HTML), environment.from_string(_TEXT)
    size = 0
    wall, processor = time.perf_counter(), _processor()
    with smtplib.SMTP("127.0.0.1", wanted["port"]) as server:
        for address in wanted["addresses"]:
            link = f"https://bench.example.org/unsubscribe?address={address}"
            values = {"subject": wanted["subject"], "stories": wanted["stories"], "unsubscribe": link}
            message = EmailMessage()
            message["From"] = wanted["sender"]
            message["To"] = address
            message["Subject"] = wanted["subject"]
            message["Date"] = formatdate()
            message["Message-ID"] = make_msgid(domain="bench.example.org")
            message["List-Unsubscribe"] = f"<{link}>"
            message.set_content(text.render(values))
            message.add_alternative(html.render(values), subtype="html")
            server.send_message(message)
            size = size or len(message.as_bytes())
    count = len(wanted["addresses"])
    seconds, used = time.perf_counter() - wall, _processor() - processor
    print(json.dumps({"count": count, "seconds": seconds, "processor": used, "memory": 0.0, "size": size}))


def _processor() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
