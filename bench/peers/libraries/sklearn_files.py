"""Writes fitted scikit-learn estimators with pickle and joblib: random data, every protocol and every compression."""
import os
import pickle
import sys
import warnings

import joblib
import numpy as np
from sklearn import (
    cluster, compose, decomposition, ensemble, feature_extraction, gaussian_process, impute, linear_model, naive_bayes, neighbors,
    neural_network, pipeline, preprocessing, svm, tree,
)
from sklearn.utils import all_estimators

warnings.simplefilter("ignore")
FOLDER = sys.argv[1]
random = np.random.default_rng(7)
X, y = random.random((60, 4)), random.integers(0, 2, 60)


def path(name):
    return os.path.join(FOLDER, name)


logistic = linear_model.LogisticRegression().fit(X, y)
for protocol in range(6):
    with open(path(f"logistic-protocol{protocol}.pkl"), "wb") as file:
        pickle.dump(logistic, file, protocol)
forest = ensemble.RandomForestClassifier(5).fit(X, y)
joblib.dump(forest, path("forest.joblib"))
for method in ("zlib", "gzip", "bz2", "lzma", "xz", "lz4"):
    joblib.dump(forest, path(f"forest-{method}.joblib"), compress=(method, 3))
joblib.dump(forest, path("forest.pkl.gz"))
joblib.dump(forest, path("forest.pkl.bz2"))
joblib.dump({"model": logistic, "classes": ["a", "b"], "scores": X[:, 0]}, path("bundle.joblib"))
joblib.dump([X, y, X.astype("f4"), np.asfortranarray(X), X[::2]], path("arrays.joblib"))
joblib.dump([X, y], path("arrays-zlib.joblib"), compress=True)
for name, kind in all_estimators():
    try:
        fitted = kind().fit(X[:30], y[:30])
    except Exception:  # those that need other arguments are among the ones below
        continue
    with open(path(f"every-{name.lower()}.pkl"), "wb") as file:
        pickle.dump(fitted, file)
words = feature_extraction.text.TfidfVectorizer().fit(["one two three", "two three four", "five"])
for name, model in {
    "pipeline": pipeline.make_pipeline(preprocessing.StandardScaler(), decomposition.PCA(2), svm.SVC()).fit(X, y),
    "columns": compose.ColumnTransformer([("scale", preprocessing.MinMaxScaler(), [0, 1]), ("keep", "passthrough", [2])]).fit(X),
    "boosting": ensemble.GradientBoostingClassifier(n_estimators=5).fit(X, y),
    "histogram-boosting": ensemble.HistGradientBoostingClassifier(max_iter=5).fit(X, y),
    "isolation": ensemble.IsolationForest(n_estimators=5).fit(X),
    "perceptron": neural_network.MLPClassifier((4,), max_iter=20).fit(X, y),
    "neighbours": neighbors.KNeighborsClassifier().fit(X, y),
    "kmeans": cluster.KMeans(3).fit(X),
    "bayes": naive_bayes.GaussianNB().fit(X, y),
    "tree": tree.DecisionTreeRegressor().fit(X, y),
    "ridge": linear_model.Ridge().fit(X, y),
    "words": words,
    "gauss": gaussian_process.GaussianProcessRegressor().fit(X[:10], y[:10]),
    "imputer": impute.SimpleImputer().fit(X),
    "encoder": preprocessing.OneHotEncoder().fit([["a"], ["b"]]),
    "vote": ensemble.VotingClassifier([("a", logistic), ("b", naive_bayes.GaussianNB())]).fit(X, y),
}.items():
    joblib.dump(model, path(f"{name}.joblib"))
    with open(path(f"{name}.pkl"), "wb") as file:
        pickle.dump(model, file)
