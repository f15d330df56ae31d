"""How does the service keep everything up to date while files arrive?"""

from publisher.worker.service import serve

__all__ = ["serve"]
