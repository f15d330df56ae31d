"""What is this package? A folder of article files becomes an Atom feed and an HTML digest e-mail."""

__version__ = "0.1.0"
