// How the toolkit quantizes the output of one node, as its log states it.

/// A node of the quantized network with the settings of its activation quantizer.
public struct MctLogNode: Sendable {
  /// The toolkit's name of the node, the last part of the logged one.
  public let name: String
  /// The class or function, such as `Conv2d`; empty where only the settings are logged.
  public let op: String
  /// `QUANT`, `NO_QUANT`, or `FLN_QUANT`: quantized behind the activation that follows.
  public let mode: String?
  /// `nil` where the output is not quantized itself.
  public let bits: Int?
  /// Such as `POWER_OF_TWO`.
  public let method: String?
  /// Of symmetric quantizers.
  public let threshold: Double?
  public let isSigned: Bool?
  /// Of uniform quantizers.
  public let minimum: Double?
  public let maximum: Double?
  /// Above how many standard deviations values were clipped; `nil` where they were not.
  public let zThreshold: Double?

  /// The real numbers that the quantizer can represent.
  public var range: (low: Double, high: Double)? {
    if let minimum, let maximum { return (minimum, maximum) }
    guard let threshold, let isSigned, let bits, (1...32).contains(bits) else { return nil }
    let step = threshold / Double(Int64(1) << Int64(isSigned ? bits - 1 : bits))
    return (isSigned ? -threshold : 0, threshold - step)
  }

  private static let suffix = ".activation"

  /// Whether a logged node is no node of the network, but holds settings of one.
  public static func isAttachment(_ node: EventNode) -> Bool { isSettings(node) || node.name.hasSuffix(".weights") }

  static func isSettings(_ node: EventNode) -> Bool { node.name.hasSuffix(suffix) }

  /// The nodes of a stage that states settings, in its order.
  static func nodes(of stage: MctLogStage) -> [MctLogNode] {
    let ops = Dictionary(stage.nodes.map { ($0.name, $0.op) }, uniquingKeysWith: { first, _ in first })
    return stage.nodes.filter(isSettings).map { node in
      let full = String(node.name.dropLast(suffix.count))
      return MctLogNode(node, name: full.split(separator: "/").last.map(String.init) ?? full, op: ops[full] ?? "")
    }
  }

  private init(_ settings: EventNode, name: String, op: String) {
    (self.name, self.op) = (name, op)
    mode = Self.enumeration("quant_mode", settings)
    let isQuantized = mode == nil || mode == "QUANT"
    var bits: Int?
    if isQuantized, case .int(let number)? = settings.attributes["activation_n_bits"] { bits = Int(exactly: number) }
    self.bits = bits
    method = isQuantized ? Self.enumeration("activation_quantization_method", settings) : nil
    var parameters = ""
    if case .string(let text)? = settings.attributes["activation_quantization_params"] { parameters = text }
    threshold = Self.number("threshold", in: parameters)
    minimum = Self.number("range_min", in: parameters)
    maximum = Self.number("range_max", in: parameters)
    isSigned = Self.entry("is_signed", in: parameters).map { $0.contains("True") }
    var z: Double?
    if case .float(let number)? = settings.attributes["z_threshold"], number.isFinite { z = Double(number) }
    zThreshold = z
  }

  /// `QUANT` of `ActivationQuantizationMode.QUANT`.
  private static func enumeration(_ key: String, _ node: EventNode) -> String? {
    guard case .string(let text)? = node.attributes[key] else { return nil }
    return text.split(separator: ".").last.map(String.init)
  }

  /// The text of an entry in a dictionary as Python prints it: `{'threshold': np.float64(1.0), 'is_signed': np.False_}`.
  private static func entry(_ key: String, in text: String) -> Substring? {
    guard let start = text.firstRange(of: "'\(key)':")?.upperBound else { return nil }
    let rest = text[start...]
    return rest[..<(rest.firstRange(of: ", '")?.lowerBound ?? rest.endIndex)]
  }

  private static func number(_ key: String, in text: String) -> Double? {
    guard let entry = entry(key, in: text) else { return nil }
    // What stands in the last opening bracket, if there is one.
    let inner = entry.split(separator: "(").last ?? entry
    let digits = inner.drop { $0 == " " }.prefix { $0.isNumber || "+-.e".contains($0) }
    return Double(String(digits))
  }
}
