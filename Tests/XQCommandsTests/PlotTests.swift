// plot in the program itself: files that are written, the missing library, safe mode, reports.

import Foundation
import Testing

@Suite struct PlotTests {
  private static let compare = "compare example:digits/float example:digits/int8 --val example:digits/val"

  /// A folder of its own, gone afterwards.
  private func inFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "xqsh-plot-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  @Test func filesHaveTheFormatOfTheirEnding() throws {
    try inFolder { folder in
      let result = try Program.run(
        ["-c", "\(Self.compare)\nplot errors --out e.svg\nplot errors --out e.TXT\nplot errors --out e.svg"], in: folder
      )
      #expect(result.status == 0, "\(result.errors)")
      let svg = try String(contentsOf: folder.appending(path: "e.svg"), encoding: .utf8)
      #expect(svg.hasPrefix("<svg ") && svg.hasSuffix("</svg>\n"))
      #expect(svg.contains("<title>conv5: sqnr 1.373 dB, degraded</title>") && svg.contains("threshold 15 dB"))
      // Five degraded layers, three metrics.
      #expect(svg.components(separatedBy: "r=\"6\"").count - 1 == 15)
      let text = try String(contentsOf: folder.appending(path: "e.TXT"), encoding: .utf8)
      #expect(text.contains("conv5   ●"))
      #expect(result.output.isEmpty && result.errors.contains("wrote e.svg"))
    }
  }

  @Test func withoutCairoTheDiagnosticSaysWhatToInstall() throws {
    try inFolder { folder in
      let result = try Program.run(
        ["-c", "\(Self.compare)\nplot errors --out e.svg\nplot errors --out e.png"],
        environment: ["XQSH_CAIRO": "/nowhere/libcairo.so.2"], in: folder)
      #expect(result.status == 4)
      #expect(result.errors.contains("error XQ0540: '.png' is drawn by the library cairo"))
      #expect(result.errors.contains("apt-get install libcairo2") && result.errors.contains("--out e.svg"))
      #expect(FileManager.default.fileExists(atPath: folder.appending(path: "e.svg").path))
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "e.png").path))
    }
  }

  @Test func safeModeWritesNoPictureElsewhere() throws {
    try inFolder { folder in
      let inside = folder.appending(path: "in")
      try FileManager.default.createDirectory(at: inside, withIntermediateDirectories: true)
      let result = try Program.run(["--safe", "-c", "\(Self.compare)\nplot errors --out ../e.svg"], in: inside)
      #expect(result.status == 5 && result.errors.contains("error XQ0605: "), "\(result.errors)")
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "e.svg").path))
    }
  }

  @Test func aReportHasThePictureAsTextAndReplays() throws {
    try inFolder { folder in
      let made = try Program.run(
        ["-c", "\(Self.compare)\nplot errors --metric sqnr\nprint \"end\"\nreport r.md"], in: folder)
      #expect(made.status == 0, "\(made.errors)")
      let report = try String(contentsOf: folder.appending(path: "r.md"), encoding: .utf8)
      #expect(report.contains("conv5   ●  1.373 █") && !report.contains("<svg"))
      let replay = try Program.run(["check", "--replay", "r.md"], in: folder)
      #expect(replay.status == 0, "\(replay.output)\(replay.errors)")
    }
  }

  @Test func jsonHasThePictureAsSVG() throws {
    let result = try Program.run(["--format", "json", "-c", "\(Self.compare)\nplot errors --metric sqnr"])
    let line = try #require(result.output.split(separator: "\n").first { $0.contains("\"picture\"") })
    let event = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    #expect((event["svg"] as? String)?.hasPrefix("<svg ") == true)
    #expect((event["alternative_text"] as? String)?.contains("5 of 10 layers degraded (conv5") == true)
  }

  @Test func inTheCLocaleEveryByteIsASCII() throws {
    let text = "\(Self.compare)\nplot errors\nplot histogram relu4\nplot ranges\nplot channels fc\nplot noise"
    let result = try Program.run(["-c", text], environment: ["LC_ALL": "C"])
    #expect(result.status == 0 && result.output.contains("###"), "\(result.errors)")
    #expect(result.output.utf8.allSatisfy { $0 < 0x80 })
  }
}
