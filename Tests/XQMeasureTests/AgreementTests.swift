// Every quantized model of the reference folder, both data sets, both aggregates: the reference's figures.

import Foundation
import Testing
import XQFormats
import XQMeasure
import XQRuntime
import XQSystem

@Suite struct AgreementTests {
  @Test(.enabled(if: ReferenceFolder.isPresent))
  func manifestIsRead() {
    #expect(ReferencePair.all.count == 12)
  }

  @Test(.enabled(if: ReferenceFolder.isPresent), arguments: ReferencePair.all)
  func everyTensorAgrees(pair: ReferencePair) throws {
    let reference = try ReferenceFolder.decode(ReferenceTensors.self, pair.reference)
    let comparison = try pair.comparison()
    let partners = Dictionary(uniqueKeysWithValues: comparison.pairing.pairs.map { ($0.tensor, $0.partner) })
    var wrong: [String] = []
    for role in Comparison.Role.allCases {
      let measurement = try comparison.measure(role, engine: ReferenceFolder.engine())
      // Operators without a kernel for float16 are run in float32, and rounded where somebody looks: only there.
      #expect(measurement.warnings.isEmpty == (pair.quantized != "q_fp16.onnx"), "\(measurement.warnings)")
      let results = Dictionary(
        uniqueKeysWithValues: zip(comparison.pairing.pairs.map(\.tensor), measurement.layers))
      for tensor in reference.tensors {
        guard case .measured(let found)? = results[tensor.floatTensor],
          partners[tensor.floatTensor] == tensor.quantTensor
        else {
          wrong.append("\(tensor.floatTensor): not compared with \(tensor.quantTensor)")
          continue
        }
        let wanted = role == .representative ? tensor.repr : tensor.val
        for (name, found, wanted) in [
          ("pooled", found.pooled, wanted.pooled), ("batch", found.batch, wanted.batch),
        ]
        where !isClose(found.mse, wanted?.mse) || !isClose(found.cosine, wanted?.cs)
          || !isClose(found.sqnrDecibels, wanted?.sqnrDb)
        {
          wrong.append("\(tensor.floatTensor), \(role.rawValue), \(name)")
        }
      }
    }
    #expect(wrong == [])
    // QOperator: an output that the reference leaves out, since its name is that of an integer tensor there.
    let extra = pair.quantized == "q_qop_u8i8.onnx" ? 1 : 0
    #expect(comparison.pairing.pairs.count == reference.tensors.count + extra)
  }

  /// Other versions of the engine and other processors are allowed for.
  private func isClose(_ found: Double?, _ wanted: ReferenceNumber?) -> Bool {
    guard let found, let wanted = wanted?.value else { return found == nil && wanted == nil }
    return found == wanted || abs(found - wanted) <= 1e-4 * abs(wanted)
  }
}

/// One quantized model of the manifest, with its float model and data.
struct ReferencePair: Sendable, CustomTestStringConvertible {
  let name: String
  let quantized: String
  let reference: String
  let batch: Int?
  let isFolder: Bool

  var testDescription: String { "\(name) \(quantized)" }

  static let all: [ReferencePair] = {
    struct Manifest: Decodable {
      struct Pair: Decodable {
        struct Quantization: Decodable {
          let quant: String
          let reference: String
        }
        let pair: String
        let layout: String
        let batch: Int?
        let quantizations: [Quantization]
      }
      let pairs: [Pair]
    }
    guard let manifest = try? ReferenceFolder.decode(Manifest.self, "manifest.json") else { return [] }
    return manifest.pairs.flatMap { pair in
      pair.quantizations.map {
        ReferencePair(
          name: pair.pair, quantized: $0.quant, reference: "\(pair.pair)/\($0.reference)", batch: pair.batch,
          isFolder: pair.layout == "sample_list")
      }
    }
  }()

  func comparison() throws -> Comparison {
    let access = FileAccess()
    func path(_ file: String) -> String { ReferenceFolder.url.appending(path: name).appending(path: file).path }
    var data: [Comparison.Role: DataSet] = [:]
    for role in Comparison.Role.allCases {
      data[role] = try DataSet.open([path(role.rawValue + (isFolder ? "" : ".npz"))], access: access)
    }
    return try Comparison(
      float: OnnxModel(path: path("float.onnx"), access: access),
      quantized: OnnxModel(path: path(quantized), access: access), data: data, batch: batch)
  }
}

/// A file of reference figures.
private struct ReferenceTensors: Decodable {
  struct Metrics: Decodable {
    let mse: ReferenceNumber
    let cs: ReferenceNumber
    let sqnrDb: ReferenceNumber
  }
  struct Aggregates: Decodable {
    let pooled: Metrics?
    let batch: Metrics?
  }
  struct Tensor: Decodable {
    let floatTensor: String
    let quantTensor: String
    let repr: Aggregates
    let val: Aggregates
  }
  let tensors: [Tensor]
}
