// Odd and hostile files through the program: what must work works, what must be refused is refused in words, and nothing
// crashes, hangs or takes more memory than the file is worth.

import Foundation
import Testing

@Suite struct EdgeProgramTests {
  @Test(.enabled(if: Edge.isPresent))
  func listIsRead() {
    #expect(Edge.all.count > 130)
    #expect(Set(Edge.all.map(\.kind)) == ["onnx", "npy", "npz", "pair"])
  }

  @Test(.enabled(if: Edge.isPresent), arguments: Edge.all)
  func hasTheExpectedOutcome(edge: Edge) throws {
    let folder = try EdgeFolder()
    let result = try Program.runBounded(["-c", try edge.script(folder)], kilobytes: 6_000_000, seconds: 60)
    // The name of a file may hold the words too: it does not count.
    let text = (result.output + result.errors).replacing(edge.path, with: "").lowercased()
    switch edge.expect {
    case "ok":
      #expect(result.status == 0, "\(result.errors)")
      for word in edge.words where !edge.unsaid.contains(word) {
        #expect(text.contains(word.lowercased()), "nothing about '\(word)': \(text)")
      }
      if edge.kind == "pair" { try edge.checkFigures(folder) }
    case "error":
      #expect(result.status == 3, "\(result.errors)")
      for word in edge.words { #expect(text.contains(word.lowercased()), "nothing about '\(word)': \(text)") }
      #expect(result.errors.contains("error XQ0"))
      #expect(result.errors.contains(edge.path), "the file is not named")
    default:
      #expect(result.status == 0 || result.status == 3, "\(result.errors)")
    }
  }
}

extension Program {
  /// Runs it with as much address space and time; a program that takes more is ended, which shows in its status.
  static func runBounded(_ arguments: [String], kilobytes: Int, seconds: Int) throws -> Result {
    try run(
      ["-c", "ulimit -v \(kilobytes); exec timeout \(seconds) \"$0\" \"$@\"", executable.path] + arguments,
      executable: URL(filePath: "/bin/sh"))
  }
}

/// One entry of the list.
struct Edge: Sendable, CustomTestStringConvertible {
  static let folder: URL = {
    let shared = ProcessInfo.processInfo.environment["XQSH_SHARED"].map { URL(filePath: $0) }
    return (shared ?? Package.root.deletingLastPathComponent().appending(path: "shared"))
      .appending(path: "reference/ort/edge")
  }()
  static let isPresent = FileManager.default.fileExists(atPath: folder.path)

  static let all: [Edge] = {
    guard let data = try? Data(contentsOf: folder.appending(path: "expected.json")),
      let json = try? JSONSerialization.jsonObject(with: data), let entries = json as? [[String: Any]]
    else { return [] }
    return entries.compactMap(Edge.init)
  }()

  let file: String
  let kind: String
  let expect: String
  let words: [String]
  private let shapes: [String: (shape: [Int], type: String)]
  private let figures: [Figures]
  private let unpaired: [String]
  private let quantizedOnly: [String]

  var testDescription: String { file }
  var path: String { Self.folder.appending(path: file).path }

  private init?(_ entry: [String: Any]) {
    guard let file = entry["file"] as? String, let kind = entry["kind"] as? String,
      let expect = entry["expect"] as? String
    else { return nil }
    self.file = file
    self.kind = kind
    self.expect = expect
    // The list says only that it runs.
    let more = file == "models/local_function.onnx" ? ["inside a function of the model cannot be fetched"] : []
    words = (entry["diagnostic"] as? [String] ?? []) + more
    shapes = (entry["feed_shapes"] as? [String: [Any]] ?? [:]).compactMapValues {
      guard let shape = $0.first as? [Int], let type = $0.last as? String else { return nil }
      return (shape, type)
    }
    figures = (entry["expected_tensors"] as? [[String: Any]] ?? []).compactMap(Figures.init)
    unpaired = (entry["expected_unpaired"] as? [[String: Any]] ?? []).compactMap { $0["float_tensor"] as? String }
    quantizedOnly = entry["quant_only"] as? [String] ?? []
  }

  /// Hints that need not be said: a type by another of its names.
  var unsaid: Set<String> { ["bf16"] }

  /// The script that puts the file to work: models compared with themselves, pairs with each other.
  func script(_ folder: EdgeFolder) throws -> String {
    let compare =
      "errors\nerrors | to json '\(folder.path)/errors.json'\n"
      + "pairs --all | to json\npairs --all | to json '\(folder.path)/pairs.json'"
    switch kind {
    case "onnx":
      var inputs = shapes.isEmpty ? ["x": ([2, 4], "float32")] : shapes
      // A data set without a sample is refused; the model runs on others.
      if file == "models/zero_size.onnx" { inputs = ["x": ([2, 4], "float32")] }
      for (name, input) in inputs { try folder.write(name, shape: input.0, type: input.1) }
      let load = inputs.count == 1 ? "'\(folder.path)/x.npy'" : "'\(try folder.archive(inputs.keys.sorted()))'"
      return "let m = load '\(path)'\nshow $m\nlet v = load \(load)\ncompare $m $m --val $v\n\(compare)"
    case "pair":
      let data = ["data.npz", "data"].first { FileManager.default.fileExists(atPath: path + "/" + $0) } ?? ""
      return "compare '\(path)/float.onnx' '\(path)/quant.onnx' --val '\(path)/\(data)'\n\(compare)"
    case "npz" where file.hasSuffix("mismatched_lengths.npz"):
      // Which arrays count samples is known only with a model.
      let model = try TinyModel(inputs: ["x", "x2"], nodes: [.init("Add", ["x", "x2"], "y")], outputs: ["y"])
        .write(to: folder.path)
      return "compare '\(model)' '\(model)' --val '\(path)'"
    default:
      return "let v = load '\(path)'\nshow $v"
    }
  }

  /// Compares what the script wrote with the list.
  func checkFigures(_ folder: EdgeFolder) throws {
    func rows(_ name: String) throws -> [[String: Any]] {
      let json = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: "\(folder.path)/\(name).json")))
      return try #require(json as? [[String: Any]])
    }
    let errors = Dictionary(
      try rows("errors").compactMap { row in (row["tensor"] as? String).map { ($0, row) } },
      uniquingKeysWith: { first, _ in first })
    #expect(Set(errors.keys) == Set(figures.map(\.tensor)))
    for wanted in figures {
      let row = try #require(errors[wanted.tensor])
      #expect(wanted.differences(from: row) == [], "\(wanted.tensor)")
    }
    let pairs = try rows("pairs")
    let missing = pairs.filter { $0["partner"] is NSNull }.compactMap { $0["tensor"] as? String }
    // Tensors that turned out not to be comparable are paired, and said to be left out below the table.
    #expect(Set(unpaired).subtracting(missing).subtracting(["add"]).isEmpty, "\(missing)")
    #expect(unpaired.filter { errors[$0] != nil }.isEmpty)
    let extra = pairs.filter { $0["tensor"] is NSNull }.compactMap { $0["partner"] as? String }
    #expect(Set(extra) == Set(quantizedOnly))
  }
}

/// What one pair of tensors must give.
private struct Figures: Sendable {
  let tensor: String
  private let partner: String
  private let count: Int
  private let nonfinite: [Int]
  /// No figures where no finite element is left.
  private let metrics: [String: Double]

  init?(_ entry: [String: Any]) {
    guard let tensor = entry["float_tensor"] as? String, let partner = entry["quant_tensor"] as? String,
      let count = entry["n"] as? Int, let nonfinite = entry["nonfinite"] as? [Int]
    else { return nil }
    self.tensor = tensor
    self.partner = partner
    self.count = count
    self.nonfinite = nonfinite
    metrics = (entry["pooled"] as? [String: Any] ?? [:]).compactMapValues(Self.number)
  }

  private static func number(_ value: Any?) -> Double? {
    (value as? NSNumber)?.doubleValue ?? (value as? String).flatMap(Double.init)
  }

  func differences(from row: [String: Any]) -> [String] {
    var wrong: [String] = []
    if row["quantized"] as? String != partner { wrong.append("compared with \(row["quantized"] ?? "nothing")") }
    if row["elements"] as? Int != count { wrong.append("\(row["elements"] ?? "no") elements") }
    if [row["nonfinite_float"] as? Int, row["nonfinite_quantized"] as? Int] != nonfinite.map(Optional.some) {
      wrong.append("non-finite elements")
    }
    for (ours, theirs) in [
      ("mse", "mse"), ("cs", "cs"), ("sqnr", "sqnr_db"), ("nrmse", "nrmse"), ("max_abs", "max_abs"), ("bias", "bias"),
    ] {
      let (found, wanted) = (Self.number(row[ours]), metrics[theirs])
      guard let found, let wanted else {
        if found != nil || wanted != nil { wrong.append("\(ours): only one side has it") }
        continue
      }
      if found != wanted, !(abs(found - wanted) <= 1e-9 * max(abs(wanted), 1e-12)) {
        wrong.append("\(ours) \(found), wanted \(wanted)")
      }
    }
    return wrong
  }
}

/// A folder with arrays to feed, removed at the end.
final class EdgeFolder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// `NAME.npy` with numbers from -1 to 1, or from 0 on where they are integers.
  func write(_ name: String, shape: [Int], type: String) throws {
    let count = shape.reduce(1, *)
    var data = Data()
    for index in 0..<count {
      if type == "int64" {
        withUnsafeBytes(of: Int64(index)) { data.append(contentsOf: $0) }
      } else {
        withUnsafeBytes(of: Float(index) * 2 / Float(max(count - 1, 1)) - 1) { data.append(contentsOf: $0) }
      }
    }
    let dimensions = shape.map { "\($0), " }.joined()
    let head = "{'descr': '\(type == "int64" ? "<i8" : "<f4")', 'fortran_order': False, 'shape': (\(dimensions)), }\n"
    let preamble = [0x93] + Array("NUMPY\u{1}\0".utf8) + [UInt8(head.utf8.count), 0]
    try (Data(preamble) + Data(head.utf8) + data).write(to: URL(filePath: "\(path)/\(name).npy"))
  }

  /// An archive of some of the arrays, stored; its path.
  func archive(_ names: [String]) throws -> String {
    var file = Data()
    var directory = Data()
    for name in names {
      let contents = try Data(contentsOf: URL(filePath: "\(path)/\(name).npy"))
      let member = Data("\(name).npy".utf8)
      // Version, then flags, method and time as zeros; checksum, both sizes, lengths of name and extra field.
      var common = bytes(UInt16(20))
      common.append(Data(count: 8))
      common.append(bytes(checksum(contents)))
      common.append(bytes(UInt32(contents.count)))
      common.append(bytes(UInt32(contents.count)))
      common.append(bytes(UInt16(member.count)))
      common.append(bytes(UInt16(0)))
      directory.append(bytes(UInt32(0x0201_4B50)))
      directory.append(bytes(UInt16(20)))
      directory.append(common)
      directory.append(Data(count: 10))
      directory.append(bytes(UInt32(file.count)))
      directory.append(member)
      file.append(bytes(UInt32(0x0403_4B50)))
      file.append(common)
      file.append(member)
      file.append(contents)
    }
    let directoryStart = UInt32(file.count)
    file.append(directory)
    file.append(bytes(UInt32(0x0605_4B50)))
    file.append(Data(count: 4))
    file.append(bytes(UInt16(names.count)))
    file.append(bytes(UInt16(names.count)))
    file.append(bytes(UInt32(directory.count)))
    file.append(bytes(directoryStart))
    file.append(Data(count: 2))
    try file.write(to: URL(filePath: "\(path)/data.npz"))
    return "\(path)/data.npz"
  }

  private func bytes<Integer: FixedWidthInteger>(_ value: Integer) -> Data {
    withUnsafeBytes(of: value.littleEndian) { Data($0) }
  }

  /// CRC-32 as archives have it.
  private func checksum(_ data: Data) -> UInt32 {
    var state = ~UInt32(0)
    for byte in data {
      state ^= UInt32(byte)
      for _ in 0..<8 { state = state & 1 == 1 ? state >> 1 ^ 0xEDB8_8320 : state >> 1 }
    }
    return ~state
  }
}
