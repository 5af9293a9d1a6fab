// The session files of the commands of quantization debugging.

import Foundation
import Testing
import XQCommands
import XQTesting

@Suite struct SessionTests {
  static let folder = Package.root.appending(path: "Tests/Sessions/quantization").path

  static let files: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".session") }.sorted()

  @Test(arguments: files)
  func session(_ file: String) throws {
    let difference = try SessionRunner { Package.console($0) }.run(path: "\(Self.folder)/\(file)")
    if let difference { Issue.record(difference) }
  }

  @Test func everyCommandHasASession() {
    for command in QuantizationHost.make().commands.map({ $0.declaration.name }) {
      #expect(Self.files.contains("\(command).session"), "no session of '\(command)'")
    }
  }
}
