// Pairs and errors of a real model's first block, against the values that other tools computed.

import Foundation
import Testing
import XQFormats
import XQMeasure
import XQRuntime
import XQSystem

@Suite struct PairingTests {
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
    struct Aggregates: Decodable {
      let pooled: Metrics
      let batch: Metrics
      let n: Int
    }
    struct Tensor: Decodable {
      let floatTensor: String
      let quantTensor: String
      let rule: String
      let val: Aggregates
    }
    struct Unpaired: Decodable { let floatTensor: String }
    let batch: Int
    let tensors: [Tensor]
    let unpaired: [Unpaired]
  }

  private static let folder = Bundle.module.bundleURL.appending(path: "Resources/ppocr_part")

  private let reference: Reference
  private let comparison: Comparison

  init() throws {
    let data = try Data(contentsOf: Self.folder.appending(path: "reference.json"))
    reference = try Self.decoder.decode(Reference.self, from: data)
    let access = FileAccess()
    func path(_ name: String) -> String { Self.folder.appending(path: name).path }
    comparison = try Comparison(
      float: OnnxModel(path: path("float.onnx"), access: access),
      quantized: OnnxModel(path: path("q_qdq_u8i8.onnx"), access: access),
      data: [.validation: DataSet.open([path("val.npz")], access: access)], batch: reference.batch)
  }

  @Test func everyTensorHasTheSamePartner() {
    let pairs = Dictionary(uniqueKeysWithValues: comparison.pairing.pairs.map { ($0.tensor, $0) })
    #expect(pairs.count == reference.tensors.count)
    for tensor in reference.tensors {
      #expect(pairs[tensor.floatTensor]?.partner == tensor.quantTensor)
      #expect(pairs[tensor.floatTensor]?.rule == .afterQuantizer)
    }
  }

  @Test func whatHasNoPartnerSaysWhy() {
    let unpaired = Dictionary(uniqueKeysWithValues: comparison.pairing.unpaired.map { ($0.tensor, $0) })
    #expect(Set(unpaired.keys) == Set(reference.unpaired.map(\.floatTensor)))
    #expect(unpaired["Add@0"]?.reason == "before Clip 'Clip@0', which the quantizer absorbed")
    #expect(
      unpaired["conv2d_53.tmp_0"]?.reason
        == "folded into its only reader, BatchNormalization 'BatchNormalization@0', or rewritten with it")
    #expect(unpaired["Reshape@0"]?.reason == "a constant: it depends on no input")
    #expect(comparison.pairing.candidateCount == 21)
  }

  @Test(arguments: [1, 2])
  func errorsAreThoseOfTheReference(threads: Int) throws {
    let library =
      ProcessInfo.processInfo.environment["XQSH_ONNXRUNTIME"]
      ?? PackageFolders.root
      .appending(path: ".onnxruntime").path
    let engine = OnnxRuntime(OnnxRuntimeLocator(environment: library))
    var seen: [Int] = []
    let measurement = try comparison.measure(
      .validation, options: MeasureOptions(threads: threads), engine: engine
    ) { done, total in seen.append(done) }
    #expect(seen == [4, 8, 12, 16, 20, 22])
    #expect((measurement.sampleCount, measurement.batchCount, measurement.batchSize) == (22, 6, 4))
    #expect(measurement.notes == [])
    let results = Dictionary(
      uniqueKeysWithValues: zip(comparison.pairing.pairs.map(\.tensor), measurement.layers))
    for tensor in reference.tensors {
      guard case .measured(let accumulator)? = results[tensor.floatTensor] else {
        Issue.record("'\(tensor.floatTensor)' was not measured")
        continue
      }
      #expect(accumulator.count == tensor.val.n)
      for (found, wanted) in [(accumulator.pooled, tensor.val.pooled), (accumulator.batch, tensor.val.batch)] {
        #expect(isClose(found.mse, wanted.mse), "\(tensor.floatTensor)")
        #expect(isClose(found.cosine, wanted.cs), "\(tensor.floatTensor)")
        #expect(isClose(found.sqnrDecibels, wanted.sqnrDb), "\(tensor.floatTensor)")
      }
    }
  }

  /// The bound is for other versions of the engine and other processors; the pinned one gives 1e-13.
  private func isClose(_ value: Double?, _ wanted: Double) -> Bool {
    value.map { abs($0 - wanted) <= 1e-4 * abs(wanted) } ?? false
  }
}
