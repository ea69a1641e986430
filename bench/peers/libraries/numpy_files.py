"""Writes arrays with numpy.save, savez and pickle. `foreign-` = an array of Python objects, which needs a pickle to load."""
import os
import pickle
import sys

import numpy as np

FOLDER = sys.argv[1]
random = np.random.default_rng(7)
arrays = {
    "float32": random.random((4, 5)).astype("f4"),
    "float64": random.random(50),
    "half": random.random(9).astype("f2"),
    "int64": np.arange(12).reshape(3, 4),
    "bool": np.array([True, False]),
    "complex": random.random(3) + 1j,
    "text": np.array(["one", "three"]),
    "bytes": np.array([b"one", b"two"]),
    "date": np.array(["2026-01-02"], dtype="datetime64[D]"),
    "record": np.array([(1, 2.0, "x")], dtype=[("a", "i4"), ("b", "f8"), ("c", "U3")]),
    "scalar": np.array(3.5),
    "empty": np.zeros((0, 3)),
    "fortran": np.asfortranarray(random.random((3, 4))),
    "big-endian": np.arange(5, dtype=">i4"),
    "nested": np.zeros(2, dtype=[("a", [("b", "f4", (2, 2))])]),
    "large": random.random(200_000),
}
for name, array in arrays.items():
    np.save(os.path.join(FOLDER, f"{name}.npy"), array)
np.savez(os.path.join(FOLDER, "plain.npz"), **arrays)
np.savez_compressed(os.path.join(FOLDER, "compressed.npz"), **arrays)
np.savez(os.path.join(FOLDER, "weights.npz"), random.random((20, 20)), random.random(20))
for protocol in (0, 2, 4, 5):
    with open(os.path.join(FOLDER, f"arrays-protocol{protocol}.pkl"), "wb") as file:
        pickle.dump(list(arrays.values()), file, protocol)
with open(os.path.join(FOLDER, "generator.pkl"), "wb") as file:
    pickle.dump([np.random.default_rng(1), np.random.RandomState(1), np.float32(1.5)], file)
np.save(os.path.join(FOLDER, "foreign-objects.npy"), np.array([{"a": 1}, None], dtype=object), allow_pickle=True)
