"""Writes boosted trees with XGBoost: its own formats, and pickles of them. Data is random."""
import os
import pickle
import sys

import joblib
import numpy as np
import xgboost

FOLDER = sys.argv[1]
random = np.random.default_rng(7)
X, y = random.random((60, 4)), random.integers(0, 2, 60)


def path(name):
    return os.path.join(FOLDER, name)


for objective in ("reg:squarederror", "binary:logistic", "rank:pairwise"):
    data = xgboost.DMatrix(X, y, feature_names=["a", "b", "c", "d"])
    booster = xgboost.train({"objective": objective, "max_depth": 3}, data, 4)
    name = objective.split(":")[1]
    booster.save_model(path(f"{name}.json"))
    booster.save_model(path(f"{name}.ubj"))
linear = xgboost.train({"booster": "gblinear"}, xgboost.DMatrix(X, y), 3)
linear.save_model(path("linear.json"))
dart = xgboost.train({"booster": "dart", "max_depth": 2}, xgboost.DMatrix(X, y), 3)
dart.save_model(path("dart.json"))
dart.save_model(path("dart.ubj"))
for name, model in {"classifier": xgboost.XGBClassifier(n_estimators=4), "regressor": xgboost.XGBRegressor(n_estimators=4)}.items():
    model.fit(X, y)
    model.save_model(path(f"{name}.json"))
    model.save_model(path(f"{name}.ubj"))
    with open(path(f"foreign-{name}.pkl"), "wb") as file:
        pickle.dump(model, file)
joblib.dump(booster, path("foreign-booster.joblib"))
