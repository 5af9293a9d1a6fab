// A report as text, in the very form that the tool's Python writes.

import XQSystem

extension MctReport {
  /// The contents of `quant_report.json`: all outputs first, then all layers; four blanks a level, no line end behind it.
  ///
  /// `Infinity` and `NaN` stand bare, as Python writes them, which is no valid JSON.
  public var quantReportText: String {
    let outputs = dataSets.map { set in
      PythonJSON.object(set.output.map { ($0.name, PythonJSON.number($0.value)) }, depth: 1)
    }
    let layers = dataSets.map { set in
      PythonJSON.object(
        set.layers.map { layer in
          (layer.name, PythonJSON.object(layer.metrics.map { ($0.name, PythonJSON.number($0.value)) }, depth: 2))
        }, depth: 1)
    }
    let names = dataSets.map(\.name)
    return PythonJSON.object(
      zip(names.map { "output_similarity_metrics_" + $0 }, outputs).map { ($0, $1) }
        + zip(names.map { "intermediate_similarity_metrics_" + $0 }, layers).map { ($0, $1) }, depth: 0)
  }
}

extension MctTroubleshoot {
  /// The contents of `troubleshoot_report.json`: judges that found something, in the tool's order; `{}` without any.
  public var text: String {
    let sections = Kind.allCases.compactMap { kind -> (String, String)? in
      let own = entries.filter { $0.kind == kind }
      guard !own.isEmpty else { return nil }
      return (
        kind.rawValue,
        PythonJSON.list(
          own.map { entry in
            kind.parts == 1
              ? PythonJSON.string(entry.texts.first ?? "")
              : PythonJSON.list(entry.texts.map(PythonJSON.string), depth: 2)
          }, depth: 1)
      )
    }
    return PythonJSON.object(sections, depth: 0)
  }
}

/// Numbers and texts as Python's `json.dump(…, indent=4)` writes them.
enum PythonJSON {
  static func object(_ fields: [(String, String)], depth: Int) -> String {
    enclosed(fields.map { string($0.0) + ": " + $0.1 }, "{", "}", depth)
  }

  static func list(_ items: [String], depth: Int) -> String { enclosed(items, "[", "]", depth) }

  private static func enclosed(_ items: [String], _ open: String, _ close: String, _ depth: Int) -> String {
    guard !items.isEmpty else { return open + close }
    let (outer, inner) = (indentation(depth), indentation(depth + 1))
    return open + "\n" + items.map { inner + $0 }.joined(separator: ",\n") + "\n" + outer + close
  }

  private static func indentation(_ depth: Int) -> String { String(repeating: " ", count: 4 * depth) }

  /// The shortest digits that read back, as Python's `repr` has them.
  static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
    return value.description
  }

  /// Everything but printable ASCII is escaped.
  static func string(_ text: String) -> String {
    var written = "\""
    for unit in text.utf16 {
      switch unit {
      case 0x22: written += "\\\""
      case 0x5C: written += "\\\\"
      case 0x0A: written += "\\n"
      case 0x0D: written += "\\r"
      case 0x09: written += "\\t"
      case 0x20..<0x7F: written.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
      default:
        let digits = String(unit, radix: 16)
        written += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
    return written + "\""
  }
}
