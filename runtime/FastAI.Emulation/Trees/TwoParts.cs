namespace FastAI.Emulation.Trees;

internal readonly struct TwoParts : IParts
{
    public static int Count => 2;
}
