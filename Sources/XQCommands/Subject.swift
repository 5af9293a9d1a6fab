// Which comparison and which layers a command works on.

import XQConsole
import XQLanguage
import XQMeasure

/// The comparison of models and the layers that a call means: `pairs`, `pairs $before`, `pairs conv* fc`.
struct Subject {
  let object: ComparisonObject
  private let measured: MeasuredSubject

  var comparison: Comparison { object.comparison }

  /// The parameter by which commands take comparisons and layers.
  static let parameter = Parameter.rest(
    "layers", .either([.pattern(of: "layer"), .object(kind: "comparison")]), isRequired: false,
    "names or patterns of layers, and the comparison where it is not the current one")

  /// - Throws: XQ0415 without a comparison, XQ0416 for a pattern that matches no layer, XQ0442 where there are only figures.
  ///
  /// - Parameter takesUnpaired: whether a pattern may match only layers that have no counterpart.
  init(_ call: Invocation, in context: Context, takesUnpaired: Bool = false) throws(Diagnostic) {
    measured = try MeasuredSubject(call, in: context, takesUnpaired: takesUnpaired)
    object = try measured.object.requireModels(call, "layers")
  }

  func includes(_ pair: LayerPair) -> Bool { measured.includes(pair) }

  func includes(_ tensor: UnpairedTensor) -> Bool { measured.includes(tensor) }
}

/// The same where figures are enough: `errors`, `errors $loaded fc`.
struct MeasuredSubject {
  let object: any MeasuredObject
  private let patterns: [LayerPattern]

  /// - Throws: XQ0415 without a comparison, XQ0416 for a pattern that matches no layer.
  ///
  /// - Parameter takesUnpaired: whether a pattern may match only layers that have no counterpart.
  init(_ call: Invocation, in context: Context, takesUnpaired: Bool = false) throws(Diagnostic) {
    var given: (any HostObject)?
    var patterns: [LayerPattern] = []
    for value in call.list("layers") {
      switch value {
      case .object(let object): given = object
      default: patterns.append(LayerPattern(value.text))
      }
    }
    object = try ComparisonObject.current(given, call, context)
    self.patterns = patterns
    let names = object.pairs.flatMap { pair in
      [pair.layer] + (pair.layer == pair.tensor ? [] : [pair.tensor]) + [pair.module].compactMap { $0 }
    }
    for pattern in patterns where !names.contains(where: pattern.matches) {
      if let tensor = object.unpaired.first(where: { pattern.matches($0) }) {
        if takesUnpaired { continue }
        throw Diagnostic(
          .noSuchLayer, "layer '\(tensor.layer)' is not compared: \(tensor.reason)", at: call.place(of: "layers"),
          help: ["what is compared with what: pairs"])
      }
      throw pattern.noMatch(among: names, at: call.place(of: "layers"))
    }
  }

  func includes(_ pair: LayerPair) -> Bool {
    patterns.isEmpty
      || patterns.contains {
        $0.matches(pair.layer) || $0.matches(pair.tensor) || pair.module.map($0.matches) == true
      }
  }

  func includes(_ tensor: UnpairedTensor) -> Bool {
    patterns.isEmpty || patterns.contains { $0.matches(tensor) }
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

  func noMatch(among names: [String], at place: Place) -> Diagnostic {
    Diagnostic(
      .noSuchLayer, "no layer matches '\(text)'", at: place,
      caption: Suggestions.question(Suggestions.close(to: text, among: names)), help: ["list them: layers"])
  }
}
