"""annotator: turn news articles into gold-standard quote and section data from the keyboard."""

__version__ = "0.1.0"
