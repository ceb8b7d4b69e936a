"""The terminal interface: it paints what the desk shows and forwards keys; it decides nothing."""

import os

# A lone Esc may be the beginning of a longer sequence. The toolkit waits a tenth of a second for the rest, which is
# felt whenever something is left; half of that is what editors wait over slow lines, too. Read when it is imported.
os.environ.setdefault("ESCDELAY", "50")
