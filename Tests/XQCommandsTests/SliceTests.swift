// Slices, files and the cache through the program, as users call it.

import Foundation
import Testing
import XQConsole
import XQLanguage
import XQSystem

@testable import XQCommands

@Suite struct SliceTests {
  static let models = "example:digits/float example:digits/int8 --val example:digits/val --repr example:digits/repr"

  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  private func measureParts(_ count: Int, in folder: URL) throws {
    for number in 1...count {
      let result = try Program.run(
        ["--set", "slice=\(number)/\(count)", "-c", "let c = compare \(Self.models)\nsave $c part-\(number).xqm"],
        in: folder)
      #expect(result.status == 0, "\(result.errors)")
    }
  }

  private static let figures =
    "errors $c | to json\nerrors $c --aggregate batch\n"
    + "print $c.val.accuracy $c.val.accuracy_float $c.repr.top1_agreement $c.val.samples $c.paired"

  @Test func partsGiveTheBytesOfOnePass() throws {
    try withFolder { folder in
      try measureParts(3, in: folder)
      let whole = try Program.run(["-c", "let c = compare \(Self.models)\n\(Self.figures)"], in: folder)
      let merged = try Program.run(["-c", "let c = load part-*.xqm\n\(Self.figures)"], in: folder)
      #expect(merged.status == 0 && merged.output == whole.output, "\(merged.errors)")
      #expect(merged.output.hasSuffix("0.8555555555555555 0.9916666666666667 0.84375 360 10\n"))
      let backwards = try Program.run(
        ["-c", "let c = load part-3.xqm part-1.xqm part-2.xqm\n\(Self.figures)"], in: folder)
      #expect(backwards.output == whole.output)
    }
  }

  @Test func partsThatDoNotFitAreNamed() throws {
    try withFolder { folder in
      try measureParts(3, in: folder)
      func run(_ text: String) throws -> String {
        let result = try Program.run(["-c", text], in: folder)
        #expect(result.status == 3, "\(result)")
        return result.errors
      }
      let missing = try run("load part-1.xqm part-3.xqm")
      #expect(
        missing.contains("error XQ0446: samples 33 to 64 of 128 on repr are in no part (slice 2 of 3)"), "\(missing)")
      #expect(missing.contains("= help: measure it: set slice 2/3"))
      let double = try run("load part-1.xqm part-*.xqm")
      #expect(
        double.contains("error XQ0445: 'part-1.xqm' and 'part-1.xqm' both hold samples 1 to 32 on repr"), "\(double)")
      let part = folder.appending(path: "part-2.xqm")
      let bytes = try Data(contentsOf: part)
      try bytes.prefix(1000).write(to: part)
      #expect(
        try run("load part-*.xqm").contains(
          "error XQ0411: 'part-2.xqm' is cut short; wanted \(bytes.count) bytes, found 1000"))
      let foreign = try Program.run(
        [
          "--set", "slice=2/3", "-c",
          "let c = compare example:digits/float example:digits/int8-fixed --val example:digits/val "
            + "--repr example:digits/repr\nsave $c part-2.xqm",
        ], in: folder)
      #expect(foreign.status == 0)
      let words = try run("load part-*.xqm")
      #expect(
        words.contains("'part-2.xqm' does not belong to 'part-1.xqm': quantized model: 'example:digits/int8-fixed' ("),
        "\(words)")
    }
  }

  /// A file of a measurement is there whole, or not at all: a full disk leaves the one before.
  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func aFileThatCannotBeWrittenLeavesNothing() throws {
    try withFolder { folder in
      let full = try Program.run(
        ["-c", "let c = compare \(Self.models)\nsave $c /dev/full"], in: folder)
      #expect(full.status == 4 && full.errors.contains("error XQ0502"), "\(full.errors)")
      let nowhere = try Program.run(["-c", "let c = compare \(Self.models)\nsave $c none/x.xqm"], in: folder)
      #expect(nowhere.errors.contains("error XQ0502: 'none/x.xqm' cannot be written: there is no folder 'none'"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    }
  }

  @Test func whatWasLoadedSaysWhatItIsOf() throws {
    try withFolder { folder in
      try measureParts(2, in: folder)
      let result = try Program.run(["-c", "let c = load part-*.xqm\nshow $c"], in: folder)
      for line in [
        "engine                 ONNX Runtime ", "quantized model        example:digits/int8  ·  sha256 c3ee7817",
        "repr                   128 samples  ·  example:digits/repr  ·  sha256 ",
      ] {
        #expect(result.output.contains(line), "\(result.output)")
      }
    }
  }
}

/// The cache, with consoles that share a folder as sessions of one user do.
@Suite struct MeasurementCacheTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "xqsh-\(UUID().uuidString)").path

  private func run(
    _ text: String, keepsAll: Bool = true, program: String = "1", policy: FileAccess.Policy = .unrestricted
  ) -> (output: String, messages: String) {
    let place = CachePlace(folder: folder, program: program, worthKeepingSeconds: keepsAll ? 0 : 1e9)
    let sink = RecordingSink()
    let console = Console(
      host: QuantizationHost.make(libraryInEnvironment: Package.library, cache: place),
      files: FileAccess(policy: policy, shipped: ExampleFiles()), sink: sink)
    #expect(console.run(Source(name: "-c", text: text)).exitCode == 0)
    var (output, messages) = ("", "")
    for event in sink.events {
      switch event {
      case .result(let value): output += JSONText.text(value)
      case .message(let text), .remark(let text): messages += text + "\n"
      case .diagnostic(let diagnostic): messages += "\(diagnostic.code.id) \(diagnostic.message)\n"
      default: break
      }
    }
    return (output, messages)
  }

  private var entries: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder + "/measurements")) ?? []
    return names.map { "\(folder)/measurements/\($0)" }
  }

  static let compare = "compare example:digits/float example:digits/int8 --val example:digits/val\n"
  static let fromCache = "val: from the cache, measured before"

  @Test func aSecondSessionDoesNotMeasure() {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let first = run(Self.compare + "errors")
    #expect(!first.messages.contains("cache") && entries.count == 1)
    let second = run(Self.compare + "errors\nerrors")
    #expect(second.messages.components(separatedBy: Self.fromCache).count == 2)
    #expect(second.output == first.output + first.output)
    let off = run("set cache off\n" + Self.compare + "errors")
    #expect(!off.messages.contains("from the cache") && off.output == first.output)
  }

  @Test(arguments: [
    "set kernels deployed\n" + compare, "set slice 1/2\n" + compare, "profile mct\n" + compare,
    "compare example:digits/float example:digits/int8 --val example:digits/repr\n",
    "compare example:digits/float example:digits/int8-fixed --val example:digits/val\n",
    "compare example:digits/float example:digits/int8 --val example:digits/val --batch 16\n",
  ])
  func othersAreMeasured(_ text: String) {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    _ = run(Self.compare + "errors")
    #expect(!run(text + "errors").messages.contains("from the cache"))
    #expect(entries.count == 2)
    #expect(run(text + "errors").messages.contains(Self.fromCache))
  }

  @Test func otherProgramsMeasure() {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    _ = run(Self.compare + "errors")
    #expect(!run(Self.compare + "errors", program: "2").messages.contains("from the cache"))
  }

  @Test func aDamagedEntryIsMeasuredAnew() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let first = run(Self.compare + "errors")
    let entry = try #require(entries.first)
    var bytes = try Data(contentsOf: URL(filePath: entry))
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: URL(filePath: entry))
    let second = run(Self.compare + "errors")
    #expect(second.messages.contains("XQ0448 a measurement in the cache was dropped and is made anew: "))
    #expect(second.messages.contains("is damaged: its checksum does not match"))
    #expect(second.output == first.output)
    #expect(run(Self.compare + "errors").messages.contains(Self.fromCache))
  }

  @Test func cheapOnesAndLimitedHostsKeepNothing() {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    _ = run(Self.compare + "errors", keepsAll: false)
    _ = run(Self.compare + "errors", policy: .limited(readable: ["."], writable: "."))
    _ = run("set cache off\n" + Self.compare + "errors")
    #expect(entries == [])
  }
}
