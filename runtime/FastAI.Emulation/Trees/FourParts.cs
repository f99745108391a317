namespace FastAI.Emulation.Trees;

internal readonly struct FourParts : IParts
{
    public static int Count => 4;
}
