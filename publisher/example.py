"""What does a new configuration look like?"""

from __future__ import annotations

import json

# Every key is here, with its default value where it has one: a test compares this text with publisher.config.
_TEXT = """\
# The configuration of one publication. Relative paths are relative to this file.
# A line that begins with # and a key shows a default; remove the # to change it.

inbox = "inbox"              # articles are dropped here; a sub-folder is a section
output = "feeds"             # feeds and pages appear here; serve this folder at [publication] home
database = "publisher.db"    # what must be remembered between runs
#keys_file = "publisher.keys"    # made when needed; signs the links in mails: keep it with the database
#templates = "templates"     # your own templates; a file here replaces the one of the same name

[publication]
id = {id}    # names every article for ever: never change it
title = {title}
home = {home}    # the address of the output folder on the web
description = ""
language = {language}              # of articles that do not tell, and of dates and words around them
author = {author}                  # where an article names none
time_zone = {time_zone}

# How a section is called, where its folder name is not enough.
#[sections.world]
#title = "World news"

[intake]
#settle_seconds = 2.0        # a file is complete when it has not changed for so long
#rescan_seconds = 300.0      # the whole inbox is looked at so often, whatever events say
#watch = "auto"              # "poll" for file systems that send no events; network ones are recognised
#maximum_megabytes = 20.0    # larger files are set aside
#maximum_words = 200000
#page_seconds = 2.0          # HTML pages that take more processor time are set aside

[summary]
#feed = 280                  # in display columns; a CJK character takes two
#digest = 500
#prefer = "description"      # of the file, where there is one; "text": always sentences of the article

[tags]
#vocabulary = []             # your own tags, such as "Harbour"; they are found in articles without tags
#suggest = "check"           # `publisher check` names those that fit; "apply": such articles get them
#synonyms = {{}}               # other words for a tag, such as {{ Harbour = ["port", "quay"] }}

[feed]
#entries = 50                # how many of the newest articles the feeds hold
#tombstones = false          # a withdrawn article leaves the feeds after 30 days (RFC 6721)

[media]
#widths = [480, 960, 1600]   # in pixels, of the pictures beside articles; none is made larger than it is
#maximum_megapixels = 50.0   # a larger picture is left out and named
#maximum_megabytes = 200.0   # the same of files, such as sound and documents
#picture_seconds = 20.0      # of processor time that one picture may take

[grouping]
#enabled = true              # one story told by several articles stands together, copies show once

[digest]
daily = "0 7 * * *"          # minute hour day month weekday; no line, no daily digest
#weekly = "0 8 * * 6"        # 6 or Sat is Saturday
#time_zone = {time_zone}     # of these hours; the publication's, if not said
#order = "score"             # by recency, size of the story and section; or "newest"; or "weight" alone
#stories = 40                # an edition holds at most so many
#newest_days = 14            # older articles that arrive are archive material, not news
#late_hours = 12.0           # an edition that is later than this is held for you to decide
#instant_minutes = 10.0      # a mail for each new article, so long after it appeared; no line, no such mail
#quiet_hours = "22:00-07:00" # of each reader's clock, for instant mails and for editions that are late
#preview_minutes = 0         # editions are closed so long before their time, for you to look at
#pictures = "linked"         # from your web site; or "attached" to the mail; or "none"

[mail]
sender = {sender}
#reply_to = "editors@example.org"
#unsubscribe = "leave@example.org"    # where readers write to leave; the reply address, if not said
transport = "maildir"        # mails land as files in the outbox; or "smtp"
#outbox = "outbox"
#sendmail = "/usr/sbin/sendmail"
#bounces = "bounces@news.example.org"    # reports of mail that came back; +TOKEN is put before the @
#uncertain = "repeat"        # a mail that may have arrived is sent again, the same; or "ask": you decide
#domain_connections = 16     # so many mails may be on their way to one domain at a time

#[mail.smtp]                 # or several servers, each as [[mail.smtp]]
#host = "mail.example.org"
#port = 587
#security = "starttls"       # or "tls" from the first byte (port 465), or "none"
#username = "news"
#password_file = "smtp.password"    # only you may read it; or "credential:NAME" from systemd
#ca_file = "ca.pem"          # if the server's certificate is signed by your own authority
#timeout_seconds = 60.0
#connections = 16
#weight = 1                  # of several servers, each in [[mail.smtp]]; 0: only when the others fail
#rate_per_hour = 3600        # no more than so many
#warm_up_from = "2026-12-01" # a new server begins with few, and doubles each day
#warm_up_messages = 200

#[mail.api]                  # the account at a provider, for transport = "ses" or another one
#key_file = "api.key"        # its key as the only line; only you may read it, or "credential:NAME"
#key_id = "AKIA..."          # of Amazon: whose secret is in the file
#region = "eu-central-1"     # of Amazon
#domain = "news.example.org" # of Mailgun: the sending domain
#stream = ""                 # message stream, configuration set, tag or category, as the provider calls it
#endpoint = "https://api.eu.mailgun.net/"    # where the provider has several
#timeout_seconds = 60.0      # for one call, from beginning to end
#connections = 4
#batch = 100                 # messages in one call; so many are in doubt when its answer is lost

#[[mail.dkim]]               # signs each mail; as many of these as you like; or your mail server signs
#domain = "example.org"      # of the sender
#selector = "news2026"       # the name of the key in the DNS
#key_file = "news2026.dkim"  # made by: publisher keys dkim --domain example.org --selector news2026

[subscribers]
daily = []                   # addresses that receive each edition; or `publisher subscribers add ADDRESS`
weekly = []

[notify]
#hubs = []                   # WebSub hubs that are told of each change, such as "https://hub.example.org/"

#[[notify.hooks]]            # a web service that is sent a signed message; as many of these as you like
#name = "our site"           # what the log calls it
#url = "https://example.org/published"
#secret_file = "hook.secret"    # made by: (umask 077; echo "whsec_$(openssl rand -base64 32)" > hook.secret)

#[notify.indexnow]           # search engines that are told which pages are new or changed
#key_file = "indexnow.key"   # made by: openssl rand -hex 16 > indexnow.key
#endpoint = "https://api.indexnow.org/indexnow"

# With this table `publisher run` is a web server, too: put a proxy with TLS in front, or none for a trial.
#[serve]
#host = "127.0.0.1"          # "0.0.0.0" or "::" lets other machines in
#port = 8000
#cache_seconds = 3600        # readers may keep what they have for so long, or until the next planned article
#memory_megabytes = 32.0     # what is asked for often stays in memory

# With this table people subscribe, choose and leave on pages of their own, and each mail leads there.
#[web]
#address = "https://news.example.org/subscription/"    # of these pages on the web; a proxy leads it here
#host = "127.0.0.1"
#port = 8001
#trusted_proxies = []        # whose X-Forwarded-For is believed, such as "127.0.0.1" or "10.0.0.0/8"
#requests_per_hour = 600     # letters that ask whether somebody wants to subscribe; the others wait
#requests_per_network = 20   # the same of one network, an hour: against list bombing
"""


def example(
    *,
    identifier: str,
    title: str,
    home: str,
    language: str,
    author: str,
    time_zone: str,
    sender: str,
) -> str:
    """Return a commented configuration file with these values."""
    # JSON's strings are TOML's basic strings.
    return _TEXT.format(
        id=json.dumps(identifier),
        title=json.dumps(title, ensure_ascii=False),
        home=json.dumps(home),
        language=json.dumps(language),
        author=json.dumps(author, ensure_ascii=False),
        time_zone=json.dumps(time_zone),
        sender=json.dumps(sender, ensure_ascii=False),
    )
