// Models with one planted fault each, and what another implementation measured at their sites.

import Foundation
import Testing
import XQFormats
import XQMeasure
import XQSystem

/// The folder `reference/planted`.
enum PlantedReference {
  struct Truth: Decodable {
    let id: String
    let file: String
    let float: String
    let repr: String
    let val: String
  }

  struct Facts: Decodable {
    /// Output dB as the model is, and with every site float.
    let baseDb: Double
    let plainDb: Double
    let ksIn: Double
    let ksMed: Double
    let sites: [Site]
  }

  struct Data: Decodable {
    let min: Double
    let max: Double
    let power: Double
    let noise: Double
    let noiseBelow: Double
    let noiseAbove: Double

    private enum CodingKeys: String, CodingKey {
      case min
      case max
      case power = "P"
      case noise = "N"
      case noiseBelow = "Ncl"
      case noiseAbove = "Nch"
    }
  }

  /// A fact is `nil` where the kind of site has none, and where a rule was decided without it.
  struct Site: Decodable {
    let kind: String
    let t: String
    /// Output dB with only this site quantized.
    let soloDb: Double
    let bits: Int?
    let val: Data?
    let repr: Data?
    let lo: Double?
    let hi: Double?
    let ideal: Double?
    let ilo: Double?
    let ihi: Double?
    let used: Double?
    let spread: Double?
    let seg: Double?
    let ks: Double?
    let nsr: Double?
    let nsrSame: Double?
    let nsrPc: Double?
    let rho: Double?
    let clip: Double?
    let mean: Double?
    let chOwn: Double?
    let chPc: Double?
    let fit: Double?
    let rel: Double?
  }

  static let folder = PackageFolders.shared.appending(path: "reference/planted")

  /// The environment can ask for all models; a run of the tests takes one of each twelve.
  static let models: [String] = {
    guard let truths = try? truth() else { return [] }
    let step = ProcessInfo.processInfo.environment["XQ_ALL_PLANTED"] == nil ? 12 : 1
    return stride(from: 0, to: truths.count, by: step).map { truths[$0].id }
  }()

  static func truth() throws -> [Truth] {
    try JSONDecoder().decode([Truth].self, from: Foundation.Data(contentsOf: folder.appending(path: "truth.json")))
  }

  static let facts: [String: Facts] = {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gzip", "-dc", folder.appending(path: "meas2.json.gz").path]
    let pipe = Pipe()
    process.standardOutput = pipe
    guard (try? process.run()) != nil else { return [:] }
    let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      return try decoder.decode([String: Facts].self, from: bytes)
    } catch {
      Issue.record("meas2.json.gz cannot be decoded: \(error)")
      return [:]
    }
  }()

  static func data(_ file: String) throws -> DataSet {
    try DataSet.open([folder.appending(path: file).path], access: FileAccess())
  }

  static func model(_ file: String) throws -> OnnxModel {
    try OnnxModel(path: folder.appending(path: file).path, access: FileAccess())
  }
}

/// Whether two figures agree to a relative deviation; figures below `least` count as 0.
func agrees(_ ours: Double, _ theirs: Double, within tolerance: Double = 1e-3, least: Double = 0) -> Bool {
  ours == theirs || abs(ours - theirs) <= max(tolerance * max(abs(theirs), abs(ours)), least)
}
