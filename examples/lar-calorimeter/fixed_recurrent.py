"""RNN and LSTM as ONNX defines them (forward, no initial state), written once and run in float64 or in integers with stated types.

The tensors of step k have the names that the compiler gives them: `OUTPUT/tK/GATE`, `.../GATE/sum` for the argument of a gate's function
(`.../GATE/input` in the first step, where there is no state to add), `.../cell`, `.../cell/activated` and `.../hidden`.
"""
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Real:
    """A float64 array; types do not matter to it."""

    value: np.ndarray

    @property
    def shape(self):
        return self.value.shape

    def __getitem__(self, index):
        return Real(self.value[index])

    def __add__(self, other):
        return Real(self.value + other.value)

    def __mul__(self, other):
        return Real(self.value * other.value)

    def through(self, weight):
        return Real(self.value @ weight.value.T)

    def relu(self):
        return Real(np.maximum(self.value, 0))

    def typed(self, kind):
        return self

    def table(self, function, kind):
        return Real(function(self.value))


@dataclass(frozen=True)
class Exact:
    """An array of mantissas with fraction bits: exact sums and products, rounded where a type is stated and by tables."""

    mantissa: np.ndarray
    fraction: int

    @property
    def shape(self):
        return self.mantissa.shape

    def __getitem__(self, index):
        return Exact(self.mantissa[index], self.fraction)

    def __add__(self, other):
        fraction = max(self.fraction, other.fraction)
        return Exact((self.mantissa << (fraction - self.fraction)) + (other.mantissa << (fraction - other.fraction)), fraction)

    def __mul__(self, other):
        return Exact(self.mantissa * other.mantissa, self.fraction + other.fraction)

    def through(self, weight):
        return Exact(self.mantissa @ weight.mantissa.T, self.fraction + weight.fraction)

    def relu(self):
        return Exact(np.maximum(self.mantissa, 0), self.fraction)

    def typed(self, kind):
        if kind is None:
            return self
        low, high, fraction, rounding = kind
        drop = self.fraction - fraction
        half = 1 << (drop - 1) if drop > 0 and rounding == "RND" else 0
        mantissa = (self.mantissa + half) >> drop if drop > 0 else self.mantissa << -drop
        return Exact(np.clip(mantissa, low, high), fraction)

    def table(self, function, kind):
        """The function's value in double precision, rounded once, half up."""
        low, high, fraction, _ = kind
        value = function(self.mantissa * 2.0**-self.fraction)
        return Exact(np.clip(np.floor(value * 2.0**fraction + 0.5).astype(np.int64), low, high), fraction)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def run(kind, name, types, x, w, r, b):
    """The hidden state [1, n, units] after the last sample of x [steps, n, inputs]; w, r and b as ONNX holds them."""
    units = r.shape[2]
    gates = {"RNN": ["hidden"], "LSTM": ["i", "o", "f", "g"]}[kind]
    rows = {gate: slice(n * units, (n + 1) * units) for n, gate in enumerate(gates)}
    half = len(gates) * units
    hidden = cell = None
    for t in range(x.shape[0]):
        def argument(gate):
            own = x[t].through(w[0][rows[gate]]) + b[0][rows[gate]] + b[0][half:][rows[gate]]
            part = f"{name}/t{t}/{gate}"
            if hidden is None:
                return own.typed(types(f"{part}/input"))
            return (own + hidden.through(r[0][rows[gate]])).typed(types(f"{part}/sum"))

        def gate_value(gate):
            return argument(gate).table(np.tanh if gate == "g" else sigmoid, types(f"{name}/t{t}/{gate}"))

        if kind == "RNN":
            hidden = argument("hidden").relu().typed(types(f"{name}/t{t}/hidden"))
            continue
        i, o, g = (gate_value(gate) for gate in "iog")
        cell = (i * g if cell is None else gate_value("f") * cell + i * g).typed(types(f"{name}/t{t}/cell"))
        hidden = (o * cell.table(np.tanh, types(f"{name}/t{t}/cell/activated"))).typed(types(f"{name}/t{t}/hidden"))
    return hidden[None]
