// What the tests of this module share: a console with the real engine, the built program, reference data.

import Foundation
import XQCommands
import XQConsole
import XQLanguage
import XQSystem

enum Package {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// ONNX Runtime's library as Scripts/setup puts it there, or where the environment says.
  static let library =
    ProcessInfo.processInfo.environment["XQSH_ONNXRUNTIME"]
    ?? root.appending(path: ".onnxruntime/libonnxruntime.so").path

  static func console(_ sink: any Sink, discardsWrites: Bool = false) -> Console {
    var files = FileAccess(shipped: ExampleFiles())
    files.discardsWrites = discardsWrites
    return Console(host: QuantizationHost.make(libraryInEnvironment: library), files: files, sink: sink)
  }
}

/// The built program, run as users run it.
struct Program {
  struct Result {
    let status: Int32
    let output: String
    let errors: String
  }

  /// The folder where the build puts the program and the tests.
  static let executable = Bundle.module.bundleURL.deletingLastPathComponent().appending(path: "xqsh")

  /// Journals and caches of tests are nobody's, and no run finds what another one kept.
  private static let defaults = [
    "XQSH_ONNXRUNTIME": Package.library,
    "XDG_STATE_HOME": FileManager.default.temporaryDirectory.appending(path: "xqsh-tests-state").path,
    "XDG_CACHE_HOME": FileManager.default.temporaryDirectory.appending(path: "xqsh-tests-cache-\(getpid())").path,
  ]

  /// Starts it and does not wait for it; what it says is dropped.
  static func start(_ arguments: [String], environment: [String: String]) throws -> Process {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(defaults) { $1 }.merging(environment) { $1 }
    (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
    try process.run()
    return process
  }

  static func run(
    _ arguments: [String], input: String = "", environment: [String: String] = [:], in current: URL? = nil,
    executable: URL = executable
  ) throws -> Result {
    let process = Process()
    if let current { process.currentDirectoryURL = current }
    process.executableURL = executable
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment
      .merging(defaults) { $1 }.merging(environment) { $1 }
    // Files instead of pipes: nobody has to read while the program writes.
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let streams = try ["in", "out", "err"].map { name in
      let file = folder.appending(path: name)
      try Data((name == "in" ? input : "").utf8).write(to: file)
      return try name == "in" ? FileHandle(forReadingFrom: file) : FileHandle(forWritingTo: file)
    }
    (process.standardInput, process.standardOutput, process.standardError) = (streams[0], streams[1], streams[2])
    try process.run()
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus,
      output: try String(contentsOf: folder.appending(path: "out"), encoding: .utf8),
      errors: try String(contentsOf: folder.appending(path: "err"), encoding: .utf8))
  }
}
