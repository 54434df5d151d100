"""salesdesk: the command-line desk of one real-estate sales office."""

__version__ = "0.1.0"
