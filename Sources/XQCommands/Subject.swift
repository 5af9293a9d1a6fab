// Which comparison and which layers a command works on.

import XQConsole
import XQLanguage
import XQMeasure

/// The comparison and the layers that a call means: `errors`, `errors $before`, `errors conv* fc`.
struct Subject {
  let object: ComparisonObject
  private let patterns: [LayerPattern]

  var comparison: Comparison { object.comparison }

  /// The parameter by which commands take comparisons and layers.
  static let parameter = Parameter.rest(
    "layers", .either([.pattern(of: "layer"), .object(kind: "comparison")]), isRequired: false,
    "names or patterns of layers, and the comparison where it is not the current one")

  /// - Throws: XQ0415 without a comparison, XQ0416 for a pattern that matches no layer.
  ///
  /// - Parameters:
  ///   - takesUnpaired: whether a pattern may match only layers that have no counterpart.
  ///   - comparisons: another parameter in which the comparison may stand.
  ///   - others: names of the comparison that patterns may match besides.
  init(
    _ call: Invocation, in context: Context, takesUnpaired: Bool = false, comparisonsIn comparisons: String? = nil,
    others: (Comparison) throws(Diagnostic) -> [String] = { _ in [] }
  ) throws(Diagnostic) {
    var given: ComparisonObject?
    var patterns: [LayerPattern] = []
    for value in call.list("layers") {
      switch value {
      case .object(let object): given = object as? ComparisonObject
      default: patterns.append(LayerPattern(value.text))
      }
    }
    for case .object(let object) in comparisons.map(call.list) ?? [] { given = object as? ComparisonObject }
    let object: ComparisonObject
    if let given { object = given } else { object = try Self.current(call, in: context) }
    self.object = object
    self.patterns = patterns
    let pairing = object.comparison.pairing
    let names = pairing.pairs.flatMap { pair in
      [pair.layer] + (pair.layer == pair.tensor ? [] : [pair.tensor]) + [pair.module].compactMap { $0 }
    }
    let others = patterns.isEmpty ? [] : try others(object.comparison)
    for pattern in patterns where !names.contains(where: pattern.matches) && !others.contains(where: pattern.matches) {
      if let tensor = pairing.unpaired.first(where: { pattern.matches($0) }) {
        if takesUnpaired { continue }
        throw Diagnostic(
          .noSuchLayer, "layer '\(tensor.layer)' is not compared: \(tensor.reason)", at: call.place(of: "layers"),
          help: ["what is compared with what: pairs"])
      }
      throw pattern.noMatch(among: names, at: call.place(of: "layers"))
    }
  }

  /// The comparison that commands work on.
  ///
  /// - Throws: XQ0415 without one.
  static func current(_ call: Invocation, in context: Context) throws(Diagnostic) -> ComparisonObject {
    guard let object = context.session.subject?.object as? ComparisonObject else {
      throw Diagnostic(
        .noComparison, "there is no comparison yet", at: call.place,
        help: ["compare FLOAT QUANTIZED --val DATA"])
    }
    return object
  }

  func includes(_ pair: LayerPair) -> Bool {
    patterns.isEmpty
      || patterns.contains {
        $0.matches(pair.layer) || $0.matches(pair.tensor) || pair.module.map($0.matches) == true
      }
  }

  /// A layer by the name that users know it by, or by the float model's tensor.
  func includes(layer: String, tensor: String) -> Bool {
    patterns.isEmpty || patterns.contains { $0.matches(layer) || $0.matches(tensor) }
  }

  func includes(_ site: Site) -> Bool {
    patterns.isEmpty
      || patterns.contains { pattern in [site.layer, site.tensor, site.name].contains(where: pattern.matches) }
  }

  func includes(_ tensor: UnpairedTensor) -> Bool {
    patterns.isEmpty || patterns.contains { $0.matches(tensor) }
  }

  /// The data sets that `--data` means: one, or all that the comparison has.
  ///
  /// - Throws: XQ0414 where there is none, or not that one.
  func roles(_ call: Invocation) throws(Diagnostic) -> [Comparison.Role] {
    let present = comparison.roles
    guard let wanted = call.string("data") else {
      guard !present.isEmpty else {
        throw Diagnostic(
          .noData, "the comparison has no data", at: call.place, help: ["compare FLOAT QUANTIZED --val DATA"])
      }
      return present
    }
    guard let role = present.first(where: { $0.rawValue == wanted }) else {
      let has = present.isEmpty ? "no data" : present.map { "'\($0.rawValue)'" }.joined(separator: " and ")
      throw Diagnostic(
        .noData, "the comparison has \(has), not '\(wanted)'", at: call.place(of: "data"),
        help: ["compare FLOAT QUANTIZED --\(wanted) DATA"])
    }
    return [role]
  }
}

/// What a user types to mean layers.
struct LayerPattern {
  let text: String
  private let glob: Glob

  init(_ text: String) {
    self.text = text
    glob = Glob(text)
  }

  /// The exact name of a layer is always that layer, whatever brackets it has.
  func matches(_ name: String) -> Bool { name == text || glob.matches(name) }

  func matches(_ tensor: UnpairedTensor) -> Bool { matches(tensor.layer) || matches(tensor.tensor) }

  func noMatch(among names: [String], at place: Place, listedBy command: String = "layers") -> Diagnostic {
    Diagnostic(
      .noSuchLayer, "no layer matches '\(text)'", at: place,
      caption: Suggestions.question(Suggestions.close(to: text, among: names)), help: ["list them: \(command)"])
  }
}
