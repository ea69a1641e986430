function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

/** Classes that Keras itself brings along and that do nothing but arithmetic while a model is built. Exact names. */
const LAYERS = words(`
  InputLayer Input Dense Activation Embedding Masking Identity Layer EinsumDense ReversibleEmbedding
  Conv1D Conv2D Conv3D Convolution1D Convolution2D Convolution3D SeparableConv1D SeparableConv2D DepthwiseConv1D DepthwiseConv2D
  Conv1DTranspose Conv2DTranspose Conv3DTranspose Convolution2DTranspose Convolution3DTranspose
  MaxPooling1D MaxPooling2D MaxPooling3D AveragePooling1D AveragePooling2D AveragePooling3D
  GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D GlobalAveragePooling1D GlobalAveragePooling2D GlobalAveragePooling3D
  AdaptiveAveragePooling1D AdaptiveAveragePooling2D AdaptiveAveragePooling3D AdaptiveMaxPooling1D AdaptiveMaxPooling2D AdaptiveMaxPooling3D
  LSTM GRU SimpleRNN RNN LSTMCell GRUCell SimpleRNNCell StackedRNNCells TimeDistributed Bidirectional ConvLSTM1D ConvLSTM2D ConvLSTM3D
  CuDNNLSTM CuDNNGRU AbstractRNNCell LSTMV1 LSTMV2 GRUV1 GRUV2 PeepholeLSTMCell
  TextVectorization Normalization Discretization CategoryEncoding Hashing HashedCrossing StringLookup IntegerLookup
  Resizing Rescaling CenterCrop RandomCrop RandomFlip RandomTranslation RandomRotation RandomZoom RandomContrast RandomBrightness
  RandomHeight RandomWidth RandomHue RandomSaturation RandomSharpness RandomShear RandomPosterization RandomColorJitter
  RandomColorDegeneration RandomErasing RandomGrayscale RandomInvert RandomPerspective RandomGaussianBlur RandomElasticTransform
  AutoContrast Equalization Solarization MixUp CutMix AugMix RandAugment MaxNumBoundingBoxes Pipeline MelSpectrogram STFTSpectrogram
  BatchNormalization BatchNormalizationV1 BatchNormalizationV2 SyncBatchNormalization LayerNormalization UnitNormalization
  GroupNormalization GroupQueryAttention SpectralNormalization RMSNormalization
  Dropout SpatialDropout1D SpatialDropout2D SpatialDropout3D GaussianDropout AlphaDropout GaussianNoise ActivityRegularization
  MultiHeadAttention Attention AdditiveAttention GroupedQueryAttention
  Reshape Flatten RepeatVector Permute Cropping1D Cropping2D Cropping3D UpSampling1D UpSampling2D UpSampling3D
  ZeroPadding1D ZeroPadding2D ZeroPadding3D Concatenate Average Maximum Minimum Add Subtract Multiply Dot
  ReLU LeakyReLU PReLU ELU Softmax ThresholdedReLU LocallyConnected1D LocallyConnected2D TFOpLambda SlicingOpLambda ClassMethod
  TensorFlowOpLayer KerasTensor Operation DenseFeatures RandomFourierFeatures`);

const MODELS = words(`Sequential Functional Model Network LinearModel WideDeepModel`);

const TRAINING = words(`
  SGD RMSprop Adam AdamW Adamax Adagrad Adadelta Adafactor Nadam Ftrl Lion Lamb Muon LossScaleOptimizer ScheduleFreeAdamW
  ExponentialDecay PiecewiseConstantDecay PolynomialDecay InverseTimeDecay CosineDecay CosineDecayRestarts WarmUp
  MeanSquaredError MeanAbsoluteError MeanAbsolutePercentageError MeanSquaredLogarithmicError BinaryCrossentropy
  CategoricalCrossentropy SparseCategoricalCrossentropy BinaryFocalCrossentropy CategoricalFocalCrossentropy
  CategoricalGeneralizedCrossEntropy CategoricalHinge Circle Hinge SquaredHinge Huber KLDivergence LogCosh Poisson CosineSimilarity
  CTC Dice Tversky LossFunctionWrapper
  Accuracy BinaryAccuracy CategoricalAccuracy SparseCategoricalAccuracy TopKCategoricalAccuracy SparseTopKCategoricalAccuracy
  Precision Recall AUC TruePositives TrueNegatives FalsePositives FalseNegatives SensitivityAtSpecificity SpecificityAtSensitivity
  PrecisionAtRecall RecallAtPrecision FBetaScore F1Score R2Score ConcordanceCorrelation PearsonCorrelation Mean MeanMetricWrapper
  Sum RootMeanSquaredError MeanRelativeError MeanTensor MeanIoU IoU BinaryIoU OneHotIoU OneHotMeanIoU CompileMetrics CompileLoss
  Zeros Ones Constant RandomNormal RandomUniform TruncatedNormal VarianceScaling Orthogonal OrthogonalInitializer Identity
  IdentityInitializer GlorotUniform GlorotNormal HeNormal HeUniform LecunNormal LecunUniform STFTInitializer STFT
  L1 L2 L1L2 OrthogonalRegularizer MaxNorm NonNeg UnitNorm MinMaxNorm Constraint
  Policy DTypePolicy PolicyV1 FloatDTypePolicy QuantizedDTypePolicy QuantizedFloat8DTypePolicy DTypePolicyMap GPTQDTypePolicy AWQDTypePolicy`);

/** Values that Keras writes for what JSON cannot hold. */
const VALUES =
  words(`__tensor__ __numpy__ __keras_tensor__ __tuple__ __bytes__ __typespec__ __ellipsis__ __complex__ __slice__ slice
  TensorShape TypeSpec CompositeTensor ndarray tuple list dict TensorSpec RaggedTensorSpec SparseTensorSpec DType dtype`);

export const KNOWN_CLASSES: ReadonlySet<string> = new Set([...LAYERS, ...MODELS, ...TRAINING, ...VALUES]);

/** Functions of Keras that a configuration may name: activations, losses and metrics by their short names. */
export const KNOWN_FUNCTIONS: ReadonlySet<string> = new Set(
  words(`relu relu6 elu selu softmax softplus softsign tanh sigmoid hard_sigmoid hard_silu hard_swish hard_tanh hard_shrink gelu swish silu
  linear exponential mish leaky_relu log_sigmoid log_softmax celu glu sparse_plus sparse_sigmoid soft_shrink squareplus tanh_shrink threshold sparsemax
  mse mae mape msle mean_squared_error mean_absolute_error mean_absolute_percentage_error mean_squared_logarithmic_error
  binary_crossentropy categorical_crossentropy sparse_categorical_crossentropy kl_divergence poisson cosine_similarity log_cosh
  hinge squared_hinge categorical_hinge huber accuracy acc binary_accuracy categorical_accuracy sparse_categorical_accuracy
  top_k_categorical_accuracy sparse_top_k_categorical_accuracy`),
);

/** Names of Keras that fetch, load, unpack or switch safety off: each is a known way out of safe mode. */
export const DENIED_KERAS: ReadonlyMap<string, string> = new Map([
  ["get_file", "downloads and unpacks what it is told (CVE-2025-8747, CVE-2025-12060)"],
  ["enable_unsafe_deserialization", "switches safe mode off (CVE-2025-9906)"],
  ["load_model", "loads a further model"],
  ["load_weights", "loads a further file"],
  ["deserialize_keras_object", "builds what it is told"],
  ["model_from_json", "builds a further model"],
  ["model_from_config", "builds a further model"],
  ["func_load", "runs a code object"],
  ["python_utils.func_load", "runs a code object"],
  ["extract_archive", "unpacks an archive"],
  ["_extract_archive", "unpacks an archive"],
  ["extract_open_archive", "unpacks an archive"],
  ["TorchModuleWrapper", "loads a pickle of torch (CVE-2025-49655)"],
  ["run_script", "runs code"],
]);

/** Layers that read another file or wrap another library's model. */
export const READS_ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ["TFSMLayer", "loads a SavedModel from a path"],
  ["JaxLayer", "wraps functions of another library"],
  ["FlaxLayer", "wraps functions of another library"],
]);

/** Layers whose vocabulary may be a path that is read while the model is built. */
export const VOCABULARY_LAYERS: ReadonlySet<string> = new Set([
  "StringLookup",
  "IntegerLookup",
  "TextVectorization",
  "IndexLookup",
]);

/** Top-level packages of Keras and its companions. */
export const KERAS_MODULE =
  /^(keras|tf_keras|tensorflow\.(python\.)?keras|keras_core|keras_nlp|keras_hub|keras_cv)(\.|$)/;

/** Names in a code object that reach the system, the network, or code by text. */
export const CODE_NAMES: ReadonlySet<string> = new Set(
  words(`os posix nt sys subprocess pty ctypes importlib imp socket urllib urllib2 requests http shutil builtins runpy marshal pickle cPickle
  dill cloudpickle base64 codecs multiprocessing threading tempfile platform eval exec execfile compile open __import__ import_module getattr
  setattr globals locals vars breakpoint system popen Popen check_output check_call getoutput spawn execv execve fork urlopen urlretrieve
  __builtins__ __globals__ __subclasses__ __class__ __mro__ __base__ __bases__ __getattribute__ __dict__ __code__ __reduce__ __init_subclass__`),
);
