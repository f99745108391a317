using FastAI.Compiler.Onnx.Proto;
using Google.Protobuf;

namespace FastAI.Benchmarks.Emulation;

/// <summary>Trees of the size of <see cref="ReferenceTrees"/> as a float ONNX model.</summary>
internal static class FloatTreeTwin
{
    /// <param name="trees">Number of trees.</param>
    /// <param name="depth">Levels of nodes.</param>
    /// <param name="features">Elements of an event.</param>
    public static byte[] Create(int trees, int depth, int features)
    {
        var random = new Random(7);
        int inner = (1 << depth) - 1,
            all = (2 << depth) - 1,
            count = trees * all;
        int[] nodes = [.. Enumerable.Range(0, count)];
        bool IsLeaf(int i) => i % all >= inner;
        int[] leaves = [.. nodes.Where(IsLeaf)];
        var regressor = new NodeProto
        {
            OpType = "TreeEnsembleRegressor",
            Domain = "ai.onnx.ml",
            Input = { "x" },
            Output = { "y" },
        };
        void Integers(string name, IEnumerable<int> values) =>
            regressor.Attribute.Add(
                new AttributeProto
                {
                    Name = name,
                    Type = AttributeProto.Types.AttributeType.Ints,
                    Ints = { values.Select(v => (long)v) },
                }
            );
        void Reals(string name, IEnumerable<float> values) =>
            regressor.Attribute.Add(
                new AttributeProto
                {
                    Name = name,
                    Type = AttributeProto.Types.AttributeType.Floats,
                    Floats = { values },
                }
            );
        Integers("nodes_treeids", nodes.Select(i => i / all));
        Integers("nodes_nodeids", nodes.Select(i => i % all));
        Integers("nodes_featureids", nodes.Select(i => IsLeaf(i) ? 0 : random.Next(features)));
        Reals("nodes_values", nodes.Select(i => IsLeaf(i) ? 0 : (float)random.NextDouble()));
        Integers("nodes_truenodeids", nodes.Select(i => IsLeaf(i) ? 0 : (2 * (i % all)) + 1));
        Integers("nodes_falsenodeids", nodes.Select(i => IsLeaf(i) ? 0 : (2 * (i % all)) + 2));
        regressor.Attribute.Add(
            new AttributeProto
            {
                Name = "nodes_modes",
                Type = AttributeProto.Types.AttributeType.Strings,
                Strings = { nodes.Select(i => ByteString.CopyFromUtf8(IsLeaf(i) ? "LEAF" : "BRANCH_LEQ")) },
            }
        );
        Integers("target_treeids", leaves.Select(i => i / all));
        Integers("target_nodeids", leaves.Select(i => i % all));
        Integers("target_ids", leaves.Select(_ => 0));
        Reals("target_weights", leaves.Select(_ => (float)random.NextDouble() - 0.5f));
        regressor.Attribute.Add(
            new AttributeProto
            {
                Name = "n_targets",
                Type = AttributeProto.Types.AttributeType.Int,
                I = 1,
            }
        );
        var graph = new GraphProto
        {
            Name = "twin",
            Node = { regressor },
            Input = { FloatTwins.Value("x", features) },
            Output = { FloatTwins.Value("y", 1) },
        };
        var opsets = new[]
        {
            new OperatorSetIdProto { Version = 17 },
            new OperatorSetIdProto { Domain = "ai.onnx.ml", Version = 3 },
        };
        return new ModelProto
        {
            IrVersion = 8,
            Graph = graph,
            OpsetImport = { opsets },
        }.ToByteArray();
    }
}
