"""How does an address become a subscriber, and stop being one?"""

from publisher.subscribe.configured import follow_configuration
from publisher.subscribe.forgetting import forget
from publisher.subscribe.people import COMMAND_LINE, add, change, everything, look_up, remove

__all__ = [
    "COMMAND_LINE",
    "add",
    "change",
    "everything",
    "follow_configuration",
    "forget",
    "look_up",
    "remove",
]
