"""Which samples the network sees: those of BC k - BEFORE ... k + AFTER for the energy of BC k, whose pulse peaks at k + 1."""

BEFORE, AFTER = 23, 4
WINDOW = BEFORE + 1 + AFTER
