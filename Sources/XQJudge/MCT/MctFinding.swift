// What a judge of the XQuant Extension Tool says.

import XQFormats

/// One finding of one of the tool's judges, or that it could not judge something.
public struct MctFinding: Sendable {
  public let judge: MctTroubleshoot.Kind
  /// The layer, node or pair of modules, as the toolkit names them.
  public let names: [String]
  /// The float model's tensor that was looked at, where there is one.
  public let tensor: String?
  /// What was measured: z-score, ratio or bits.
  public let value: Double?
  public let threshold: Double?
  /// What was found, with its numbers, without a full stop.
  public let sentence: String
  /// The tool's own warning for this finding.
  public let warning: String
  /// Where the tool says something else: what, and why. `nil` where it says the same.
  public var differs: String?
  /// What to load, where the judge lacks something: it then says nothing about these names.
  public var missing: String?

  init(
    _ judge: MctTroubleshoot.Kind, _ names: [String], tensor: String? = nil, value: Double? = nil,
    threshold: Double? = nil, sentence: String, warning: String, differs: String? = nil, missing: String? = nil
  ) {
    self.judge = judge
    self.names = names
    self.tensor = tensor
    self.value = value
    self.threshold = threshold
    self.sentence = sentence
    self.warning = warning
    self.differs = differs
    self.missing = missing
  }

  /// Whether the judge could not judge.
  public var isSkipped: Bool { missing != nil }
}

/// The words of the tool's warnings, by which its users know them.
public enum MctWarnings {
  /// The line before the first finding of a judge. Two zero-width spaces stand in the first one, as in the tool.
  public static func title(_ judge: MctTroubleshoot.Kind) -> String {
    switch judge {
    case .outliers:
      "There are output values \u{200B}\u{200B}that deviate significantly from the average. Refer to the following images "
        + "and the TroubleShooting Documentation (MCT XQuant Extension Tool) of 'Outlier Removal'."
    case .concat:
      "There are unbalanced range layers concatnated. Refer to the troubleshooting manual of 'Unbalanced "
        + "\"concatenation\"'."
    case .negative:
      "There are activations that contain negative values. Refer to the troubleshooting manual of \"Shift Negative "
        + "Activation\"."
    case .bitwidth:
      "the quantization bitwidth of the last layer is an extremely small number. Refer to the troubleshooting manual of "
        + "'Mixed Precision with model output loss objective'."
    }
  }

  static func scaling(_ ratio: Double) -> String { "first layer * \(ratio.description)" }
}
