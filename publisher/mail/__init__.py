"""What are the bytes of one reader's message?"""

from publisher.mail.addresses import ascii_domain
from publisher.mail.cohorts import Cohort, cohort
from publisher.mail.letters import letter
from publisher.mail.listing import unsubscribe_link
from publisher.mail.message import Personal
from publisher.mail.signing import Signer

__all__ = ["Cohort", "Personal", "Signer", "ascii_domain", "cohort", "letter", "unsubscribe_link"]
