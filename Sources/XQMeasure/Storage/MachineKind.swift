// On what kind of machine figures came about: engines choose their arithmetic by the processor.

import Glibc
import XQSystem

/// The processor's architecture and model as the system names them: `x86_64, Intel(R) Xeon(R) CPU`.
public enum MachineKind {
  public static let current: String = {
    var name = utsname()
    guard uname(&name) == 0 else { return "unknown" }
    let architecture = withUnsafeBytes(of: &name.machine) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    guard let processor = processorModel else { return architecture }
    return "\(architecture), \(processor)"
  }()

  /// Of the first processor; `nil` where the system does not say.
  private static var processorModel: String? {
    guard let file = try? FileAccess().read("/proc/cpuinfo") else { return nil }
    let text = file.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
    return line?.split(separator: ":", maxSplits: 1).last.map { text in
      text.split(separator: " ").joined(separator: " ").filter { $0 != "\t" }
    }
  }
}
