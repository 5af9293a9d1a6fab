// Advice on ranges and on the data that they come from.

extension AdviceTable {
  static let ofRanges: [Cause: CauseAdvice] = [
    .clipTight: CauseAdvice(
      meaning:
        "The range is smaller than the data that calibrated it. Take a wider percentile, or smallest and largest.",
      entries: [
        .init(
          .onnxRuntime, "quantize_static(…, calibrate_method=CalibrationMethod.MinMax)", imitated: [.minMax]),
        .init(
          .onnxRuntime,
          "quantize_static(…, calibrate_method=CalibrationMethod.Percentile, extra_options={'CalibPercentile': 99.99})",
          imitated: [.percentile9999]),
        .init(.onnxRuntime, override),
        .init(.mct, "QuantizationConfig(activation_error_method=QuantizationErrorMethod.NOCLIPPING)"),
        .init(.mct, "QuantizationConfig(activation_error_method=QuantizationErrorMethod.MSE)  or a larger z_threshold"),
        .init(
          .nncf, advanced("activations_range_estimator_params=…") + "  with StatisticsType.MIN and StatisticsType.MAX"),
      ]),
    .calibrationSmall: CauseAdvice(
      meaning: "Validation values exceed the calibrated range a little. More calibration samples may help.",
      entries: [
        .init(
          .onnxRuntime, "quantize_static(…, calibration_data_reader=…)  with more samples", imitated: [.moreData]),
        .init(.mct, "representative_data_gen  with more batches", imitated: [.moreData]),
        .init(.nncf, "nncf.quantize(…, subset_size=…)  larger", imitated: [.moreData]),
      ]),
    .rangeWide: CauseAdvice(
      meaning: """
        Most steps are never used: a freak sample, or a range of another time. Look for it, or calibrate by percentile or \
        least squares.
        """,
      entries: [
        .init(
          .onnxRuntime,
          "quantize_static(…, calibrate_method=CalibrationMethod.Percentile, "
            + "extra_options={'CalibPercentile': {percentile}})",
          imitated: [.percentile999, .percentile9999]),
        .init(.onnxRuntime, "quantize_static(…, calibrate_method=CalibrationMethod.MinMax)", imitated: [.minMax]),
        .init(.onnxRuntime, "quantize_static(…, calibrate_method=CalibrationMethod.Entropy)"),
        .init(.onnxRuntime, "quantize_static(…, extra_options={'CalibMovingAverage': True})"),
        .init(.onnxRuntime, override),
        .init(.mct, "QuantizationConfig(activation_error_method=QuantizationErrorMethod.MSE, z_threshold=5.0)"),
        .init(
          .nncf,
          advanced("activations_range_estimator_params=…") + "  with AggregatorType.MEAN or MEAN_NO_OUTLIERS"),
      ]),
    .dataMismatch: CauseAdvice(
      meaning: """
        The calibration data do not look like the validation data. Use the same preprocessing and mixture, and calibrate \
        again before anything else.
        """,
      entries: [
        .init(
          .onnxRuntime, "quantize_static(…, calibration_data_reader=…)  over samples like the validation data",
          imitated: [.otherData]),
        .init(.mct, "representative_data_gen  over samples like the validation data", imitated: [.otherData]),
        .init(.nncf, "nncf.Dataset(…)  of samples like the validation data", imitated: [.otherData]),
      ]),
    .inputMismatch: CauseAdvice(
      meaning: """
        The input's quantizer does not belong to what is fed: another normalization, or another scale in deployment. \
        Correct the preprocessing, or the input's range.
        """,
      entries: [
        .init(.onnxRuntime, override, imitated: [.repair])
      ]),
  ]
}
