"""Files: finding articles, opening them safely, saving gold files so that nothing is ever lost.

The store knows bytes, paths and file status, not annotations: it neither parses nor makes YAML, so it
stays light enough to import before the first screen. Its promises are listed in docs/safety.md.
"""
