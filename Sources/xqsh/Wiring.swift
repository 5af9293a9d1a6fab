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
    QuantizationHost.make(
      libraryInEnvironment: getenv("XQSH_ONNXRUNTIME").map { String(cString: $0) },
      cache: UserFolders.cache.map { CachePlace(folder: $0, program: build) })
  }

  /// Another build of the program may measure otherwise, whatever its version says.
  private static var build: String {
    let file = try? FileAccess().read("/proc/self/exe")
    return [version, file?.version].compactMap { $0 }.joined(separator: " ")
  }

  /// What `example:NAME` stands for.
  static let examples: any ShippedFiles = ExampleFiles()
}
