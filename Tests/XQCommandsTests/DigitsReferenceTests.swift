// The numbers of the shipped example, against those that numpy computed from ONNX Runtime's own runs.

import Foundation
import Testing
import XQConsole
import XQLanguage

@Suite struct DigitsReferenceTests {
  private static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return decoder
  }

  private struct Reference: Decodable {
    struct Metrics: Decodable {
      let mse: Double
      let cs: Double
      let sqnrDb: Double
    }
    struct DataSet: Decodable {
      let samples: Int
      let correctFloat: Int
      let correctQuant: Int
      let sameAnswer: Int
      let tensors: [String: [String: Metrics]]
    }
    struct Quantized: Decodable {
      let pairs: [String: String]
      let val: DataSet
      let repr: DataSet
    }
    let batch: Int
    let quantized: [String: Quantized]
  }

  @Test(arguments: ["int8", "int8-fixed"], ["pooled", "batch"])
  func everyLayerAgrees(model: String, aggregate: String) throws {
    let reference = try Self.decoder.decode(
      Reference.self, from: Data(contentsOf: Bundle.module.bundleURL.appending(path: "Resources/digits.reference.json"))
    )
    let expected = try #require(reference.quantized[model])
    let console = Package.console(RecordingSink())
    let outcome = console.run(
      Source(
        name: "test",
        text: """
          let c = compare example:digits/float example:digits/\(model) --repr example:digits/repr \
            --val example:digits/val --batch \(reference.batch)
          let t = errors --aggregate \(aggregate)
          let right = [$c.val.accuracy_float, $c.val.accuracy_quant, $c.val.top1_agreement, $c.repr.top1_agreement]
          """.replacingOccurrences(of: "\\\n", with: "")))
    try #require(outcome.exitCode == 0, "\(outcome.diagnostics.map(\.message))")
    guard case .table(let table)? = console.session.variables["t"] else { throw Missing() }
    #expect(table.rowCount == 2 * expected.pairs.count)
    for index in 0..<table.rowCount {
      let row = table.row(index)
      let tensor = row["tensor"]?.text ?? ""
      #expect(row["quantized"]?.text == expected.pairs[tensor])
      let set = row["data"]?.text == "val" ? expected.val : expected.repr
      let wanted = try #require(set.tensors[tensor]?[aggregate])
      #expect(isClose(row["mse"], wanted.mse) && isClose(row["cs"], wanted.cs), "\(tensor)")
      #expect(isClose(row["sqnr"], wanted.sqnrDb), "\(tensor)")
    }
    let shares = [
      (expected.val.correctFloat, expected.val.samples), (expected.val.correctQuant, expected.val.samples),
      (expected.val.sameAnswer, expected.val.samples), (expected.repr.sameAnswer, expected.repr.samples),
    ].map { Value.number(Double($0.0) / Double($0.1)).text }
    #expect(
      console.session.variables["right"]?.text == Value.list(shares.map { .string($0) }).text.filter { $0 != "\"" })
  }

  private struct Missing: Error {}

  private func isClose(_ value: Value?, _ wanted: Double) -> Bool {
    switch value {
    case .number(let number): abs(number - wanted) <= 1e-9 * abs(wanted)
    case .quantity(let quantity): abs(quantity.base - wanted) <= 1e-9 * abs(wanted)
    default: false
    }
  }
}
