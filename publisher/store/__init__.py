"""What is remembered between runs? The only SQL of the program is in this package."""

from publisher.store.database import Store, open_store

__all__ = ["Store", "open_store"]
