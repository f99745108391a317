using FastAI.Compiler.Onnx.Values;

namespace FastAI.Compiler.Onnx.Recurrent;

/// <summary>What a cell hands to its next step, [rows, hidden] each; null stands for zeros, whose products are left out.</summary>
/// <param name="Hidden">H.</param>
/// <param name="Cell">C of an LSTM.</param>
internal sealed record CellState(Tensor? Hidden, Tensor? Cell);
