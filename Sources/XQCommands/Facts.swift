// What a report states about the circumstances of its numbers.

import Glibc
import XQConsole
import XQLanguage

/// The part of `$facts` that this host knows: engine, machine, thresholds.
enum Facts {
  static func record(_ session: Session) -> Record {
    var facts = Record()
    guard let workbench = session.attachments[Workbench.key] as? Workbench else { return facts }
    // The library is not opened just to know its version.
    if let engine = workbench.engineInUse { facts["engine"] = .string(engine) }
    facts["machine"] = .string(machine)
    let thresholds = workbench.thresholds
    // Numbers of judges that nobody changed would hide the rest.
    let judged = Set(ThresholdDeclaration.numbers(of: workbench.judges).map(\.name))
    let limits = thresholds.declarations.compactMap { metric -> (String, Value)? in
      let isUnchanged = thresholds.limit(of: metric) == metric.limit(in: thresholds.profile)
      if isUnchanged, judged.contains(metric.name) { return nil }
      return thresholds.limit(of: metric).map { limit -> (String, Value) in
        (metric.name, metric.unit.map { .quantity(Quantity(base: limit, unit: $0)) } ?? .number(limit))
      }
    }
    facts["thresholds"] = .record(Record(limits))
    return facts
  }

  /// `Linux x86_64, 2 cores`.
  private static let machine: String = {
    var name = utsname()
    guard uname(&name) == 0 else { return Counted.text(QuantizationHost.cores, "core") }
    let parts = [text(&name.sysname), text(&name.machine)].filter { !$0.isEmpty }
    return parts.joined(separator: " ") + ", " + Counted.text(QuantizationHost.cores, "core")
  }()

  /// A member of the system's record: characters up to a NUL, inside its own size.
  private static func text<Characters>(_ characters: inout Characters) -> String {
    withUnsafeBytes(of: &characters) { bytes in String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
