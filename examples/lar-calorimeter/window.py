"""Which samples a network sees for the energy of BC k, whose pulse peaks at k + 1."""

BEFORE, AFTER = 23, 4               # convolutions: k - BEFORE ... k + AFTER
WINDOW = BEFORE + 1 + AFTER

RECURRENT_BEFORE, RECURRENT_AFTER = 2, 2
RECURRENT_WINDOW = RECURRENT_BEFORE + 1 + RECURRENT_AFTER
RECURRENT_SLICE = slice(BEFORE - RECURRENT_BEFORE, BEFORE + RECURRENT_AFTER + 1)    # of a window of the convolutions
