namespace FastAI.Hardware.Tests;

internal static class VerilogPrimitives
{
    /// <summary>What the primitives compute (AMD UG974, UltraScale libraries guide).</summary>
    public const string Text = """
        module LUT6_2 #(parameter [63:0] INIT = 0) (output O6, O5, input I0, I1, I2, I3, I4, I5);
          wire [5:0] address = {I5, I4, I3, I2, I1, I0};
          assign O6 = INIT[address];
          assign O5 = INIT[address & 6'd31];
        endmodule
        module CARRY8 (output [7:0] CO, O, input CI, CI_TOP, input [7:0] DI, S);
          wire [8:0] carry = {CO, CI};
          assign O = S ^ carry[7:0];
          genvar i;
          generate for (i = 0; i < 8; i = i + 1) begin : bits
            assign CO[i] = S[i] ? carry[i] : DI[i];
          end endgenerate
        endmodule
        """;
}
