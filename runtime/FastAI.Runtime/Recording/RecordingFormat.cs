namespace FastAI.Runtime.Recording;

/// <summary>The kinds of recordings.</summary>
public enum RecordingFormat
{
    /// <summary>This project's own frames (README.md of this folder).</summary>
    Frames,

    /// <summary>CAEN WaveDump, binary, with headers.</summary>
    WaveDump,

    /// <summary>CAEN WaveDump, binary, without headers: nothing but samples.</summary>
    WaveDumpRaw,

    /// <summary>CAEN CoMPASS, binary.</summary>
    Compass,

    /// <summary>DRS4 evaluation board, binary.</summary>
    Drs4,

    /// <summary>MIDAS events with banks of 16 or 32 bits.</summary>
    Midas,

    /// <summary>SuperNEMO calorimeter boards, ASCII.</summary>
    SuperNemo,

    /// <summary>A NumPy array, the first axis counting events; also the one array of an <c>.npz</c>.</summary>
    Npy,

    /// <summary>Several NumPy arrays side by side: inputs of a model, results of firmware, true values.</summary>
    Npz,

    /// <summary>Text, one event per line.</summary>
    Csv,
}
