// A comparison as a value of the language.

import Synchronization
import XQConsole
import XQJudge
import XQLanguage
import XQMeasure

/// Two models side by side with their data.
final class ComparisonObject: MeasuredObject {
  let comparison: Comparison
  let float: ModelObject
  let quantized: ModelObject
  /// How the quantized model was changed in memory; `nil` where it is that of its file.
  let whatIf: WhatIf?
  /// The quantization's log, where one was given.
  let log: LogObject?
  /// What judging as MCT does needs.
  let mct: MctWork
  private let sides: [Comparison.Role: DataSide]
  /// What was judged before; kept here, so that it goes with the comparison.
  private let verdicts = Mutex<(byKey: [JudgedKey: Verdict], last: JudgedKey?)>(([:], nil))

  init(
    _ comparison: Comparison, float: ModelObject, quantized: ModelObject, log: LogObject? = nil, whatIf: WhatIf? = nil
  ) {
    self.comparison = comparison
    self.whatIf = whatIf
    self.log = log
    mct = MctWork(log: log?.log)
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

  var modelNames: (float: String, quantized: String) { (comparison.float.name, comparison.quantized.name) }
  var pairs: [LayerPair] { comparison.pairing.pairs }
  var unpaired: [UnpairedTensor] { comparison.pairing.unpaired }
  var roles: [Comparison.Role] { comparison.roles }

  func measurement(_ role: Comparison.Role, in context: Context) throws(Diagnostic) -> Measurement {
    try Workbench.of(context).measure(comparison, role, in: context)
  }

  func stored(_ role: Comparison.Role, in context: Context) throws(Diagnostic) -> StoredMeasurement {
    try Workbench.of(context).stored(comparison, role, in: context)
  }

  /// What was judged before in that way.
  func judged(_ key: JudgedKey) -> Verdict? {
    verdicts.withLock { verdicts in
      guard let verdict = verdicts.byKey[key] else { return nil }
      verdicts.last = key
      return verdict
    }
  }

  func remember(_ verdict: Verdict, _ key: JudgedKey) {
    verdicts.withLock { verdicts in
      verdicts.byKey[key] = verdict
      verdicts.last = key
    }
  }

  /// What was judged last, and how: the findings whose numbers a user has seen.
  var lastJudged: (key: JudgedKey, verdict: Verdict)? {
    verdicts.withLock { verdicts in
      verdicts.last.flatMap { key in verdicts.byKey[key].map { (key, $0) } }
    }
  }

  var summary: String {
    if let whatIf { return whatIf.summary }
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

  var memberNames: [String] {
    ["float", "quant", "repr", "val", "log", "paired", "layers"] + (whatIf == nil ? [] : ["gain", "changed"])
  }

  func member(_ name: String) -> Value? {
    switch name {
    case "float": .object(float)
    case "quant": .object(quantized)
    case "repr": sides[.representative].map { .object($0) } ?? Value.none
    case "val": sides[.validation].map { .object($0) } ?? Value.none
    case "log": log.map { .object($0) } ?? Value.none
    case "paired": .number(Double(comparison.pairing.pairs.count))
    case "layers": .number(Double(comparison.pairing.candidateCount))
    case "gain" where whatIf != nil:
      whatIf?.gain.map { .quantity(Quantity(base: $0, unit: .decibels)) } ?? Value.none
    case "changed": whatIf.map { .table($0.changes) }
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
    if let log { record["log"] = .string(log.log.folder.path) }
    if case .op = comparison.place { record["at"] = .string("op") }
    record["paired"] = .number(Double(comparison.pairing.pairs.count))
    record["layers"] = .number(Double(comparison.pairing.candidateCount))
    if let whatIf { record["changed"] = .table(whatIf.changes) }
    return .record(record)
  }
}
