// What `errors --check` says about how far its figures can be trusted.

import XQLanguage
import XQMeasure

enum HonestyLines {
  static func lines(
    _ measurement: Measurement, _ role: Comparison.Role, _ kernels: [Comparison.KernelDifference]
  ) -> [String] {
    var lines: [String] = []
    if let batch = measurement.firstBatch {
      let hash = hexadecimal(batch.value)
      lines.append("checked on \(role.rawValue): both models were fed the same samples (first batch \(hash))")
    }
    lines +=
      measurement.warnings.isEmpty
      ? ["checked on \(role.rawValue): fetching inner tensors changes no bit of the outputs"]
      : measurement.warnings.map { "found on \(role.rawValue): \($0)" }
    lines += kernels.map { difference in
      "deployed against reference kernels on \(role.rawValue), '\(difference.output)': "
        + Self.text(difference.errors.pooled.sqnrDecibels)
    }
    return lines
  }

  private static func text(_ decibels: Double?) -> String {
    guard let decibels else { return "nothing to compare" }
    return decibels == .infinity ? "no difference" : NumberText.decimals(decibels, 2) + " dB"
  }

  private static func hexadecimal(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
