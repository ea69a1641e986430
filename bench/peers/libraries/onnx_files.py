"""Writes ONNX models with onnx.helper: random weights, subgraphs, functions and tensors beside the model."""
import os
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

FOLDER = sys.argv[1]
random = np.random.default_rng(7)


def weight(name, *shape):
    return numpy_helper.from_array(random.random(shape).astype("f4"), name)


def value(name, *shape):
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def model(nodes, inputs, outputs, weights=(), **options):
    graph = helper.make_graph(nodes, "graph", inputs, outputs, list(weights))
    return helper.make_model(graph, producer_name="maker", **options)


def save(made, name, **options):
    onnx.save(made, os.path.join(FOLDER, name), **options)


node = helper.make_node
linear = model([node("Gemm", ["x", "w", "b"], ["y"])], [value("x", 1, 4)], [value("y", 1, 3)], [weight("w", 4, 3), weight("b", 3)])
save(linear, "linear.onnx")
layers, previous = [], "x"
weights = []
for i in range(6):
    weights += [weight(f"w{i}", 8, 8), weight(f"b{i}", 8)]
    layers += [node("Gemm", [previous, f"w{i}", f"b{i}"], [f"g{i}"]), node("Relu", [f"g{i}"], [f"r{i}"])]
    previous = f"r{i}"
save(model(layers, [value("x", 1, 8)], [value("r5", 1, 8)], weights), "deep.onnx")
conv = [node("Conv", ["x", "k"], ["c"], pads=[1, 1, 1, 1]), node("BatchNormalization", ["c", "s", "b", "m", "v"], ["n"]), node("GlobalAveragePool", ["n"], ["y"])]
save(model(conv, [value("x", 1, 3, 8, 8)], [value("y", 1, 4, 1, 1)], [weight("k", 4, 3, 3, 3), weight("s", 4), weight("b", 4), weight("m", 4), weight("v", 4)]), "convolution.onnx")
then = helper.make_graph([node("Identity", ["a"], ["t"])], "then", [], [value("t", 2)], [weight("a", 2)])
other = helper.make_graph([node("Identity", ["c"], ["e"])], "else", [], [value("e", 2)], [weight("c", 2)])
flag = helper.make_tensor_value_info("flag", TensorProto.BOOL, [])
save(model([node("If", ["flag"], ["y"], then_branch=then, else_branch=other)], [flag], [value("y", 2)]), "branches.onnx")
body = helper.make_graph(
    [node("Identity", ["keep"], ["again"]), node("Add", ["sum", "one"], ["next"])],
    "body",
    [helper.make_tensor_value_info("i", TensorProto.INT64, []), helper.make_tensor_value_info("keep", TensorProto.BOOL, []), value("sum", 1)],
    [helper.make_tensor_value_info("again", TensorProto.BOOL, []), value("next", 1)],
    [weight("one", 1)],
)
count = numpy_helper.from_array(np.array(3), "count")
yes = numpy_helper.from_array(np.array(True), "yes")
save(model([node("Loop", ["count", "yes", "x"], ["y"], body=body)], [value("x", 1)], [value("y", 1)], [count, yes]), "loop.onnx")
text = helper.make_tensor("words", TensorProto.STRING, [2], ["one", "two"])
save(model([node("Identity", ["words"], ["y"])], [], [helper.make_tensor_value_info("y", TensorProto.STRING, [2])], [text]), "text.onnx")
save(model([node("LSTM", ["x", "w", "r"], ["y"], hidden_size=4)], [value("x", 5, 1, 3)], [value("y", 5, 1, 1, 4)], [weight("w", 1, 16, 3), weight("r", 1, 16, 4)]), "recurrent.onnx")
function = helper.make_function("maker.functions", "Double", ["a"], ["b"], [node("Add", ["a", "a"], ["b"])], [helper.make_opsetid("", 18)])
doubled = model([node("Relu", ["x"], ["y"])], [value("x", 2)], [value("y", 2)], opset_imports=[helper.make_opsetid("", 18)])
doubled.functions.append(function)
save(doubled, "function.onnx")
scores = model([node("Scaler", ["x"], ["y"], domain="ai.onnx.ml", offset=[0.0], scale=[1.0])], [value("x", 1, 2)], [value("y", 1, 2)], opset_imports=[helper.make_opsetid("", 18), helper.make_opsetid("ai.onnx.ml", 3)])
save(scores, "classic.onnx")
described = model([node("Relu", ["x"], ["y"])], [value("x", 2)], [value("y", 2)], doc_string="a model that was made for a test")
helper.set_model_props(described, {"author": "maker", "licence": "none"})
save(described, "described.onnx")
half = numpy_helper.from_array(random.random((4, 4)).astype("f2"), "w")
save(model([node("MatMul", ["w", "w"], ["y"])], [], [helper.make_tensor_value_info("y", TensorProto.FLOAT16, [4, 4])], [half]), "half.onnx")
for version in (11, 15, 21):
    save(model([node("Relu", ["x"], ["y"])], [value("x", 2)], [value("y", 2)], opset_imports=[helper.make_opsetid("", version)]), f"opset{version}.onnx")
beside = model([node("MatMul", ["x", "big"], ["y"])], [value("x", 1, 64)], [value("y", 1, 64)], [weight("big", 64, 64)])
save(beside, "external.onnx", save_as_external_data=True, location="external.onnx.data", size_threshold=0)
