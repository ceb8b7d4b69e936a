"""Gold and proposals to and from the formats of other programs (SCHEME 5)."""
