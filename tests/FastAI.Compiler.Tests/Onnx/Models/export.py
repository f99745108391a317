#!/usr/bin/env python3
"""Writes the models of this folder as PyTorch exports them, with random weights. Run it in this folder with PyTorch 1.13 and onnx.

The models are committed; this script says where they come from.
"""
import torch
from torch import nn


class Mlp(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(6, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.3), nn.Linear(8, 5), nn.Tanh(), nn.Linear(5, 3), nn.Softmax(dim=-1))

    def forward(self, x):
        return self.layers(x)


class Cnn(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, 4, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(4)
        self.depthwise = nn.Conv2d(4, 4, 3, stride=2, groups=4)
        self.pointwise = nn.Conv2d(4, 6, 1)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.last = nn.Linear(6 + 6 * 9, 4)

    def forward(self, x):
        x = nn.functional.relu6(self.norm(self.first(x)))
        x = nn.functional.max_pool2d(nn.functional.leaky_relu(self.pointwise(self.depthwise(x)), 0.1), 2, ceil_mode=True)
        flat = x.view(x.size(0), -1)
        mean = torch.flatten(self.pool(x), 1)
        return self.last(nn.functional.dropout(torch.cat([flat, mean], dim=1), 0.2, self.training))


class Waveform(nn.Module):
    """Convolutions along time with padding by hand, upsampling and an additive skip connection."""

    def __init__(self):
        super().__init__()
        self.down = nn.Conv1d(2, 4, 5, stride=2, padding=2)
        self.up = nn.ConvTranspose1d(4, 2, 4, stride=2, padding=1)
        self.scale = nn.Parameter(torch.rand(1, 2, 1))

    def forward(self, x):
        y = nn.functional.elu(self.down(x))
        y = self.up(nn.functional.hardswish(y)) + x * self.scale
        y = nn.functional.pad(y, (1, 2), value=0.5)
        y = nn.functional.interpolate(y, scale_factor=2, mode="nearest")
        return y[:, :, ::3].mean(dim=2), y.amax(dim=(1, 2)).unsqueeze(1)


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(8)
        self.attention = nn.MultiheadAttention(8, 2, batch_first=True)
        self.feed = nn.Sequential(nn.Linear(8, 12), nn.GELU(), nn.Linear(12, 8))
        self.token = nn.Parameter(torch.rand(1, 1, 8))
        self.last = nn.Linear(8, 3)

    def forward(self, x):
        x = torch.cat([self.token.expand(x.shape[0], -1, -1), x], dim=1)
        n = self.norm(x)
        x = x + self.attention(n, n, n, need_weights=False)[0]
        x = x + self.feed(self.norm(x))
        return nn.functional.log_softmax(self.last(x[:, 0]), dim=1)


class DeepSets(nn.Module):
    """A network on each particle, a masked sum, a network on the event."""

    def __init__(self):
        super().__init__()
        self.phi = nn.Sequential(nn.Linear(3, 6), nn.SiLU(), nn.Linear(6, 5), nn.Softplus())
        self.rho = nn.Sequential(nn.Linear(5, 4), nn.SELU(), nn.Linear(4, 1), nn.Sigmoid())

    def forward(self, x):
        b, n, f = x.shape
        mask = (x[:, :, 0] > 0).unsqueeze(-1).float()
        y = self.phi(x.reshape(b * n, f)).reshape(b, n, -1)
        return self.rho((y * mask).sum(dim=1) / (mask.sum(dim=1) + 1.0))


class Recurrent(nn.Module):
    """A recurrent layer over a window of time samples and a dense layer on what it has found, as for calorimeter energy."""

    def __init__(self, layer, outputs):
        super().__init__()
        self.layer = layer
        self.last = nn.Linear(outputs, 1)

    def forward(self, x):
        return self.last(self.layer(x)[0][:, -1])


class States(nn.Module):
    """Two bidirectional layers whose last states are the result; the batch is the second dimension within."""

    def __init__(self):
        super().__init__()
        self.layer = nn.LSTM(2, 3, num_layers=2, bidirectional=True)

    def forward(self, x):
        y, (h, c) = self.layer(x.transpose(0, 1))
        return y.transpose(0, 1), h.transpose(0, 1), c.transpose(0, 1)


class Step(nn.Module):
    """One time sample of a recurrent layer: its state comes in and goes out, so that it can be carried on a stream."""

    def __init__(self):
        super().__init__()
        self.layer = nn.GRU(1, 8, batch_first=True)
        self.last = nn.Linear(8, 1)

    def forward(self, x, h0):
        y, h1 = self.layer(x, h0.transpose(0, 1))
        return self.last(y[:, 0]), h1.transpose(0, 1)


def randomise(model):
    with torch.no_grad():
        for name, buffer in model.named_buffers():
            if name.endswith("running_mean"):
                buffer.normal_(0, 0.3)
            if name.endswith("running_var"):
                buffer.uniform_(0.5, 1.5)
    return model


def export(model, name, shape, opset, dynamic=True):
    torch.onnx.export(
        randomise(model).eval(), torch.rand(1 if not dynamic else 2, *shape), name + ".onnx", opset_version=opset,
        input_names=["x"], dynamic_axes={"x": {0: "batch"}} if dynamic else None)


if __name__ == "__main__":
    torch.manual_seed(1)
    for opset in (9, 13, 17):
        export(Mlp(), f"torch_mlp_{opset}", (6,), opset)
        export(Cnn(), f"torch_cnn_{opset}", (1, 14, 14), max(opset, 10))
        export(Attention(), f"torch_attention_{opset}", (4, 8), opset)
        export(DeepSets(), f"torch_deepsets_{opset}", (5, 3), opset)
        export(Waveform(), f"torch_waveform_{opset}", (2, 16), max(opset, 14) if opset > 9 else 11)
    export(Cnn(), "torch_cnn_one", (1, 14, 14), 13, dynamic=False)
    export(Attention(), "torch_attention_one", (4, 8), 14, dynamic=False)
    torch.manual_seed(2)
    for opset in (9, 13, 17):
        export(Recurrent(nn.RNN(1, 8, nonlinearity="relu", batch_first=True), 8), f"torch_rnn_{opset}", (5, 1), opset)
        export(Recurrent(nn.LSTM(1, 10, batch_first=True), 10), f"torch_lstm_{opset}", (5, 1), opset)
        export(Recurrent(nn.GRU(2, 4, batch_first=True, bidirectional=True), 8), f"torch_gru_{opset}", (4, 2), opset)
    export(States(), "torch_lstm_states_17", (3, 2), 17)
    export(Recurrent(nn.GRU(2, 4, batch_first=True), 4), "torch_gru_one", (4, 2), 14, dynamic=False)
    export(Recurrent(nn.LSTM(1, 3, batch_first=True), 3), "torch_lstm_one", (3, 1), 14, dynamic=False)
    torch.manual_seed(3)
    torch.onnx.export(
        Step().eval(), (torch.rand(2, 1, 1), torch.rand(2, 1, 8)), "torch_gru_step_17.onnx", opset_version=17, input_names=["x", "h0"], output_names=["y", "h1"],
        dynamic_axes={name: {0: "batch"} for name in ("x", "h0", "y", "h1")})
