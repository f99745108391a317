namespace FastAI.Compiler.Emission;

/// <summary>The languages that a design is written in.</summary>
[Flags]
public enum EmissionTargets
{
    None = 0,

    /// <summary>VHDL-2008 with its test bench and the scripts of both vendors.</summary>
    Vhdl = 1,

    /// <summary>HLS C++ with its test program and the script of Vitis HLS.</summary>
    Hls = 2,
}
