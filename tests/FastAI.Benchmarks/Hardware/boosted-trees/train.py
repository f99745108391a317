"""Trains the trees of the hardware benchmark: 100 of depth 4 on 16 features of 16 bits with 10 fraction bits. Deterministic; a minute on one core."""
import sys
from pathlib import Path
import numpy as np
from sklearn.datasets import make_classification
from sklearn.ensemble import GradientBoostingClassifier

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[3] / "examples" / "track-quality"))
from trees_to_onnx import export  # noqa: E402

x, y = make_classification(n_samples=30000, n_features=16, n_informative=10, n_redundant=4, class_sep=0.6, flip_y=0.02, random_state=7)
x = np.clip(np.round(x * 1024), -32768, 32767) / 1024
model = GradientBoostingClassifier(n_estimators=100, max_depth=4, learning_rate=0.1, random_state=7).fit(x.astype(np.float32), y)
trees = [row[0].tree_ for row in model.estimators_]
tests = [(feature, np.floor(threshold * 1024)) for tree in trees for feature, threshold in zip(tree.feature, tree.threshold) if feature >= 0]
print(f"{len(trees)} trees, {len(tests)} tests, {len(set(tests))} of them different")
export(model, str(HERE / "model.onnx"), x.shape[1], "boosted_trees")
