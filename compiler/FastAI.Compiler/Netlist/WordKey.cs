namespace FastAI.Compiler.Netlist;

/// <summary>What makes two words the same: operation and operands, neither interval nor layer.</summary>
internal readonly record struct WordKey(int Kind, long A, int B, int C, long D = 0, long E = 0)
{
    public static WordKey Of(Word word, Func<TableWord, int> tableOf, Func<Word, int> shapeOf) =>
        word switch
        {
            InputWord w => new(0, w.Port, w.Element, 0),
            ConstantWord w => new(1, w.Value, 0, 0),
            AddWord w => new(w.Subtract ? 3 : 2, w.Left, w.Right, w.LeftShift << 16 | w.RightShift),
            ShiftLeftWord w => new(4, w.Input, w.Bits, 0),
            ShiftRightWord w => new(5, w.Input, w.Bits, 0),
            WrapWord w => new(w.Signed ? 7 : 6, w.Input, w.Bits, 0),
            MultiplyWord w => new(8, w.Left, w.Right, w.Phases),
            CompareWord w => new(9 + (int)w.Comparison, w.Left, w.Right, 0),
            MuxWord w => new(12, w.Condition, w.WhenTrue, w.WhenFalse),
            LogicWord w => new(13 + (int)w.Operation, w.Left, w.Right, 0),
            TableWord w => new(16, w.Input, tableOf(w), w.InBlock ? 1 : 0, w.Memory is { } memory ? (long)memory : -1),
            SumWord w => new(17, w.A.Word, w.B.Word, w.C.Word, Packed(w.A) << 32 | Packed(w.B) << 16 | Packed(w.C), w.Constant),
            StateWord w => new(18, w.Index, 0, 0),
            ProductRowWord w => new(20, w.Previous, w.Multiplicand, w.Digit, w.Shift),
            PassWord w => new(21, w.Input, (int)w.Part, 0, (long)w.Known.Low, (long)w.Known.High),
            PhaseWord w => new(22, (long)w.Range.High, 0, 0),
            HoldWord w => new(23, w.Input, 0, 0),
            CollectWord w => new(24, w.Input, w.Phase, 0),
            LutWord or JoinWord => new(19, shapeOf(word), 0, 0),
            _ => throw new ArgumentException($"{word.GetType().Name} is not a word of this version"),
        };

    private static long Packed(SumTerm term) => (long)term.Shift << 1 | (term.Negate ? 1L : 0L);
}
