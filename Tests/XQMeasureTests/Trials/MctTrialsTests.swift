// Trials of models that Model Compression Toolkit exported, in both of its formats.

import Foundation
import Testing
import XQFormats
import XQSystem

@testable import XQMeasure

@Suite struct MctTrialsTests {
  private static let folder = PackageFolders.shared.appending(path: "reference/mct")
  static let models = ["clean", "outlier", "uniform"].flatMap { name in
    ["quant.onnx", "quant_mctq.onnx"].map { "\(name)/\($0)" }
  }.filter { FileManager.default.fileExists(atPath: folder.appending(path: $0).path) }

  @Test(arguments: models)
  func theModelAsItIsAndInFloat(path: String) throws {
    let place = Self.folder.appending(path: path)
    func model(_ file: URL) throws -> OnnxModel { try OnnxModel(path: file.path, access: FileAccess()) }
    let data = try DataSet.open(
      [place.deletingLastPathComponent().appending(path: "val.npz").path], access: FileAccess())
    let comparison = try Comparison(
      float: model(place.deletingLastPathComponent().appending(path: "float.onnx")), quantized: model(place),
      data: [.validation: data])
    let map = try comparison.siteMap()
    let engine = ReferenceFolder.engine()
    let trial = try TrialModel(
      map, pairing: comparison.pairing, data: data, samples: data.sampleCount, engine: engine)
    let measured = try comparison.measure(.validation, engine: engine)
    let output = try #require(comparison.pairing.pairs.firstIndex { $0.isOutput })
    guard case .measured(let errors) = measured.layers[output] else {
      Issue.record("the output was not measured")
      return
    }
    let found = try trial.run([:]).decibels(at: .output)
    #expect(abs(found - (try #require(errors.pooled.sqnrDecibels))) < 0.01)
    let float = try trial.run(Dictionary(uniqueKeysWithValues: map.sites.indices.map { ($0, .float) }))
    // Not the float model: the toolkit corrects biases, which it does not quantize, for what rounding did to the weights.
    #expect(float.decibels(at: .output) > found + 1, "\(float.decibels(at: .output)) dB of \(found)")
    let activation = try #require(map.sites.firstIndex { $0.kind == .activation && $0.activation?.absorbed == nil })
    let site = try #require(map.sites[activation].activation)
    let setup = [activation: site.covering(low: site.quantizer.low / 4, high: site.quantizer.high / 4)]
    let changed = try comparison.replacingQuantized(by: map.edited(setup))
    let after = try changed.measure(.validation, engine: engine)
    guard case .measured(let other) = after.layers[try #require(changed.pairing.pairs.firstIndex { $0.isOutput })]
    else { return }
    let wanted = try #require(other.pooled.sqnrDecibels)
    #expect(abs(try trial.run(setup).decibels(at: .output) - wanted) < 0.05)
    #expect(abs(wanted - found) > 0.01)
  }
}
