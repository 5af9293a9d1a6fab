// What the program consists of: the one place that knows the host.

import Glibc
import XQCommands
import XQConsole
import XQLanguage
import XQSystem

enum Wiring {
  static let name = "xqsh"
  static let version = QuantizationHost.version

  static func makeHost() -> Host {
    QuantizationHost.make(libraryInEnvironment: getenv("XQSH_ONNXRUNTIME").map { String(cString: $0) })
  }

  /// What `example:NAME` stands for.
  static let examples: any ShippedFiles = ExampleFiles()
}
