function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

/** Operators that touch files, hand over to Python or reach another process while a model runs, with what each does. */
export const DENIED: ReadonlyMap<string, string> = new Map([
  ["ReadFile", "reads any file"],
  ["WriteFile", "writes any file"],
  ["MatchingFiles", "lists files"],
  ["MatchingFilesDataset", "lists files"],
  ["PyFunc", "calls Python"],
  ["PyFuncStateless", "calls Python"],
  ["EagerPyFunc", "calls Python"],
  ["WholeFileReader", "reads any file"],
  ["WholeFileReaderV2", "reads any file"],
  ["ImmutableConst", "maps any file into memory"],
]);

/** Saving and restoring: every SavedModel has them for its own checkpoint; an answer to a request must not reach them. */
export const SAVER: ReadonlySet<string> = new Set(
  words(`SaveV2 RestoreV2 ShardedFilename ShardedFilespec MergeV2Checkpoints Save SaveSlices Restore RestoreSlice`),
);

/** Operators that read or write beside the model in less direct ways; each has honest uses. */
export const SUSPECT: ReadonlyMap<string, string> = new Map([
  ...words(
    `TextLineDataset TFRecordDataset TFRecordDatasetV2 FixedLengthRecordDataset FixedLengthRecordDatasetV2 TextLineReader TextLineReaderV2 TFRecordReader
    TFRecordReaderV2 FixedLengthRecordReader FixedLengthRecordReaderV2 LMDBReader LMDBDataset SqlDataset CSVDataset CSVDatasetV2
    GenerateVocabRemapping LoadAndRemapMatrix LoadDataset SnapshotDatasetReader`,
  ).map((op) => [op, "reads files"] as const),
  ...words(
    `DatasetToTFRecord SaveDataset SaveDatasetV2 SnapshotDataset SnapshotDatasetV2 CacheDataset CacheDatasetV2 DistributedSave WriteSummary
    WriteGraphSummary WriteRawProtoSummary CreateSummaryFileWriter CreateSummaryDbWriter ImportEvent LookupTableExportToFile`,
  ).map((op) => [op, "writes files"] as const),
  ...words(`DebugIdentity DebugIdentityV2 DebugIdentityV3 DebugNanCount DebugNumericSummary DebugNumericSummaryV2`).map(
    (op) => [op, "sends values to files or addresses"] as const,
  ),
  ...words(
    `RemoteCall RemoteFusedGraphExecute RpcCall RpcClient RpcServer RpcServerStart RegisterDataset RegisterDatasetV2 DataServiceDataset DataServiceDatasetV2
    DataServiceDatasetV3 DataServiceDatasetV4 CollectiveBcastSend CollectiveBcastRecv`,
  ).map((op) => [op, "talks to other processes"] as const),
]);

/** Everyday operators: arithmetic, shapes, variables, control flow, tables held in memory. Exact names. */
export const ALLOWED: ReadonlySet<string> = new Set(
  words(`
  NoOp Const Placeholder PlaceholderWithDefault PlaceholderV2 Identity IdentityN StopGradient PreventGradient Assert Print CheckNumerics CheckNumericsV2
  PartitionedCall StatefulPartitionedCall SymbolicGradient _Arg _Retval _ArrayToList _ListToArray _DeviceArg _DeviceRetval DeviceIndex
  If StatelessIf While StatelessWhile Case StatelessCase For ToBool Switch RefSwitch Merge RefMerge Enter RefEnter Exit RefExit
  NextIteration RefNextIteration LoopCond ControlTrigger Abort FakeParam
  VarHandleOp VarIsInitializedOp ReadVariableOp AssignVariableOp AssignAddVariableOp AssignSubVariableOp DestroyResourceOp VariableShape Variable VariableV2
  Assign AssignAdd AssignSub IsVariableInitialized TemporaryVariable DestroyTemporaryVariable ResourceGather ResourceGatherNd ResourceScatterAdd
  ResourceScatterSub ResourceScatterMul ResourceScatterDiv ResourceScatterMin ResourceScatterMax ResourceScatterUpdate ResourceScatterNdAdd
  ResourceScatterNdSub ResourceScatterNdUpdate ResourceStridedSliceAssign ScatterAdd ScatterSub ScatterUpdate ScatterMul ScatterDiv ScatterNd
  ScatterNdAdd ScatterNdSub ScatterNdUpdate ScatterNdNonAliasingAdd TensorScatterAdd TensorScatterSub TensorScatterUpdate TensorScatterMax TensorScatterMin
  Add AddV2 AddN Sub Mul MulNoNan Div DivNoNan RealDiv TruncateDiv FloorDiv FloorMod Mod TruncateMod Neg Abs ComplexAbs Sign Square SquaredDifference Sqrt Rsqrt
  SqrtGrad RsqrtGrad Pow Exp Expm1 Log Log1p Xlogy Xdivy Xlog1py Sin Cos Tan Asin Acos Atan Atan2 Sinh Cosh Tanh TanhGrad Asinh Acosh Atanh Sigmoid SigmoidGrad
  Erf Erfc Erfinv Ndtri Lgamma Digamma Polygamma Zeta Igamma Igammac Betainc Inv InvGrad Reciprocal ReciprocalGrad Floor Ceil Round Rint Minimum Maximum
  Sum Prod Mean Min Max All Any ArgMax ArgMin EuclideanNorm Cumsum Cumprod CumulativeLogsumexp SegmentSum SegmentMean SegmentMax SegmentMin SegmentProd
  SegmentSumV2 SegmentMaxV2 SegmentMinV2 SegmentProdV2 UnsortedSegmentSum UnsortedSegmentMax UnsortedSegmentMin UnsortedSegmentProd SparseSegmentSum
  SparseSegmentMean SparseSegmentSqrtN SparseSegmentSumWithNumSegments SparseSegmentMeanWithNumSegments SparseSegmentSqrtNWithNumSegments
  SparseSegmentSumGrad SparseSegmentMeanGrad SparseSegmentSqrtNGrad MatMul BatchMatMul BatchMatMulV2 BatchMatMulV3 SparseMatMul Einsum Cross Bincount
  DenseBincount SparseBincount RaggedBincount Histogram HistogramFixedWidth ClipByValue Range LinSpace Equal NotEqual ApproximateEqual Less LessEqual Greater
  GreaterEqual LogicalAnd LogicalOr LogicalNot LogicalXor Select SelectV2 Where IsNan IsInf IsFinite Cast Bitcast Complex Real Imag Angle Conj
  BitwiseAnd BitwiseOr BitwiseXor Invert LeftShift RightShift PopulationCount NextAfter Nextafter
  Shape ShapeN Size Rank Reshape Squeeze ExpandDims Transpose ConjugateTranspose InvertPermutation Concat ConcatV2 ConcatOffset Pack Unpack ParallelConcat Stack
  Split SplitV Slice StridedSlice StridedSliceGrad StridedSliceAssign Gather GatherV2 GatherNd BatchGather Tile TileGrad Fill ZerosLike OnesLike Pad PadV2
  MirrorPad MirrorPadGrad Reverse ReverseV2 ReverseSequence BroadcastTo BroadcastArgs BroadcastGradientArgs BroadcastDynamicShape OneHot Diag DiagPart MatrixDiag
  MatrixDiagPart MatrixDiagV2 MatrixDiagPartV2 MatrixDiagV3 MatrixDiagPartV3 MatrixSetDiag MatrixSetDiagV2 MatrixSetDiagV3 MatrixBandPart BatchToSpace
  BatchToSpaceND SpaceToBatch SpaceToBatchND SpaceToDepth DepthToSpace Unique UniqueV2 UniqueWithCounts UniqueWithCountsV2 ListDiff Roll TopK TopKV2
  NthElement InTopK InTopKV2 SearchSorted LowerBound UpperBound EditDistance Snapshot DeepCopy EnsureShape GuaranteeConst QuantizeAndDequantize
  QuantizeAndDequantizeV2 QuantizeAndDequantizeV3 QuantizeAndDequantizeV4 FakeQuantWithMinMaxArgs FakeQuantWithMinMaxArgsGradient FakeQuantWithMinMaxVars
  FakeQuantWithMinMaxVarsGradient FakeQuantWithMinMaxVarsPerChannel FakeQuantWithMinMaxVarsPerChannelGradient Quantize QuantizeV2 Dequantize Requantize
  RequantizationRange RequantizePerChannel QuantizedMatMul QuantizedConv2D QuantizedBiasAdd QuantizedRelu QuantizedRelu6 QuantizedMaxPool QuantizedAvgPool
  QuantizedConcat QuantizedConcatV2 QuantizedReshape QuantizedAdd QuantizedMul QuantizedBatchNormWithGlobalNormalization QuantizedInstanceNorm
  QuantizedResizeBilinear QuantizeDownAndShrinkRange UniformQuantize UniformDequantize UniformRequantize UniformQuantizedDot UniformQuantizedDotHybrid
  UniformQuantizedConvolution UniformQuantizedConvolutionHybrid UniformQuantizedAdd UniformQuantizedClipByValue
  BiasAdd BiasAddV1 BiasAddGrad Relu ReluGrad Relu6 Relu6Grad LeakyRelu LeakyReluGrad Elu EluGrad Selu SeluGrad Softplus SoftplusGrad Softsign SoftsignGrad
  Softmax LogSoftmax SoftmaxCrossEntropyWithLogits SparseSoftmaxCrossEntropyWithLogits L2Loss LRN LRNGrad Conv Conv2D Conv2DBackpropFilter Conv2DBackpropInput
  Conv2DBackpropFilterV2 Conv2DBackpropInputV2 Conv3D Conv3DBackpropFilter Conv3DBackpropInput Conv3DBackpropFilterV2 Conv3DBackpropInputV2
  DepthwiseConv2dNative DepthwiseConv2dNativeBackpropFilter DepthwiseConv2dNativeBackpropInput Dilation2D Dilation2DBackpropFilter Dilation2DBackpropInput
  MaxPool MaxPoolV2 MaxPoolGrad MaxPoolGradV2 MaxPoolGradGrad MaxPoolWithArgmax MaxPoolGradWithArgmax MaxPool3D MaxPool3DGrad AvgPool AvgPoolGrad AvgPool3D
  AvgPool3DGrad FractionalMaxPool FractionalAvgPool FusedBatchNorm FusedBatchNormV2 FusedBatchNormV3 FusedBatchNormGrad FusedBatchNormGradV2 FusedBatchNormGradV3
  BatchNormWithGlobalNormalization FusedPadConv2D FusedResizeAndPadConv2D DataFormatDimMap DataFormatVecPermute CTCLoss CTCLossV2 CTCGreedyDecoder
  CTCBeamSearchDecoder LSTMBlockCell LSTMBlockCellGrad BlockLSTM BlockLSTMV2 BlockLSTMGrad BlockLSTMGradV2 GRUBlockCell GRUBlockCellGrad CudnnRNN CudnnRNNV2
  CudnnRNNV3 CudnnRNNBackprop CudnnRNNBackpropV2 CudnnRNNBackpropV3 CudnnRNNParamsSize CudnnRNNCanonicalToParams CudnnRNNCanonicalToParamsV2
  CudnnRNNParamsToCanonical CudnnRNNParamsToCanonicalV2 _FusedConv2D _FusedMatMul _FusedBatchNormEx
  ResizeBilinear ResizeBilinearGrad ResizeBicubic ResizeNearestNeighbor ResizeNearestNeighborGrad ResizeArea CropAndResize CropAndResizeGradBoxes
  CropAndResizeGradImage ExtractImagePatches ExtractVolumePatches ExtractGlimpse ExtractGlimpseV2 ExtractJpegShape ScaleAndTranslate ScaleAndTranslateGrad
  AdjustContrast AdjustContrastv2 AdjustHue AdjustSaturation RGBToHSV HSVToRGB DrawBoundingBoxes DrawBoundingBoxesV2 SampleDistortedBoundingBox
  SampleDistortedBoundingBoxV2 NonMaxSuppression NonMaxSuppressionV2 NonMaxSuppressionV3 NonMaxSuppressionV4 NonMaxSuppressionV5 NonMaxSuppressionWithOverlaps
  CombinedNonMaxSuppression GenerateBoundingBoxProposals ImageProjectiveTransformV2 ImageProjectiveTransformV3 DecodeJpeg DecodePng DecodeBmp DecodeGif
  DecodeImage DecodeAndCropJpeg DecodeWebP EncodeJpeg EncodePng EncodeJpegVariableQuality DecodeWav EncodeWav AudioSpectrogram Mfcc
  FFT FFT2D FFT3D FFTND IFFT IFFT2D IFFT3D IFFTND RFFT RFFT2D RFFT3D RFFTND IRFFT IRFFT2D IRFFT3D IRFFTND
  Cholesky CholeskyGrad Qr Svd Lu LogMatrixDeterminant MatrixDeterminant MatrixInverse MatrixExponential MatrixLogarithm MatrixSolve MatrixSolveLs
  MatrixSquareRoot MatrixTriangularSolve BatchMatrixTriangularSolve SelfAdjointEigV2 Eig TridiagonalMatMul TridiagonalSolve BandedTriangularSolve
  RandomUniform RandomUniformInt RandomStandardNormal TruncatedNormal RandomShuffle RandomGamma RandomGammaGrad RandomPoisson RandomPoissonV2 Multinomial
  ParameterizedTruncatedNormal StatelessRandomUniform StatelessRandomUniformV2 StatelessRandomUniformInt StatelessRandomUniformIntV2
  StatelessRandomUniformFullInt StatelessRandomUniformFullIntV2 StatelessRandomNormal StatelessRandomNormalV2 StatelessTruncatedNormal
  StatelessTruncatedNormalV2 StatelessMultinomial StatelessRandomBinomial StatelessRandomPoisson StatelessRandomGammaV2 StatelessRandomGammaV3
  StatelessRandomGetKeyCounter StatelessRandomGetAlg StatelessRandomGetKeyCounterAlg StatelessParameterizedTruncatedNormal StatelessShuffle
  StatefulUniform StatefulUniformInt StatefulUniformFullInt StatefulStandardNormal StatefulStandardNormalV2 StatefulTruncatedNormal StatefulRandomBinomial
  RngSkip RngReadAndSkip NonDeterministicInts StatelessSampleDistortedBoundingBox RandomCrop RandomIndexShuffle LogUniformCandidateSampler
  UniformCandidateSampler LearnedUnigramCandidateSampler FixedUnigramCandidateSampler ThreadUnsafeUnigramCandidateSampler AllCandidateSampler
  ComputeAccidentalHits
  HashTable HashTableV2 MutableHashTable MutableHashTableV2 MutableHashTableOfTensors MutableHashTableOfTensorsV2 MutableDenseHashTable MutableDenseHashTableV2
  AnonymousHashTable AnonymousMutableHashTable AnonymousMutableHashTableOfTensors AnonymousMutableDenseHashTable LookupTableFind LookupTableFindV2
  LookupTableInsert LookupTableInsertV2 LookupTableRemoveV2 LookupTableSize LookupTableSizeV2 LookupTableImport LookupTableImportV2 LookupTableExport
  LookupTableExportV2 InitializeTable InitializeTableV2 InitializeTableFromTextFile InitializeTableFromTextFileV2
  StringToHashBucket StringToHashBucketFast StringToHashBucketStrong StringJoin StringSplit StringSplitV2 StringStrip StringLower StringUpper StringLength
  StringFormat StringNGrams StringToNumber Substr RegexReplace StaticRegexReplace RegexFullMatch StaticRegexFullMatch ReduceJoin AsString EncodeBase64
  DecodeBase64 DecodeRaw DecodePaddedRaw DecodeCompressed DecodeCSV DecodeJSONExample ParseExample ParseExampleV2 ParseSingleExample ParseSequenceExample
  ParseSequenceExampleV2 ParseSingleSequenceExample ParseTensor SerializeTensor DecodeProtoV2 EncodeProto UnicodeDecode UnicodeDecodeWithOffsets UnicodeEncode
  UnicodeScript UnicodeTranscode UnsortedSegmentJoin Fingerprint Skipgram SerializeSparse SerializeManySparse DeserializeSparse DeserializeManySparse
  SparseToDense SparseReorder SparseReshape SparseSlice SparseSliceGrad SparseConcat SparseSplit SparseFillEmptyRows SparseFillEmptyRowsGrad SparseAdd
  SparseAddGrad SparseTensorDenseAdd SparseTensorDenseMatMul SparseDenseCwiseAdd SparseDenseCwiseMul SparseDenseCwiseDiv SparseReduceSum SparseReduceSumSparse
  SparseReduceMax SparseReduceMaxSparse SparseSoftmax SparseSparseMaximum SparseSparseMinimum SparseCross SparseCrossV2 SparseCrossHashed DenseToDenseSetOperation
  DenseToSparseSetOperation SparseToSparseSetOperation SetSize RaggedRange RaggedGather RaggedCross RaggedTensorToTensor RaggedTensorToSparse
  RaggedTensorFromVariant RaggedTensorToVariant RaggedTensorToVariantGradient RaggedCountSparseOutput DenseCountSparseOutput SparseCountSparseOutput
  RaggedFillEmptyRows RaggedFillEmptyRowsGrad
  TensorArray TensorArrayV2 TensorArrayV3 TensorArrayWriteV2 TensorArrayWriteV3 TensorArrayReadV2 TensorArrayReadV3 TensorArrayGatherV2 TensorArrayGatherV3
  TensorArrayScatterV2 TensorArrayScatterV3 TensorArrayConcatV2 TensorArrayConcatV3 TensorArraySplitV2 TensorArraySplitV3 TensorArraySizeV2 TensorArraySizeV3
  TensorArrayCloseV2 TensorArrayCloseV3 TensorArrayGradV2 TensorArrayGradV3 TensorListReserve TensorListFromTensor TensorListStack TensorListGetItem
  TensorListSetItem TensorListLength TensorListPushBack TensorListPopBack TensorListConcat TensorListConcatV2 TensorListGather TensorListScatter
  TensorListScatterV2 TensorListSplit TensorListElementShape TensorListResize TensorListConcatLists EmptyTensorList TensorMapInsert TensorMapLookup
  TensorMapSize TensorMapErase TensorMapHasKey TensorMapStackKeys EmptyTensorMap OptionalFromValue OptionalGetValue OptionalHasValue OptionalNone
  ApplyGradientDescent ApplyAdam ApplyAdagrad ApplyMomentum ApplyRMSProp ApplyFtrl ApplyFtrlV2 ResourceApplyGradientDescent ResourceApplyAdam
  ResourceApplyAdamWithAmsgrad ResourceApplyAdaMax ResourceApplyAdagrad ResourceApplyAdagradV2 ResourceApplyAdadelta ResourceApplyMomentum
  ResourceApplyKerasMomentum ResourceApplyRMSProp ResourceApplyCenteredRMSProp ResourceApplyFtrl ResourceApplyFtrlV2 ResourceApplyProximalAdagrad
  ResourceApplyProximalGradientDescent ResourceApplyPowerSign ResourceApplyAddSign ResourceSparseApplyAdagrad ResourceSparseApplyAdagradV2
  ResourceSparseApplyMomentum ResourceSparseApplyKerasMomentum ResourceSparseApplyRMSProp ResourceSparseApplyFtrl ResourceSparseApplyFtrlV2
  ResourceSparseApplyAdadelta ResourceCountUpTo CountUpTo
  ScalarSummary HistogramSummary ImageSummary AudioSummary MergeSummary TensorSummary TensorSummaryV2 PlaceholderDataset MakeIterator IteratorGetNext
  IteratorV2 OneShotIterator AnonymousIterator AnonymousIteratorV2 AnonymousIteratorV3 DeleteIterator TensorSliceDataset TensorDataset MapDataset
  ParallelMapDataset ParallelMapDatasetV2 BatchDataset BatchDatasetV2 PrefetchDataset RepeatDataset ShuffleDataset ShuffleDatasetV2 ShuffleDatasetV3
  RangeDataset TakeDataset SkipDataset ZipDataset FlatMapDataset FilterDataset InterleaveDataset ConcatenateDataset OptionsDataset ModelDataset
  ReduceDataset DatasetCardinality DatasetFromGraph DatasetToGraph DatasetToGraphV2 ParallelInterleaveDatasetV4 PaddedBatchDataset PaddedBatchDatasetV2
  FIFOQueue FIFOQueueV2 QueueEnqueueV2 QueueEnqueueManyV2 QueueDequeueV2 QueueDequeueManyV2 QueueDequeueUpToV2 QueueCloseV2 QueueSizeV2 RandomShuffleQueueV2
  PaddingFIFOQueueV2 Barrier StagePeek Stage Unstage Timestamp MutexV2 MutexLock ConsumeMutexLock
  XlaSharding XlaSpmdFullToShardShape XlaSpmdShardToFullShape XlaEinsum XlaDot XlaConv XlaPad XlaReduce XlaSort TPUReplicatedInput TPUReplicatedOutput
  TPUReplicateMetadata TPUCompilationResult TPUPartitionedCall TPUOrdinalSelector Batch BatchFunction Unbatch UnbatchGrad
  DecisionTreeEnsembleResourceHandleOp BoostedTreesEnsembleResourceHandleOp BoostedTreesPredict BoostedTreesBucketize BoostedTreesQuantileStreamResourceHandleOp
  Bucketize Empty InplaceAdd InplaceSub InplaceUpdate ScaleAndTranslate Qdq LeftShift ApproxTopK KthOrderStatistic DrawBoundingBoxes
  `),
);
