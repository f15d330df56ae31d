"""Every delivery reaches its subscriber once: leased, built, sent, recorded."""

from publisher.deliver.engine import Deliverer
from publisher.deliver.report import Report

__all__ = ["Deliverer", "Report"]
