// Models without their names are paired as their names say.

import Foundation
import Testing
import XQFormats
import XQMeasure
import XQSystem

/// Where things lie that are not part of the tests.
enum PackageFolders {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  /// Reference data beside the package; absent in a plain checkout.
  static let shared =
    ProcessInfo.processInfo.environment["XQSH_SHARED"].map { URL(filePath: $0) }
    ?? root.deletingLastPathComponent().appending(path: "shared")
  static let hasShared = FileManager.default.fileExists(atPath: shared.appending(path: "reference/ort").path)
}

/// Which model loses its names.
enum StrippedSide: CaseIterable {
  case quantized, float, both, quantizedInside
}

/// What is left of the pairs that the names give.
struct StrippedPairing {
  let byNames: [LayerPair]
  let found: Int
  let wrong: [String]
  let missing: [String]

  init(_ float: String, _ quantized: String, _ side: StrippedSide) throws {
    let access = FileAccess()
    let (whole, other) = (try OnnxModel(path: float, access: access), try OnnxModel(path: quantized, access: access))
    byNames = Pairing(float: whole, quantized: other).pairs
    let ours = side == .quantized || side == .quantizedInside ? nil : try RenamedModel(float, prefix: "f")
    let theirs =
      side == .float ? nil : try RenamedModel(quantized, prefix: "q", keepsEnds: side == .quantizedInside)
    let pairing = Pairing(float: ours?.model ?? whole, quantized: theirs?.model ?? other)
    let partners = Dictionary(uniqueKeysWithValues: pairing.pairs.map { ($0.tensor, $0.partner) })
    let reasons = Dictionary(uniqueKeysWithValues: pairing.unpaired.map { ($0.tensor, $0.reason) })
    var (found, wrong, missing, known) = (0, [String](), [String](), Set<String>())
    for pair in byNames {
      let tensor = ours?[pair.tensor] ?? pair.tensor
      known.insert(tensor)
      let wanted = theirs?[pair.partner] ?? pair.partner
      switch partners[tensor] {
      case wanted: found += 1
      case let other?: wrong.append("\(pair.tensor): \(other), not \(wanted)")
      case nil: missing.append("\(pair.op) \(pair.tensor): \(reasons[tensor] ?? "no reason")")
      }
    }
    // What the names do not pair at all may be paired; not with what they give to another.
    let taken = Set(byNames.map { theirs?[$0.partner] ?? $0.partner })
    for (tensor, partner) in partners where !known.contains(tensor) && taken.contains(partner) {
      wrong.append("\(tensor): \(partner), which is another's")
    }
    (self.found, self.wrong, self.missing) = (found, wrong, missing)
  }
}

@Suite struct StrippedPairingTests {
  private static let digits = PackageFolders.root.appending(path: "Sources/CExamples/files/digits")
  private static let reference = PackageFolders.shared.appending(path: "reference")

  @Test(arguments: ["int8", "int8-fixed"], StrippedSide.allCases)
  func digits(name: String, side: StrippedSide) throws {
    let result = try StrippedPairing(
      Self.digits.appending(path: "float.onnx").path, Self.digits.appending(path: name + ".onnx").path, side)
    #expect(result.wrong == [])
    #expect(result.missing == [])
  }

  @Test(
    .enabled(if: PackageFolders.hasShared),
    arguments: [
      "ppocr_cls/q_qdq_u8i8", "ppocr_cls/q_qdq_i8i8_pc", "ppocr_cls/q_qdq_u16", "ppocr_cls/q_qop_u8i8",
      "minilm_l2/q_qdq_u8i8",
      "minilm_l2/q_qdq_i8i8_pc", "minilm_l2/q_qdq_u8i8_mm", "silero_vad/q_qdq_u8i8", "ppocr_cls/q_fp16",
      "ppocr_cls/q_dynamic", "minilm_l2/q_dynamic",
    ], StrippedSide.allCases)
  func real(name: String, side: StrippedSide) throws {
    let path = Self.reference.appending(path: "ort/\(name).onnx")
    let float = path.deletingLastPathComponent().appending(path: "float.onnx")
    let result = try StrippedPairing(float.path, path.path, side)
    #expect(result.wrong == [])
    #expect(Double(result.found) >= 0.95 * Double(result.byNames.count), "\(result.missing)")
  }

  private struct Truth: Decodable {
    struct Model: Decodable {
      let id: String
      let file: String
      let float: String
    }
  }

  /// Each third of them, which has all networks and forms of quantizers: reading all takes long in a debug build.
  @Test(.enabled(if: PackageFolders.hasShared))
  func planted() throws {
    let folder = Self.reference.appending(path: "planted")
    let models = try JSONDecoder().decode(
      [Truth.Model].self, from: Data(contentsOf: folder.appending(path: "truth.json")))
    var (known, found) = (0, 0)
    for model in stride(from: 0, to: models.count, by: 3).map({ models[$0] }) {
      let result = try StrippedPairing(
        folder.appending(path: model.float).path, folder.appending(path: model.file).path, .both)
      #expect(result.wrong == [], "\(model.id)")
      #expect(Double(result.found) >= 0.95 * Double(result.byNames.count), "\(model.id): \(result.missing)")
      known += result.byNames.count
      found += result.found
    }
    #expect(known > 2000)
    #expect(found == known)
  }
}
