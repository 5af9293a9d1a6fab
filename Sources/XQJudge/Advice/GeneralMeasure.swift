// What helps when nothing specific is wrong: in the order in which it is worth trying.

/// A countermeasure that answers no single cause.
public struct GeneralMeasure: Sendable {
  /// What to do, as a sentence with a full stop.
  public let says: String
  /// The page of the manual that explains it.
  public let page: String
  private let entries: [AdviceEntry]

  private init(_ says: String, page: String, _ entries: [AdviceEntry] = []) {
    self.says = says
    self.page = page
    self.entries = entries
  }

  /// Its settings, with what was tried of each; of several that one line stands for the best.
  public func lines(_ settings: [SettingGain]) -> [AdviceLine] {
    entries.map { entry in
      let tried = settings.filter { entry.imitated.contains($0.setting) }.max { $0.gain < $1.gain }
      let percentile = tried?.setting == .percentile999 ? "99.9" : "99.99"
      return AdviceLine(
        tool: entry.tool, setting: AdviceTable.filled(entry.template, [("{percentile}", percentile)]),
        imitated: tried?.setting, gain: tried?.gain)
    }
  }

  /// More calibration data, the first of all.
  public static let moreData = GeneralMeasure(
    "Calibrate with more data, 300 samples or more, like those the model will meet.", page: "dataset-size",
    [
      .init(
        .onnxRuntime, "quantize_static(…, calibration_data_reader=…)  with more samples", imitated: [.moreData]),
      .init(.mct, "representative_data_gen  with more batches", imitated: [.moreData]),
      .init(.nncf, "nncf.quantize(…, subset_size=…)  larger", imitated: [.moreData]),
    ])

  /// All of them.
  public static let all: [GeneralMeasure] = [
    moreData,
    GeneralMeasure(
      "Choose ranges by another measure: a percentile, smallest and largest, entropy, or least squared error.",
      page: "error-method",
      [
        .init(
          .onnxRuntime,
          "quantize_static(…, calibrate_method=CalibrationMethod.Percentile, "
            + "extra_options={'CalibPercentile': {percentile}})",
          imitated: [.percentile999, .percentile9999]),
        .init(.onnxRuntime, "quantize_static(…, calibrate_method=CalibrationMethod.MinMax)", imitated: [.minMax]),
        .init(.onnxRuntime, "quantize_static(…, calibrate_method=CalibrationMethod.Entropy)"),
        .init(.mct, "QuantizationConfig(activation_error_method=QuantizationErrorMethod.MSE)"),
        .init(.nncf, AdviceTable.advanced("activations_range_estimator_params=…")),
      ]),
    GeneralMeasure(
      "Give weights one scale a channel.", page: "weights",
      [
        .init(.onnxRuntime, "quantize_static(…, per_channel=True)", imitated: [.perChannel]),
        .init(
          .nncf, AdviceTable.advanced("weights_quantization_params=QuantizationParameters(per_channel=True)"),
          imitated: [.perChannel]),
      ]),
    GeneralMeasure(
      "Let activations have a zero point of their own.", page: "negative",
      [
        .init(
          .onnxRuntime,
          "quantize_static(…, activation_type=QuantType.QUInt8, extra_options={'ActivationSymmetric': False})",
          imitated: [.asymmetric]),
        .init(.nncf, "nncf.quantize(…, preset=QuantizationPreset.MIXED)"),
      ]),
    GeneralMeasure(
      "Correct biases.", page: "bias-correction",
      [
        .init(.mct, "QuantizationConfig(weights_bias_correction=True)"),
        .init(.nncf, "nncf.quantize(…, fast_bias_correction=False)"),
      ]),
    GeneralMeasure(
      "Equalize neighbouring layers, so that no channel is much larger than the others.", page: "outliers",
      [
        .init(.onnxRuntime, "quantize_static(…, extra_options={'SmoothQuant': True, 'SmoothQuantAlpha': 0.5})"),
        .init(.mct, "QuantizationConfig(activation_channel_equalization=True)"),
        .init(.aimet, "equalize_model(model, …)"), .init(.nncf, AdviceTable.advanced("smooth_quant_alphas=…")),
      ]),
    GeneralMeasure(
      "Learn the rounding of weights.", page: "gptq",
      [.init(.mct, "GPTQ"), .init(.aimet, "apply_adaround(…)  or apply_seq_mse(…)")]),
    GeneralMeasure(
      "Quantize nothing but convolutions and matrix products.", page: "sensitive",
      [AdviceTable.onlyMatrixOperators]),
    GeneralMeasure(
      "Take the quantizers that cost most to 16 bits or float, one after the other, until the target is met.",
      page: "general",
      [
        .init(
          .onnxRuntime,
          "quantize_static(…, extra_options={'TensorQuantOverrides': {TENSOR: [{'quant_type': QuantType.QUInt16}]}})"
        ), .init(.mct, "BitWidthConfig.set_manual_activation_bit_width(…, 16)"),
      ]),
    GeneralMeasure("Train the model with its quantizers in place.", page: "general"),
  ]
}
