// Deployed kernels: what is measured is what the untouched model computes, and as far from float as the reference says.

import Foundation
import Testing
import XQFormats
import XQRuntime
import XQSystem

@testable import XQMeasure

@Suite struct DeployedKernelsTests {
  private struct Deployed: Decodable {
    struct Tensor: Decodable {
      let floatTensor: String
      let allDqTapsSqnrDb: ReferenceNumber
    }
    struct Output: Decodable { let sqnrDb: ReferenceNumber }
    let tensors: [Tensor]
    let outputVsDeployed: [String: [String: Output]]
  }

  static let pairs = ReferencePair.all.filter { $0.quantized == "q_qdq_u8i8.onnx" && !$0.isFolder }

  @Test(.enabled(if: ReferenceFolder.isPresent), arguments: pairs)
  func agreesWithTheReference(pair: ReferencePair) throws {
    let reference = try ReferenceFolder.decode(Deployed.self, "\(pair.name)/q_qdq_u8i8.deployed.json")
    let comparison = try pair.comparison()
    let measurement = try comparison.measure(
      .validation, options: MeasureOptions(kernels: .deployed), engine: ReferenceFolder.engine())
    // Its outputs are bit for bit those of the model as it is, with all these tensors fetched.
    #expect(measurement.warnings == [])
    let results = Dictionary(
      uniqueKeysWithValues: zip(comparison.pairing.pairs.map(\.tensor), measurement.layers))
    var wrong: [String] = []
    for tensor in reference.tensors {
      guard case .measured(let found)? = results[tensor.floatTensor], let found = found.pooled.sqnrDecibels else {
        wrong.append("\(tensor.floatTensor): not measured")
        continue
      }
      let wanted = tensor.allDqTapsSqnrDb.value
      // Integer kernels saturate differently on processors without VNNI; the reference's own has it.
      if found != wanted, abs(found - wanted) > 0.01 {
        wrong.append("\(tensor.floatTensor): \(found), wanted \(wanted)")
      }
    }
    #expect(wrong == [])
  }

  @Test(.enabled(if: ReferenceFolder.isPresent), arguments: pairs)
  func differFromReferenceKernelsAsTheReferenceSays(pair: ReferencePair) throws {
    let reference = try ReferenceFolder.decode(Deployed.self, "\(pair.name)/q_qdq_u8i8.deployed.json")
    // The reference has the deployed run for x, this program the plain one.
    let wanted = try #require(reference.outputVsDeployed["plain_disabled"])
    let found = try pair.comparison().kernelDifferences(.validation, engine: ReferenceFolder.engine())
    #expect(Set(found.map(\.output)) == Set(wanted.keys))
    for difference in found {
      let decibels = try #require(difference.errors.pooled.sqnrDecibels)
      let expected = try #require(wanted[difference.output]).sqnrDb.value
      #expect(abs(decibels - expected) < 0.5, "\(difference.output): \(decibels), wanted \(expected)")
    }
  }

  /// Tensors in front of quantizers: fetching them turns integer kernels off.
  @Test(.enabled(if: ReferenceFolder.isPresent), arguments: pairs)
  func whatCannotBeFetchedUnnoticedIsLeftOut(pair: ReferencePair) throws {
    let comparison = try pair.comparison()
    let sources = comparison.pairing.pairs.compactMap { $0.quantizer?.source }
    let plan = try #require(comparison.data[.validation])
      .plan(for: comparison.quantized.graph.inputs, batch: pair.batch)
    let batch = try #require(try plan.makeReader().next())
    let runner = try ModelRunner(
      comparison.quantized, fetching: sources, options: MeasureOptions(kernels: .deployed),
      engine: ReferenceFolder.engine(), trialBatch: batch, cancellation: Cancellation())
    #expect(runner.findings.warnings == [])
    #expect(runner.findings.unfetched.count > 50)
    let results = try runner.run(batch, cancellation: Cancellation())
    for (source, result) in zip(sources, results) {
      #expect((result == nil) == runner.findings.unfetched.contains(source), "\(source)")
    }
  }
}
