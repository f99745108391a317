namespace FastAI.Emulation.Trees;

internal readonly struct OnePart : IParts
{
    public static int Count => 1;
}
