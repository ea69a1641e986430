"""Writes Keras 3 models on the numpy backend (which borrows from jax): .keras, the older .h5, and weights alone. `foreign-` = a layer of its own."""
import os
import sys

os.environ["KERAS_BACKEND"] = "numpy"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
import keras  # noqa: E402
from keras import layers  # noqa: E402

FOLDER = sys.argv[1]
keras.utils.set_random_seed(7)


@keras.saving.register_keras_serializable(package="own")
class Own(layers.Layer):
    def call(self, x):
        return x


def image(extra=()):
    return keras.Sequential([layers.Input((8, 8, 3)), layers.Conv2D(4, 3, activation="relu"), layers.MaxPooling2D(), *extra, layers.Flatten(), layers.Dense(2)])


one, two = layers.Input((4,)), layers.Input((4,))
both = layers.Concatenate()([layers.Dense(3)(one), layers.Dense(3, activation="tanh")(two)])
tokens = layers.Input((5,))
models = {
    "dense": keras.Sequential([layers.Input((4,)), layers.Dense(8, activation="relu"), layers.Dense(1)]),
    "image": image([layers.BatchNormalization()]),
    "dropout": image([layers.Dropout(0.2), layers.SpatialDropout2D(0.1)]),
    "functional": keras.Model([one, two], layers.Dense(1)(both)),
    "recurrent": keras.Sequential([layers.Input((5, 3)), layers.LSTM(4), layers.Dense(1)]),
    "gru": keras.Sequential([layers.Input((5, 3)), layers.Bidirectional(layers.GRU(4)), layers.Dense(1)]),
    "embedding": keras.Model(tokens, layers.GlobalAveragePooling1D()(layers.Embedding(20, 4)(tokens))),
    "nested": keras.Sequential([layers.Input((8, 8, 3)), image(), layers.Softmax()]),
    "attention": keras.Model(tokens, layers.Flatten()(layers.MultiHeadAttention(2, 4)(layers.Embedding(20, 8)(tokens), layers.Embedding(20, 8)(tokens)))),
    "preprocessing": keras.Sequential([layers.Input((8, 8, 3)), layers.Rescaling(1 / 255), layers.Flatten(), layers.Dense(2)]),
    "regularised": keras.Sequential([layers.Input((4,)), layers.Dense(8, kernel_regularizer="l2", kernel_initializer="he_normal"), layers.LayerNormalization()]),
}
compiled = keras.Sequential([layers.Input((4,)), layers.Dense(8), layers.Dense(1)])
compiled.compile(optimizer="adam", loss="mse", metrics=["mae"])
models["compiled"] = compiled
for name, model in models.items():
    model.save(os.path.join(FOLDER, f"{name}.keras"))
    try:
        model.save(os.path.join(FOLDER, f"{name}.h5"))
    except Exception as error:  # the older format lacks some layers
        print(f"no {name}.h5: {error}", file=sys.stderr)
models["dense"].save_weights(os.path.join(FOLDER, "dense.weights.h5"))
models["image"].save_weights(os.path.join(FOLDER, "image.weights.h5"))
keras.Sequential([layers.Input((4,)), Own()]).save(os.path.join(FOLDER, "foreign-layer.keras"))
