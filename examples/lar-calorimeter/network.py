"""The network: three one-dimensional convolutions from 28 ADC samples to one energy, with and without its fixed-point formats.

All convolutions have stride 1 and no padding, so that the same network gives one energy per BC when it slides over a continuous recording.
"""
from dataclasses import dataclass

import torch
from torch import nn

import detector

CHANNELS = (4, 3)
KERNELS = (7, 3, 20)  # 1 + 6 + 2 + 19 = the window of 28


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


ADC = Format(signed=False, width=14, integer=14)
WEIGHT = Format(signed=True, width=9, integer=1)
BIAS = Format(signed=True, width=10, integer=2)
ACTIVATION = Format(signed=False, width=12, integer=6)
ENERGY = Format(signed=True, width=16, integer=8)


class Calorimeter(nn.Module):
    """ADC counts [N, 1, samples] to energies in GeV [N, 1, samples - 27]."""

    def __init__(self):
        super().__init__()
        widths = (1, *CHANNELS, 1)
        self.conv0, self.conv1, self.conv2 = (nn.Conv1d(widths[i], widths[i + 1], KERNELS[i]) for i in range(3))
        self.quantised = False

    def layers(self):
        return self.conv0, self.conv1, self.conv2

    def forward(self, adc):
        x = (adc - float(detector.PEDESTAL)) * (1 / detector.COUNTS_PER_GEV)
        for i, layer in enumerate(self.layers()):
            if self.quantised:
                x = nn.functional.conv1d(x, WEIGHT.apply(layer.weight), BIAS.apply(layer.bias))
            else:
                x = layer(x)
            if i < 2:
                x = torch.relu(x)
                if self.quantised:
                    x = ACTIVATION.apply(x)
        return ENERGY.apply(x) if self.quantised else x

    @torch.no_grad()
    def round_weights(self):
        """Put weights and biases on their grids for good, so that the float model holds what the firmware holds."""
        for i, layer in enumerate(self.layers()):
            layer.weight.copy_(WEIGHT.apply(layer.weight))
            layer.bias.copy_(BIAS.apply(layer.bias))
        self.quantised = False
