"""How does an address become a subscriber, and stop being one?"""

from publisher.subscribe.configured import follow_configuration
from publisher.subscribe.people import COMMAND_LINE, add, change, look_up, remove

__all__ = ["COMMAND_LINE", "add", "change", "follow_configuration", "look_up", "remove"]
