// Models with a planted fault, judged from the files: one of each cause, a healthy one, and some with two faults.

import Foundation
import Testing
import XQFormats
import XQJudge
import XQMeasure
import XQRuntime
import XQSystem

@Suite struct PlantedTests {
  /// The first model of each cause, but for the attention nets, which take longest.
  static let models: [PlantedModel] = {
    var seen: Set<String> = []
    let ordered = PlantedModel.all.filter { $0.net != "tfm1" } + PlantedModel.all
    return ordered.filter { seen.insert($0.cause ?? "").inserted }
  }()

  @Test(.enabled(if: PlantedModel.isPresent))
  func everyCauseIsThere() {
    // All but the cause that is never planted: the others explain it.
    #expect(Set(Self.models.compactMap(\.cause)).count == Cause.allCases.count)
  }

  @Test(.enabled(if: PlantedModel.isPresent), arguments: models)
  func theFirstFindingIsTheFault(_ model: PlantedModel) throws {
    let verdict = try model.judge()
    let first = verdict.findings.first
    #expect((model.ok ?? []).contains(first?.cause?.rawValue ?? "none"))
    if model.wholeModel == false, let first { #expect((model.sites ?? []).contains(first.tensor)) }
    let expected = PlantedModel.measured[model.id]?.findings ?? []
    let found = verdict.findings + verdict.notes
    #expect(found.map { $0.cause?.rawValue } == expected.map(\.cause))
    for (finding, expected) in zip(found, expected) {
      #expect(abs((finding.gain ?? .nan) - expected.gainFix) <= 0.1, "\(expected.cause)")
    }
  }

  @Test(.enabled(if: PlantedModel.isPresent), arguments: PlantedModel.pairs.prefix(3))
  func twoFaultsAreTheFirstTwoFindings(_ model: PlantedModel) throws {
    let first = try model.judge().findings.prefix(2).compactMap { $0.cause?.rawValue }
    #expect(Set((model.faults ?? []).map(\.cause)).isSubset(of: first), "\(first)")
  }
}

/// A model of the planted folder with what was done to it.
struct PlantedModel: Decodable, Sendable, CustomTestStringConvertible {
  struct Fault: Decodable, Sendable { let cause: String }

  struct Measured: Decodable, Sendable {
    struct Finding: Decodable, Sendable {
      let cause: String
      let gainFix: Double
    }

    let findings: [Finding]
  }

  let id: String
  let file: String
  let float: String
  let repr: String
  let val: String
  let net: String
  let cause: String?
  let ok: [String]?
  let sites: [String]?
  let wholeModel: Bool?
  let faults: [Fault]?

  var testDescription: String { "\(id) \(cause ?? "two faults")" }

  private static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  private static let folder: URL = {
    let shared = ProcessInfo.processInfo.environment["XQSH_SHARED"].map { URL(filePath: $0) }
    return (shared ?? package.deletingLastPathComponent().appending(path: "shared"))
      .appending(path: "reference/planted")
  }()

  static let isPresent = FileManager.default.fileExists(atPath: folder.path)
  static let all: [PlantedModel] = decode([PlantedModel].self, "truth.json") ?? []
  static let pairs: [PlantedModel] = decode([PlantedModel].self, "pairs/truth.json") ?? []
  /// What the reference implementation found, by id.
  static let measured: [String: Measured] = decode([String: Measured].self, "meas2.json.gz") ?? [:]

  private static func decode<Result: Decodable>(_ type: Result.Type, _ file: String) -> Result? {
    guard var data = try? Data(contentsOf: folder.appending(path: file)) else { return nil }
    if file.hasSuffix(".gz") { data = unzipped(folder.appending(path: file)) }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try? decoder.decode(type, from: data)
  }

  private static func unzipped(_ file: URL) -> Data {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gzip", "-dc", file.path]
    process.standardOutput = output
    guard (try? process.run()) != nil else { return Data() }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return data
  }

  func judge() throws -> Verdict {
    let access = FileAccess()
    func path(_ name: String) -> String { Self.folder.appending(path: name).path }
    let comparison = try Comparison(
      float: OnnxModel(path: path(float), access: access), quantized: OnnxModel(path: path(file), access: access),
      data: [
        .representative: DataSet.open([path(repr)], access: access),
        .validation: DataSet.open([path(val)], access: access),
      ])
    let engine = OnnxRuntime(
      OnnxRuntimeLocator(
        environment: ProcessInfo.processInfo.environment["XQSH_ONNXRUNTIME"]
          ?? Self.package.appending(path: ".onnxruntime").path))
    let facts = try comparison.facts(engine: engine)
    let data = try #require(comparison.data[.validation])
    return try Judgement.judge(facts, pairing: comparison.pairing, data: data, engine: engine)
  }
}
