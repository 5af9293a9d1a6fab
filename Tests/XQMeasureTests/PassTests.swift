// A pass on any number of threads: the same bits, the same trial runs.

import CMetrics
import Foundation
import Testing
import XQFormats
import XQRuntime
import XQSystem

@testable import XQMeasure

@Suite struct PassTests {
  private static let folder = Bundle.module.bundleURL.appending(path: "Resources/ppocr_part")

  private func comparison() throws -> Comparison {
    let access = FileAccess()
    let models = try ["float.onnx", "q_qdq_u8i8.onnx"].map {
      try OnnxModel(path: Self.folder.appending(path: $0).path, access: access)
    }
    let data = try DataSet.open([Self.folder.appending(path: "val.npz").path], access: access)
    return try Comparison(float: models[0], quantized: models[1], data: [.validation: data])
  }

  private func bytes(_ measurement: XQMeasure.Measurement) -> [[UInt8]?] {
    measurement.layers.map { layer in
      guard case .measured(let accumulator) = layer else { return nil }
      return accumulator.bytes
    }
  }

  @Test func threadsDoNotChangeABit() throws {
    let measurements = try [1, 2, 5].map { threads in
      let comparison = try comparison()
      let sites = comparison.pairing.pairs.map { SiteRequest(tensor: $0.tensor, quantizer: nil) }
      return try comparison.measure(
        .validation, options: MeasureOptions(threads: threads), facts: FactsRequest(sites: sites),
        engine: ReferenceFolder.engine())
    }
    let first = measurements[0]
    #expect(!first.layers.isEmpty && bytes(first).allSatisfy { $0 != nil })
    for other in measurements.dropFirst() {
      #expect(bytes(other) == bytes(first))
      #expect(other.sites == first.sites)
      #expect(other.firstErrors == first.firstErrors)
    }
  }

  @Test func trialRunsAreMadeOnce() throws {
    let comparison = try comparison()
    _ = try comparison.measure(.validation, engine: ReferenceFolder.engine())
    let plan = Plan(comparison.pairing.pairs, sites: [])
    let key = KnownFindings.Key(isFloat: false, kernels: .reference, tensors: plan.quantizedTensors)
    #expect(comparison.findings[key] == TrialFindings(foldsConstants: true))
    // What was found is believed: another threads setting measures anew, with it.
    comparison.findings[key] = TrialFindings(foldsConstants: false, warnings: ["from before"])
    let again = try comparison.measure(
      .validation, options: MeasureOptions(threads: 3), engine: ReferenceFolder.engine())
    #expect(again.warnings == ["from before"])
  }

  @Test func marksTellArraysApart() {
    func mark(_ values: [Float]) -> UInt64 { values.withUnsafeBytes { xq_content_mark($0.baseAddress, $0.count) } }
    let values = (0..<100).map { Float($0) - 50 }
    #expect(mark(values) == mark(values))
    #expect(mark(values) != mark(values.dropLast()) && mark([]) != mark([0]) && mark([0]) != mark([0, 0]))
    // Two signs a whole number of lanes apart, which a product alone would let cancel out.
    var turned = values
    turned[1] = -turned[1]
    turned[17] = -turned[17]
    #expect(mark(turned) != mark(values))
  }
}
