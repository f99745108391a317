"""A gradient-boosted classifier of scikit-learn as an ONNX model, with nothing but the onnx package."""
import numpy as np
from onnx import TensorProto, checker, helper


def leaves_and_nodes(tree, number, rate, attributes):
    """Appends one regression tree of scikit-learn. It tests float32(x) <= threshold in double; the nearest float32 below gives the same answer."""
    nodes = tree.tree_
    for node in range(nodes.node_count):
        leaf = nodes.children_left[node] < 0
        threshold = np.float32(nodes.threshold[node])
        if threshold > nodes.threshold[node]:
            threshold = np.nextafter(threshold, np.float32(-np.inf))
        for name, value in [
            ("nodes_treeids", number), ("nodes_nodeids", node), ("nodes_featureids", 0 if leaf else int(nodes.feature[node])), ("nodes_modes", "LEAF" if leaf else "BRANCH_LEQ"),
            ("nodes_values", 0.0 if leaf else float(threshold)), ("nodes_truenodeids", 0 if leaf else int(nodes.children_left[node])),
            ("nodes_falsenodeids", 0 if leaf else int(nodes.children_right[node])),
        ]:
            attributes[name].append(value)
        if leaf:
            for name, value in [("target_treeids", number), ("target_nodeids", node), ("target_ids", 0), ("target_weights", float(rate * nodes.value[node, 0, 0]))]:
                attributes[name].append(value)


def export(model, path, features, name):
    """Writes input `track` [N, features] -> output `score` [N, 1], the log-odds that the track is real."""
    attributes = {key: [] for key in [
        "nodes_treeids", "nodes_nodeids", "nodes_featureids", "nodes_modes", "nodes_values", "nodes_truenodeids", "nodes_falsenodeids",
        "target_treeids", "target_nodeids", "target_ids", "target_weights"]}
    for number, row in enumerate(model.estimators_):
        leaves_and_nodes(row[0], number, model.learning_rate, attributes)
    prior = model.init_.class_prior_[1]
    node = helper.make_node(
        "TreeEnsembleRegressor", ["track"], ["score"], name="trees", domain="ai.onnx.ml", n_targets=1, base_values=[float(np.log(prior / (1 - prior)))], **attributes)
    graph = helper.make_graph(
        [node], name,
        [helper.make_tensor_value_info("track", TensorProto.FLOAT, ["N", features])],
        [helper.make_tensor_value_info("score", TensorProto.FLOAT, ["N", 1])])
    onnx = helper.make_model(graph, producer_name="track-quality example", opset_imports=[helper.make_opsetid("", 13), helper.make_opsetid("ai.onnx.ml", 3)])
    onnx.ir_version = 8
    checker.check_model(onnx)
    with open(path, "wb") as file:
        file.write(onnx.SerializeToString())
