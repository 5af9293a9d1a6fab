// Every code of this module is triggered by a test or a session file.

import Foundation
import Testing
import XQLanguage

@testable import XQCommands
@testable import XQConsole

@Suite struct CodeTests {
  private static let runtime = Package.root.appending(path: "Tests/XQRuntimeTests/Resources").path
  private static let pairs = Package.root.appending(path: "Tests/XQFormatsTests/Resources/edge/pairs").path

  static let others: [(String, String, Int32)] = [
    ("compare \(runtime)/branches.onnx example:digits/int8 --val example:digits/val", "XQ0413", 3),
    (
      "compare \(runtime)/unknown_op.onnx \(runtime)/unknown_op.onnx --val \(pairs)/data_nan/data.npz\nerrors",
      "XQ0418", 3
    ),
    ("compare \(runtime)/fails.onnx \(runtime)/fails.onnx --val \(pairs)/data_nan/data.npz\nerrors", "XQ0511", 4),
  ]

  @Test(arguments: others)
  func isTriggered(_ text: String, _ code: String, _ status: Int32) throws {
    let result = try Program.run(["-c", text])
    #expect(result.status == status && result.errors.contains("error \(code): "), "\(result.errors)")
  }

  /// A note of the engine depends on its version, so no text is sure to cause one.
  static let elsewhere: Set<String> = ["XQ0419"]

  /// `help XQ0440` must say what the one thing is that a diagnostic of that code speaks of.
  @Test func everyCodeStandsForOneThing() {
    let codes = DiagnosticCode.all + DiagnosticCode.ofTheConsole + QuantizationHost.make().codes
    let shared = Dictionary(grouping: codes.map(\.id), by: { $0 }).filter { $0.value.count > 1 }.keys.sorted()
    #expect(codes.count > 60 && shared == [], "codes with several meanings: \(shared)")
  }

  @Test func everyCodeHasATest() throws {
    var texts = ""
    for folder in ["Tests/XQCommandsTests", "Tests/Sessions/quantization"] {
      let path = Package.root.appending(path: folder)
      for name in try FileManager.default.contentsOfDirectory(atPath: path.path)
      where name.hasSuffix(".swift") || name.hasSuffix(".session") {
        texts += try String(contentsOf: path.appending(path: name), encoding: .utf8)
      }
    }
    for code in QuantizationHost.make().codes where !Self.elsewhere.contains(code.id) {
      #expect(texts.contains(code.id), "no text triggers \(code.id)")
    }
  }
}
