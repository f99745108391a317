"""Trains the trees, exports them and writes the recording. Deterministic; ten seconds on one core."""
import csv
import numpy as np
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from tracks import FEATURES, generate
from trees_to_onnx import export

x, y = generate(40000, seed=1)
model = GradientBoostingClassifier(n_estimators=100, max_depth=4, learning_rate=0.15, subsample=0.5, min_samples_leaf=5, random_state=7)
model.fit(x.astype(np.float32), y)
export(model, "model.onnx", len(FEATURES), "track_quality")

x, y = generate(4096, seed=2)
np.save("recording.npy", x.astype(np.float32))
with open("truth.csv", "w", newline="") as file:
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(["label"])
    rows.writerows([[value] for value in y])
np.save("calibration.npy", generate(1024, seed=3)[0].astype(np.float32))

score = model.decision_function(x.astype(np.float32))
inner = sum(int((row[0].tree_.children_left >= 0).sum()) for row in model.estimators_)
print(f"{len(model.estimators_)} trees, {inner} tests; area under the ROC curve {roc_auc_score(y, score):.4f} on the recording")
