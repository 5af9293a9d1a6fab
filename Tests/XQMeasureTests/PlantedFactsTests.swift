// The facts of quantizers in faulty models against those that another program found.

import Foundation
import Testing
import XQFormats
import XQMeasure
import XQRuntime
import XQSystem

@Suite struct PlantedFactsTests {
  private static let folder = ReferenceFolder.url.deletingLastPathComponent().appending(path: "planted")
  private static let isPresent = FileManager.default.fileExists(atPath: folder.path)

  struct Model: Sendable, CustomTestStringConvertible {
    let id: String
    let float: String
    let representative: String
    let validation: String
    var testDescription: String { id }
  }

  private static let models = [
    Model(id: "m001", float: "float_cnn1", representative: "repr_1", validation: "val_unit"),
    Model(id: "m015", float: "float_tfm1_7", representative: "repr_1", validation: "val_unit"),
    Model(id: "m025", float: "float_cat1", representative: "repr_8", validation: "val_unit"),
    Model(id: "m052", float: "float_cat1", representative: "repr_1", validation: "val_unit"),
    Model(id: "m016", float: "float_dw1", representative: "repr_2", validation: "val_sym"),
  ]

  private struct Site: Decodable {
    struct Facts: Decodable {
      let min: Double
      let max: Double
      let power: Double
      let noise: Double
      let below: Double
      let above: Double
      let kurt: Double

      enum CodingKeys: String, CodingKey {
        case min, max, kurt
        case power = "P"
        case noise = "N"
        case below = "Ncl"
        case above = "Nch"
      }
    }
    let kind: String
    let t: String
    let val: Facts?
    let repr: Facts?
    let lo: Double?
    let hi: Double?
    let bits: Int?
    let ideal: Double?
    let ilo: Double?
    let ihi: Double?
    let ks: Double?
  }

  private struct Measured: Decodable { let sites: [Site] }

  private static let reference: [String: Measured] = {
    let unpack = Process()
    unpack.executableURL = URL(filePath: "/usr/bin/env")
    unpack.arguments = ["gzip", "-dc", folder.appending(path: "meas2.json.gz").path]
    let output = Pipe()
    unpack.standardOutput = output
    guard (try? unpack.run()) != nil else { return [:] }
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    return (try? JSONDecoder().decode([String: Measured].self, from: bytes)) ?? [:]
  }()

  @Test(.enabled(if: isPresent), arguments: models)
  func factsAreThoseOfTheReference(model: Model) throws {
    let access = FileAccess()
    func path(_ name: String) -> String { Self.folder.appending(path: name).path }
    let quantized = try OnnxModel(path: path(model.id + ".onnx"), access: access)
    let comparison = try Comparison(
      float: OnnxModel(path: path(model.float + ".onnx"), access: access), quantized: quantized,
      data: [
        .representative: .open([path(model.representative + ".npy")], access: access),
        .validation: .open([path(model.validation + ".npy")], access: access),
      ])
    let wanted = try #require(Self.reference[model.id]?.sites.filter { $0.kind == "act" })
    var requests: [SiteRequest] = []
    var sites: [Site] = []
    for quantizer in quantized.quantizers where quantizer.role == .activation {
      let name = quantizer.source.replacing("_QuantizeLinear_Input", with: "")
      guard let integers = quantizer.integerRange, let site = wanted.first(where: { $0.t == name }) else { continue }
      let affine = try #require(
        AffineQuantizer(
          scale: quantizer.scales[0], zeroPoint: Int(quantizer.zeroPoints[0]), minimum: Int(integers.lowerBound),
          maximum: Int(integers.upperBound)))
      #expect(affine.bits == site.bits && near(affine.low, site.lo, 1e-4) && near(affine.high, site.hi, 1e-4))
      requests.append(SiteRequest(tensor: name, quantizer: affine))
      sites.append(site)
    }
    #expect(Double(sites.count) >= 0.7 * Double(wanted.count))
    let halves = FactsRequest(sites: requests, splits: [128])
    let validation = try comparison.measure(.validation, facts: halves, engine: ReferenceFolder.engine())
    let representative = try comparison.measure(
      .representative, facts: FactsRequest(sites: requests), engine: ReferenceFolder.engine())
    for (index, site) in sites.enumerated() {
      let found = try #require(validation.sites[index].whole)
      let before = try #require(representative.sites[index].whole)
      try check(found, site.val, site.t)
      try check(before, site.repr, site.t)
      let ideal = found.histogram.ideal(
        steps: try #require(found.quantizer).steps, minimum: found.minimum, maximum: found.maximum)
      #expect(
        near(ideal.noise, site.ideal, 1e-2) && near(ideal.low, site.ilo, 1e-2) && near(ideal.high, site.ihi, 1e-2))
      let shift = found.histogram.kolmogorovSmirnov(before.histogram)
      #expect(abs(shift - (site.ks ?? .nan)) < 1e-3, "\(site.t): \(shift)")
      guard case .collected(let parts) = validation.sites[index] else { continue }
      #expect(parts.count == 2 && parts[0].count == parts[1].count)
    }
  }

  private func check(_ found: SiteAccumulator, _ wanted: Site.Facts?, _ name: String) throws {
    let wanted = try #require(wanted)
    #expect(near(found.minimum, wanted.min, 1e-3) && near(found.maximum, wanted.max, 1e-3), "\(name)")
    #expect(near(found.meanSquare, wanted.power, 1e-3), "\(name)")
    #expect(near(found.kurtosis, wanted.kurt, 1e-3), "\(name): \(found.kurtosis), wanted \(wanted.kurt)")
    #expect(near(found.noise, wanted.noise, 1e-3), "\(name): \(found.noise), wanted \(wanted.noise)")
    #expect(near(found.noiseBelow, wanted.below, 1e-3) && near(found.noiseAbove, wanted.above, 1e-3), "\(name)")
  }

  private func near(_ found: Double, _ wanted: Double?, _ tolerance: Double) -> Bool {
    guard let wanted else { return false }
    return found == wanted || abs(found - wanted) <= tolerance * abs(wanted)
  }
}
