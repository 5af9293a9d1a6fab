// What the program consists of: the one place that knows the host.

import XQConsole
import XQLanguage
import XQSystem

enum Wiring {
  static let name = "xqsh"
  static let version = "0.1.0"

  static func makeHost() -> Host { Host(name: name, version: version) }

  /// What `example:NAME` stands for.
  static let examples: any ShippedFiles = NoShippedFiles()
}
