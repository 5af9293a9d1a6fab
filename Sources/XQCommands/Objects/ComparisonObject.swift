// A comparison as a value of the language.

import XQConsole
import XQLanguage
import XQMeasure

/// Two models side by side with their data.
final class ComparisonObject: MeasuredObject {
  let comparison: Comparison
  let float: ModelObject
  let quantized: ModelObject
  private let sides: [Comparison.Role: DataSide]

  init(_ comparison: Comparison, float: ModelObject, quantized: ModelObject) {
    self.comparison = comparison
    self.float = float
    self.quantized = quantized
    sides = Dictionary(
      uniqueKeysWithValues: comparison.roles.map { role in
        let samples = comparison.data[role].map(\.sampleCount) ?? 0
        return (
          role,
          DataSide(role, samples: samples) { context throws(Diagnostic) in
            try Workbench.of(context).measure(comparison, role, in: context)
          }
        )
      })
  }

  let kind = "comparison"

  var pairs: [LayerPair] { comparison.pairing.pairs }
  var unpaired: [UnpairedTensor] { comparison.pairing.unpaired }
  var roles: [Comparison.Role] { comparison.roles }

  func measurement(_ role: Comparison.Role, in context: Context) throws(Diagnostic) -> Measurement {
    try Workbench.of(context).measure(comparison, role, in: context)
  }

  func stored(_ role: Comparison.Role, in context: Context) throws(Diagnostic) -> StoredMeasurement {
    try Workbench.of(context).stored(comparison, role, in: context)
  }

  var summary: String {
    let pairing = comparison.pairing
    func count(_ rules: LayerPair.Rule...) -> Int { pairing.pairs.count { rules.contains($0.rule) } }
    let ways = [
      (count(.mctLayer, .mctInPlace, .mctModule, .mctStructure, .mctOutput), "by MCT's names and structure"),
      (count(.atOperator), "before their quantizers"),
      (count(.afterQuantizer, .integerDequantized, .absorbedActivation), "behind their quantizers"),
      (count(.sameName, .sameNameDequantized), "by name"), (count(.weights), "by their weights"),
      (count(.structure), "by structure"), (count(.byHand), "by hand"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    let layers = Counted.text(pairing.candidateCount, "layer")
    return "\(pairing.pairs.count) of \(layers) paired (\(ways.joined(separator: ", ")))  ·  `pairs` shows how"
  }

  let memberNames = ["float", "quant", "repr", "val", "paired", "layers"]

  func member(_ name: String) -> Value? {
    switch name {
    case "float": .object(float)
    case "quant": .object(quantized)
    case "repr": sides[.representative].map { .object($0) } ?? Value.none
    case "val": sides[.validation].map { .object($0) } ?? Value.none
    case "paired": .number(Double(comparison.pairing.pairs.count))
    case "layers": .number(Double(comparison.pairing.candidateCount))
    default: nil
    }
  }

  func member(_ name: String, in context: Context) throws(Diagnostic) -> Value? { member(name) }

  var details: Value {
    var record = Record([
      ("float", .string(comparison.float.path)), ("quant", .string(comparison.quantized.path)),
    ])
    for role in Comparison.Role.allCases {
      record[role.rawValue] = comparison.data[role].map { .string($0.summary) } ?? Value.none
    }
    if case .op = comparison.place { record["at"] = .string("op") }
    record["paired"] = .number(Double(comparison.pairing.pairs.count))
    record["layers"] = .number(Double(comparison.pairing.candidateCount))
    return .record(record)
  }
}
