// Advice on weights, scales, biases and graphs.

extension AdviceTable {
  static let ofWeights: [Cause: CauseAdvice] = [
    .weightSpread: CauseAdvice(
      meaning: "One scale serves channels of different size. Quantize per channel, else equalize across layers.",
      entries: [
        .init(.onnxRuntime, "quantize_static(…, per_channel=True)", imitated: [.perChannel]),
        .init(.aimet, "equalize_model(model, …)"),
        .init(
          .nncf, advanced("weights_quantization_params=QuantizationParameters(per_channel=True)"),
          imitated: [.perChannel]),
      ]),
    .weightBits: CauseAdvice(
      meaning: "Weights have too few bits, and the best scale does not help: 8 bit here, or learned rounding.",
      entries: [
        .init(.onnxRuntime, "quantize_static(…, weight_type=QuantType.QInt8, per_channel=True)", imitated: [.repair]),
        .init(.mct, "BitWidthConfig.set_manual_weights_bit_width(…, 8)  for '{layer}'", imitated: [.repair]),
        .init(.mct, "mixed precision, or GPTQ"),
        .init(.aimet, "apply_adaround(…)  or apply_seq_mse(…)"),
      ]),
    .lastLayerBits: CauseAdvice(
      meaning: "The last layer has fewer bits than the rest.",
      entries: [
        .init(
          .mct,
          "MixedPrecisionQuantizationConfig(distance_weighting_method=MpDistanceWeighting.LAST_LAYER)"),
        .init(.mct, "BitWidthConfig.set_manual_weights_bit_width(…, 8)  for '{layer}'", imitated: [.repair]),
        .init(
          .onnxRuntime,
          "quantize_static(…, extra_options={'TensorQuantOverrides': {'{tensor}': [{'quant_type': QuantType.QInt8}]}})",
          imitated: [.repair]),
      ]),
    .scaleStale: CauseAdvice(
      meaning: """
        The scales are not those of these values: permuted, along the wrong axis, of an older checkpoint, or different in \
        QuantizeLinear and DequantizeLinear. Export again, and check the axis.
        """,
      entries: [
        .init(
          .onnxRuntime,
          "quantize_static(…, extra_options={'QDQOpTypePerChannelSupportToAxis': {'MatMul': 1, 'Gemm': 1}})",
          for: [.perChannelWeights])
      ]),
    .weightMismatch: CauseAdvice(
      meaning: """
        The weights differ by more than quantization: another checkpoint or layout, or BatchNormalization that was not \
        folded. Compare the files.
        """, entries: []),
    .meanShift: CauseAdvice(
      meaning: "The weights' rounding is biased, so that outputs shift. Round to nearest, or correct biases.",
      entries: [
        .init(.mct, "QuantizationConfig(weights_bias_correction=True)"),
        .init(
          .nncf,
          "nncf.quantize(…, fast_bias_correction=False, "
            + "advanced_parameters=AdvancedQuantizationParameters(disable_bias_correction=False))"),
      ]),
    .biasWrong: CauseAdvice(
      meaning: """
        A bias is missing, saturated, or has another scale. Its scale must be the input's times the weights'; or leave it \
        in float.
        """,
      entries: [
        .init(.onnxRuntime, "quantize_static(…, extra_options={'QuantizeBias': False})", imitated: [.repair])
      ]),
    .graphMismatch: CauseAdvice(
      meaning: """
        The float parts differ: a constant, an attribute, an operator. That is no quantization problem: compare the graphs \
        at this tensor.
        """, entries: []),
  ]
}
