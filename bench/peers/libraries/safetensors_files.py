"""Writes safetensors files with the library's numpy side: every dtype that numpy has, metadata, and many tensors."""
import os
import sys

import numpy as np
from safetensors.numpy import save_file

FOLDER = sys.argv[1]
random = np.random.default_rng(7)


def save(tensors, name, **options):
    save_file(tensors, os.path.join(FOLDER, name), **options)


save({"weight": random.random((4, 4)).astype("f4"), "bias": random.random(4).astype("f4")}, "model.safetensors")
for kind in ("f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "?"):
    save({"t": random.integers(0, 2, (3, 5)).astype(kind)}, f"{kind.replace('?', 'bool')}.safetensors")
save({"t": random.random(4).astype("f4")}, "metadata.safetensors", metadata={"format": "pt", "author": "maker", "note": "import os"})
save({f"layers.{i}.weight": random.random((8, 8)).astype("f2") for i in range(200)}, "many.safetensors")
save({"scalar": np.array(1.5, "f4"), "empty": np.zeros((0, 3), "f4")}, "odd.safetensors")
save({}, "nothing.safetensors")
save({"large": random.random((500, 500)).astype("f4")}, "model-00001-of-00001.safetensors")
save({"model.embed_tokens.weight": random.random((100, 16)).astype("f2"), "lm_head.weight": random.random((100, 16)).astype("f2")}, "adapter_model.safetensors")
