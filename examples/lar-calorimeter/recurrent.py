"""The two recurrent networks over a sliding window of 5 samples, with and without their fixed-point formats.

A vanilla RNN of 8 ReLU units (89 parameters) and an LSTM of 10 units (491 parameters), each followed by one dense unit, as published for
this calorimeter: G. Aad et al., Comput. Softw. Big Sci. 5 (2021) 19. Weights are stored as ONNX stores them; sums are exact.
"""
import torch
from torch import nn

import detector
from network import ADC, ENERGY, Format
from window import RECURRENT_WINDOW


class Recurrent(nn.Module):
    """ADC counts [N, 1, 5] to energies in GeV [N, 1]."""

    GATES = 1
    UNITS = 8
    WEIGHT = Format(signed=True, width=11, integer=2)
    BIAS = Format(signed=True, width=13, integer=3)
    DENSE = Format(signed=True, width=11, integer=2)
    DENSE_BIAS = Format(signed=True, width=13, integer=3)
    SIGNAL_GEV = 1.0    # one unit of the signal that the layer reads; a power of two
    ENERGY_GEV = 1.0    # one unit of the dense layer while training; the exported weights contain it

    def __init__(self):
        super().__init__()
        rows = self.GATES * self.UNITS
        self.w = nn.Parameter(torch.empty(rows, 1))
        self.r = nn.Parameter(torch.empty(rows, self.UNITS))
        self.b = nn.Parameter(torch.zeros(rows))
        self.dense = nn.Linear(self.UNITS, 1)
        self.quantised = False

    @property
    def input_scale(self):
        return 1 / (detector.COUNTS_PER_GEV * self.SIGNAL_GEV)

    def formats(self):
        """Each parameter of the exported network with its format."""
        return ((self.w, 1, self.WEIGHT), (self.r, 1, self.WEIGHT), (self.b, 1, self.BIAS),
                (self.dense.weight, self.ENERGY_GEV, self.DENSE), (self.dense.bias, self.ENERGY_GEV, self.DENSE_BIAS))

    def rounded(self):
        return [self.round_to(kind, p * scale) for p, scale, kind in self.formats()]

    def round_to(self, kind, x):
        return kind.apply(x) if self.quantised else x

    def forward(self, adc):
        signal = (adc[:, 0] - float(detector.PEDESTAL)) * self.input_scale
        w, r, b, dense, dense_bias = self.rounded()
        state = None
        for t in range(RECURRENT_WINDOW):
            argument = signal[:, t: t + 1] @ w.T + b
            if state is not None:
                argument = argument + state[0] @ r.T
            state = self.step(argument, state)
        return self.round_to(ENERGY, state[0] @ dense.T + dense_bias)

    @torch.no_grad()
    def round_weights(self):
        """Put weights and biases on their grids for good, so that the float model holds what the firmware holds."""
        for p, scale, kind in self.formats():
            p.copy_(kind.apply(p * scale) / scale)
        self.quantised = False


class Vanilla(Recurrent):
    """h' = relu(W x + R h + b)."""

    NAME = "rnn"
    HIDDEN = Format(signed=False, width=12, integer=6)

    def __init__(self):
        super().__init__()
        nn.init.uniform_(self.w, -1, 1)
        nn.init.orthogonal_(self.r)

    def step(self, argument, state):
        return (self.round_to(self.HIDDEN, torch.relu(argument)),)

    def precision(self):
        return {"*/hidden": self.HIDDEN}


class Lstm(Recurrent):
    """c' = f c + i g, h' = o tanh(c'), the gates in ONNX's order i, o, f and the candidate g."""

    NAME = "lstm"
    GATES = 4
    UNITS = 10
    WEIGHT = Format(signed=True, width=11, integer=3)
    BIAS = Format(signed=True, width=12, integer=4)
    DENSE = Format(signed=True, width=12, integer=6)
    DENSE_BIAS = Format(signed=True, width=14, integer=6)
    SIGNAL_GEV = 8.0
    ENERGY_GEV = 16.0
    ARGUMENT = Format(signed=True, width=9, integer=4)     # of the sigmoids: beyond 8 they are flat
    CANDIDATE = Format(signed=True, width=10, integer=3)    # of tanh
    GATE = Format(signed=False, width=9, integer=0)
    BOUNDED = Format(signed=True, width=11, integer=1)     # results of tanh
    CELL = Format(signed=True, width=11, integer=3)

    def __init__(self):
        super().__init__()
        nn.init.uniform_(self.w, -1, 1)
        nn.init.uniform_(self.r, -0.35, 0.35)
        with torch.no_grad():
            self.b[2 * self.UNITS: 3 * self.UNITS] = 1     # remember, at first

    def table(self, function, address, x, result):
        return self.round_to(result, function(self.round_to(address, x)))

    def step(self, argument, state):
        i, o, f, g = argument.split(self.UNITS, dim=1)
        i, o = (self.table(torch.sigmoid, self.ARGUMENT, x, self.GATE) for x in (i, o))
        cell = i * self.table(torch.tanh, self.CANDIDATE, g, self.BOUNDED)
        if state is not None:
            cell = self.table(torch.sigmoid, self.ARGUMENT, f, self.GATE) * state[1] + cell
        cell = self.round_to(self.CELL, cell)
        return self.round_to(self.BOUNDED, o * self.round_to(self.BOUNDED, torch.tanh(cell))), cell

    def precision(self):
        types = {}
        for gate, argument, result in (("i", self.ARGUMENT, self.GATE), ("o", self.ARGUMENT, self.GATE), ("f", self.ARGUMENT, self.GATE),
                                       ("g", self.CANDIDATE, self.BOUNDED)):
            if gate != "f":
                types[f"*/t0/{gate}/input"] = argument    # no state has been added yet
            types[f"*/{gate}/sum"] = argument
            types[f"*/{gate}"] = result
        return types | {"*/cell": self.CELL, "*/cell/activated": self.BOUNDED, "*/hidden": self.BOUNDED}
