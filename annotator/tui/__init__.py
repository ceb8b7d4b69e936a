"""The terminal interface: it paints what the desk shows and forwards keys; it decides nothing."""
