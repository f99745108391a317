"""The network: six samples and a shaping constant to hit time and amplitude, with and without its fixed-point formats.

A pulse twice as high has the same time. So the samples are divided by the highest of them, two small layers look at the shape alone, and
the amplitude is the highest sample times a factor that the shape gives. The noise need not be known.
"""
from dataclasses import dataclass

import torch
from torch import nn

import strips

UNITS = (16, 16)
LOWEST_PEAK = 16        # counts: what the samples are divided by is never less
MIDDLE_TAU, TAU_STEP = 240, 32
MIDDLE_NS, NS_STEP = 32.0, 32.0     # scale of the time while training; the exported weights contain it


@dataclass(frozen=True)
class Format:
    """fixed<width, integer> (ufixed if not signed) with rounding RND (half up) and overflow SAT."""

    signed: bool
    width: int
    integer: int

    @property
    def fraction(self):
        return self.width - self.integer

    @property
    def limits(self):
        """Lowest and highest mantissa."""
        top = 1 << (self.width - 1 if self.signed else self.width)
        return (-top if self.signed else 0), top - 1

    def __str__(self):
        return f"{'fixed' if self.signed else 'ufixed'}<{self.width},{self.integer}>"

    def apply(self, x):
        """Round and saturate; the gradient passes as if nothing had happened inside the range, and is zero outside."""
        step = 2.0**-self.fraction
        low, high = (m * step for m in self.limits)
        inside = x.clamp(low, high)
        return inside + (torch.floor(inside / step + 0.5).clamp(*self.limits) * step - inside).detach()


SAMPLE = Format(signed=True, width=10, integer=10)
TAU = Format(signed=False, width=9, integer=9)
INVERSE = Format(signed=False, width=14, integer=-3)
SHAPE = Format(signed=True, width=11, integer=2)
HIDDEN = Format(signed=False, width=11, integer=3)
FACTOR = Format(signed=False, width=12, integer=1)
TIME = Format(signed=True, width=13, integer=8)
AMPLITUDE = Format(signed=False, width=13, integer=10)
WEIGHT = Format(signed=True, width=9, integer=3)
BIAS = Format(signed=True, width=11, integer=4)
TIME_WEIGHT = Format(signed=True, width=10, integer=8)
TIME_BIAS = Format(signed=True, width=13, integer=8)
FACTOR_WEIGHT = Format(signed=True, width=10, integer=1)
FACTOR_BIAS = Format(signed=True, width=12, integer=2)


class Tracker(nn.Module):
    """[N, 7] (six samples in counts, tau in ns) to time in ns and amplitude in counts, both [N, 1]."""

    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(strips.SAMPLES + 1, UNITS[0]), nn.Linear(*UNITS)])
        self.time, self.factor = nn.Linear(UNITS[1], 1), nn.Linear(UNITS[1], 1)
        self.quantised = False
        with torch.no_grad():
            self.factor.bias.fill_(1)

    def round_to(self, kind, x):
        return kind.apply(x) if self.quantised else x

    def parameters_of(self, name):
        """(weight, bias) of hidden0, hidden1, time or factor as the exported network holds them."""
        if name == "time":
            weight, bias, kinds = NS_STEP * self.time.weight, MIDDLE_NS + NS_STEP * self.time.bias, (TIME_WEIGHT, TIME_BIAS)
        elif name == "factor":
            weight, bias, kinds = self.factor.weight, self.factor.bias, (FACTOR_WEIGHT, FACTOR_BIAS)
        else:
            layer = self.layers[int(name[-1])]
            weight, bias, kinds = layer.weight, layer.bias, (WEIGHT, BIAS)
        return self.round_to(kinds[0], weight), self.round_to(kinds[1], bias)

    def linear(self, name, x):
        return nn.functional.linear(x, *self.parameters_of(name))

    def forward(self, strip):
        samples, tau = strip[:, : strips.SAMPLES], strip[:, strips.SAMPLES:]
        peak = samples.max(dim=1, keepdim=True)[0].clamp(min=LOWEST_PEAK)
        shape = self.round_to(SHAPE, samples * self.round_to(INVERSE, 1 / peak))
        x = torch.cat((shape, (tau - MIDDLE_TAU) * (1 / TAU_STEP)), dim=1)
        for i in range(2):
            x = self.round_to(HIDDEN, torch.relu(self.linear(f"hidden{i}", x)))
        factor = self.round_to(FACTOR, self.linear("factor", x))
        return self.round_to(TIME, self.linear("time", x)), self.round_to(AMPLITUDE, peak * factor)

    @torch.no_grad()
    def exported(self):
        """Name to array of the parameters of the exported network, on their grids."""
        self.quantised = True
        result = {}
        for name in ("hidden0", "hidden1", "time", "factor"):
            weight, bias = self.parameters_of(name)
            result |= {f"{name}.weight": weight.numpy(), f"{name}.bias": bias.numpy()}
        return result
