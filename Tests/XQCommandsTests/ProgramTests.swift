// The program as users call it: results, exit codes, carets.

import Foundation
import Testing

@Suite struct ProgramTests {
  static let models = "example:digits/float example:digits/int8 --val example:digits/val"

  @Test func investigateNamesTheDegradedLayersAndBothAccuracies() throws {
    let script = Package.root.appending(path: "Scripts/examples/investigate.xq").path
    let result = try Program.run(["run", script])
    #expect(result.status == 0)
    #expect(result.output.contains("right answers: float 99.2 %, quantized 85.6 %"))
    #expect(result.output.contains("5 of 10 layers are at 15 dB or less: conv5, relu6, fc, pool, flatten"))
  }

  @Test func sameBytesForAnyNumberOfThreads() throws {
    let outputs = try ["1", "2", "1"].map { threads in
      let result = try Program.run([
        "--set", "threads=\(threads)", "-c", "compare \(Self.models)\nerrors | to json\nerrors",
      ])
      #expect(result.status == 0)
      return result.output
    }
    #expect(Set(outputs).count == 1)
    #expect(outputs[0].contains("\"layer\": \"conv5\""))
  }

  @Test func resultsAloneGoToStandardOutput() throws {
    let result = try Program.run(["-c", "compare \(Self.models)\nerrors fc | to json"])
    let rows = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
    #expect(rows.count == 1)
    for key in ["layer", "tensor", "quantized", "op", "data", "mse", "cs", "sqnr", "degraded"] {
      #expect(rows[0][key] != nil, "no '\(key)'")
    }
    #expect(rows[0]["tensor"] as? String == "logits")
    #expect(result.errors.hasPrefix("cmp1: 10 of 15 layers paired"))
  }

  /// What a comparison is called without `let` is known to the whole text, as it is at the prompt.
  @Test func comparisonsWithoutLetHaveNames() throws {
    let result = try Program.run(["-c", "compare \(Self.models)\nprint $cmp1.val.samples $(errors $cmp1 | count)"])
    #expect(result.status == 0)
    #expect(result.output == "360 10\n")
    let wrong = try Program.run(["-c", "compare \(Self.models)\nprint $cmp"])
    #expect(wrong.status == 2)
    #expect(wrong.errors.contains("there is no variable '$cmp'"))
  }

  @Test(arguments: [["--format", "json", "help", "sort"], ["--format", "json", "-c", "print 1"]])
  func everyLineOfJSONIsAnEvent(_ arguments: [String]) throws {
    let lines = try Program.run(arguments).output.split(separator: "\n")
    #expect(lines.count == 3)
    for line in lines {
      let event = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      #expect(event?["event"] is String)
    }
  }

  @Test func safeTextsDoNotChooseTheLibrary() throws {
    let result = try Program.run(["--safe", "-c", "set runtime ./other.so"])
    #expect(result.status == 5)
    #expect(result.errors.contains("changing 'runtime' is not allowed here"))
  }

  @Test func scriptsComeFromStandardInputToo() throws {
    let result = try Program.run([], input: "compare \(Self.models)\nerrors --data val | where degraded | count\n")
    #expect(result.status == 0)
    #expect(result.output == "5\n")
  }

  @Test(arguments: [
    (0, "compare \(models)\nexpect $(errors --data val | count) == 10"),
    (1, "compare \(models)\nexpect $(errors --data val | count) == 9"),
    (1, "compare \(models)\nrequire $(errors | where degraded | count) == 0"),
    (2, "compare \(models)\nerors"),
    (2, "errors"),
    (3, "load missing.onnx"),
    (3, "compare \(models) | show\nerrors --data repr"),
    (3, "load example:digits/val --as model"),
    (3, "compare example:digits/float example:digits/int8 --val example:digits/int8"),
    (7, "stop 7"),
  ])
  func exitCodes(status: Int, text: String) throws {
    let result = try Program.run(["-c", text])
    #expect(Int(result.status) == status, "\(result.errors)")
    #expect(status == 0 || status == 7 || !result.errors.isEmpty)
  }

  @Test func aMissingLibraryIsExplained() throws {
    let result = try Program.run(
      ["-c", "compare \(Self.models)\nerrors"], environment: ["XQSH_ONNXRUNTIME": "/nowhere/libonnxruntime.so"])
    #expect(result.status == 4)
    #expect(result.errors.contains("error XQ0510: ONNX Runtime was not found"))
    #expect(result.errors.contains("/nowhere/libonnxruntime.so"))
    #expect(result.errors.contains("Scripts/setup"))
  }

  @Test func safeModeRefusesFilesElsewhere() throws {
    let result = try Program.run(["--safe", "-c", "load /etc/hostname"])
    #expect(result.status == 5)
    #expect(result.errors.contains("/etc/hostname"))
  }

  @Test func doctorSaysWhatWasFoundWhere() throws {
    let result = try Program.run(["doctor"])
    #expect(result.status == 0)
    #expect(
      result.output.contains("ONNX Runtime  ok       1.32.0") || result.output.contains("ONNX Runtime  ok     1."))
    let broken = try Program.run(["doctor"], environment: ["XQSH_ONNXRUNTIME": "/nowhere/lib.so"])
    #expect(broken.status == 0)
    #expect(broken.output.contains("missing"))
    #expect(broken.output.contains("/nowhere/lib.so"))
  }

  @Test(arguments: [
    ("misspelled-command", "XQ0203", "erors --data val | where degraded\n   | ^^^^^ did you mean 'errors'?"),
    ("missing-dollar", "XQ01", "expect cmp.val.accuracy_quant >= 80%\n   |        ^^^"),
    ("single-equals", "XQ0", "where mse = 3\n   |                               ^"),
    ("unclosed-string", "XQ01", "note \"the layers below are degraded\n   |      ^\n"),
    (
      "unknown-option", "XQ02",
      "errors --dataset val | where degraded\n   |        ^^^^^^^^^\n   = help: options of 'errors': --data --aggregate"
    ),
  ])
  func mistakesAreRefusedBeforeAnythingRuns(file: String, code: String, caret: String) throws {
    let path = Bundle.module.bundleURL.appending(path: "Resources/mistakes/\(file).xq").path
    for call in [["run", path], ["check", path]] {
      let result = try Program.run(call)
      #expect(result.status == 2)
      #expect(result.output == "")
      #expect(result.errors.hasPrefix("error \(code)"), "\(result.errors)")
      #expect(result.errors.contains(caret), "\(result.errors)")
      #expect(result.errors.components(separatedBy: "error XQ").count == 2, "one mistake is one error")
    }
  }
}
