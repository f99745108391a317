namespace FastAI.Emulation.Trees;

internal readonly struct ThreeParts : IParts
{
    public static int Count => 3;
}
