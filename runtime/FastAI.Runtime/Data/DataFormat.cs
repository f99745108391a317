namespace FastAI.Runtime.Data;

/// <summary>The event file formats, told apart by content.</summary>
public enum DataFormat
{
    /// <summary>One array, NumPy format 1.0 to 3.0.</summary>
    Npy,

    /// <summary>A zip archive of named <see cref="Npy"/> arrays.</summary>
    Npz,

    /// <summary>Text, one event per line.</summary>
    Csv,
}
