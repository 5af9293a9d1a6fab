// Advice on activations: outliers, signs, shared scales, sensitive operators, bits.

// Settings are those of ONNX Runtime 1.32's `quantize_static`, MCT 2.6, AIMET and NNCF's `quantize`.
extension AdviceTable {
  static let ofActivations: [Cause: CauseAdvice] = [
    .activationOutlier: CauseAdvice(
      meaning: """
        Few values, or one channel, stretch the range. Clip them, scale the channel into the next layer, or use more bits \
        there.
        """,
      entries: [
        .init(
          .onnxRuntime,
          "quantize_static(…, calibrate_method=CalibrationMethod.Percentile, "
            + "extra_options={'CalibPercentile': {percentile}})",
          imitated: [.percentile999, .percentile9999]),
        sixteenBits,
        .init(.onnxRuntime, "quantize_static(…, calibrate_method=CalibrationMethod.Entropy)", for: [.range]),
        .init(
          .onnxRuntime, "quantize_static(…, extra_options={'SmoothQuant': True, 'SmoothQuantAlpha': 0.5})",
          for: [.perChannelActivation]),
        .init(.mct, "QuantizationConfig(z_threshold=5.0)", for: [.range]),
        .init(.mct, "QuantizationConfig(activation_channel_equalization=True)", for: [.perChannelActivation]),
        .init(.aimet, "QuantScheme.post_training_tf_enhanced", for: [.range]),
        .init(.aimet, "equalize_model(model, …)", for: [.perChannelActivation]),
        .init(
          .nncf, advanced("activations_range_estimator_params=…") + "  with StatisticsType.QUANTILE", for: [.range]),
        .init(.nncf, advanced("smooth_quant_alphas=…"), for: [.perChannelActivation]),
      ]),
    .negativeLost: CauseAdvice(
      meaning:
        "The quantizer is unsigned with zero point 0, on a tensor with negative values. Make it signed or affine.",
      entries: [
        .init(
          .onnxRuntime,
          "quantize_static(…, activation_type=QuantType.QUInt8)  without 'ActivationRestrictedAsymmetric' and without an "
            + "override of '{tensor}'", imitated: [.minMax]),
        .init(.onnxRuntime, "quantize_static(…, activation_type=QuantType.QInt8)"),
        .init(.mct, "QuantizationConfig(shift_negative_activation_correction=True)"),
      ]),
    .negativeWaste: CauseAdvice(
      meaning: "The range is symmetric, the values are almost all on one side: one bit is lost. Use a zero point.",
      entries: [
        .init(
          .onnxRuntime,
          "quantize_static(…, activation_type=QuantType.QUInt8, extra_options={'ActivationSymmetric': False})",
          imitated: [.asymmetric]),
        .init(
          .mct, "QuantizationConfig(shift_negative_activation_correction=True, shift_negative_ratio=…)"),
        .init(.nncf, "nncf.quantize(…, preset=QuantizationPreset.MIXED)"),
      ]),
    .concatUnbalanced: CauseAdvice(
      meaning: "Branches of different size share one scale. Equalize the branches, or give them scales of their own.",
      entries: [
        sixteenBits,
        .init(.onnxRuntime, "quantize_static(…, nodes_to_exclude=['{layer}'])", imitated: [.excluded]),
        onlyMatrixOperators,
        .init(.mct, "QuantizationConfig(concat_threshold_update=…)  compare True and False"),
      ]),
    .addUnbalanced: CauseAdvice(
      meaning: "Residual branches of different size share one scale. Give each input its own, and the sum 16 bit.",
      entries: [
        .init(.onnxRuntime, override, for: [.range]),
        sixteenBits,
        onlyMatrixOperators,
      ]),
    .sensitiveOperator: CauseAdvice(
      meaning: "The inside of a normalization, softmax or erf is quantized. Leave it in float.",
      entries: [
        .init(.onnxRuntime, "quantize_static(…, nodes_to_exclude=['{layer}', …])", imitated: [.excluded]),
        onlyMatrixOperators,
        .init(.mct, "BitWidthConfig.set_manual_activation_bit_width(…, 16)  for '{layer}'"),
        .init(.nncf, "nncf.quantize(…, model_type=ModelType.TRANSFORMER)"),
        .init(.nncf, "nncf.quantize(…, ignored_scope=IgnoredScope(names=['{layer}']))"),
      ]),
    .activationBits: CauseAdvice(
      meaning: "The best range does not help, bits do: 8 bit here, or learned rounding.",
      entries: [
        .init(
          .onnxRuntime, "quantize_static(…, activation_type=QuantType.QUInt8)", imitated: [.repair]),
        .init(.mct, "BitWidthConfig.set_manual_activation_bit_width(…, 8)  for '{layer}'", imitated: [.repair]),
        .init(.mct, "mixed precision, or GPTQ"),
      ]),
  ]

  /// A range of its own for one tensor.
  static let override =
    "quantize_static(…, extra_options={'TensorQuantOverrides': {'{tensor}': [{'rmin': {low}, 'rmax': {high}}]}})"

  static let sixteenBits = AdviceEntry(
    .onnxRuntime,
    "quantize_static(…, extra_options={'TensorQuantOverrides': {'{tensor}': [{'quant_type': QuantType.QUInt16}]}})",
    imitated: [.excluded])

  static let onlyMatrixOperators = AdviceEntry(
    .onnxRuntime, "quantize_static(…, op_types_to_quantize=['Conv', 'MatMul', 'Gemm'])",
    imitated: [.onlyMatrixOperators])

  static func advanced(_ setting: String) -> String {
    "nncf.quantize(…, advanced_parameters=AdvancedQuantizationParameters(\(setting)))"
  }
}
