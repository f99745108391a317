namespace FastAI.Emulation.Kernels;

/// <summary>The instructions that an overflow mode becomes for given operands.</summary>
internal enum LimitForm : byte
{
    /// <summary>The proved interval lies inside the format.</summary>
    None,

    /// <summary>To the nearer of two ends; a ReLU may be part of them.</summary>
    Clamp,

    /// <summary>Zero outside.</summary>
    Zero,

    /// <summary>The low bits, sign-extended.</summary>
    WrapSigned,

    /// <summary>The low bits.</summary>
    WrapUnsigned,
}
