"""Who stands on a list of subscribers that another program, or this one, has written?"""

from publisher.lists.reading import BadRow, read
from publisher.lists.values import Listed
from publisher.lists.writing import check_states, write

__all__ = ["BadRow", "Listed", "check_states", "read", "write"]
