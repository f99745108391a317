"""The model in integers, from model.onnx alone: thresholds floored to the features' grid, leaves to the nearest multiple of 2^-10. Writes expected.npy."""
import numpy as np
import onnx

BITS = 10


def nearest(values):
    return np.rint(np.asarray(values, np.float64) * 2 ** BITS).astype(np.int64)       # ties to even


def trees(path):
    """For each tree its nodes by id: (feature, threshold, when true, when false) or the weight of a leaf; and the base value."""
    attribute = {a.name: onnx.helper.get_attribute_value(a) for a in onnx.load(path).graph.node[0].attribute}
    forest = {}
    for tree, node, mode, feature, value, yes, no in zip(*(attribute["nodes_" + k] for k in ["treeids", "nodeids", "modes", "featureids", "values", "truenodeids", "falsenodeids"])):
        forest.setdefault(tree, {})[node] = None if mode == b"LEAF" else (feature, int(np.floor(np.float64(value) * 2 ** BITS)), yes, no)
    for tree, node, weight in zip(*(attribute["target_" + k] for k in ["treeids", "nodeids", "weights"])):
        forest[tree][node] = float(weight)
    return list(forest.values()), attribute["base_values"][0]


def evaluate(path, features):
    """Mantissas of the score with 10 fraction bits."""
    x = np.rint(np.asarray(features, np.float64) * 2 ** BITS).astype(np.int64)
    forest, base = trees(path)
    total = np.zeros(len(x), np.int64)
    for tree in forest:
        moved = [nearest(n) / 2 ** BITS - n for n in tree.values() if isinstance(n, float)]
        base -= (max(moved) + min(moved)) / 2          # the middle of what rounding moves this tree by
        def walk(node, rows):
            if isinstance(tree[node], float):
                total[rows] += nearest(tree[node])
                return
            feature, threshold, yes, no = tree[node]
            passes = x[rows, feature] <= threshold
            walk(yes, rows[passes])
            walk(no, rows[~passes])
        walk(0, np.arange(len(x)))
    return total + nearest(base)


if __name__ == "__main__":
    np.save("expected.npy", evaluate("model.onnx", np.load("recording.npy")).astype(np.int32).reshape(-1, 1))
