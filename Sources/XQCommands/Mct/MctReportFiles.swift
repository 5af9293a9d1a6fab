// The two files of a report of the XQuant Extension Tool.

import XQConsole
import XQFormats
import XQLanguage
import XQSystem

/// Reads `quant_report.json` and `troubleshoot_report.json`.
enum MctReportFiles {
  static let errors = "quant_report.json"
  static let findings = "troubleshoot_report.json"

  /// Whether a folder holds a report.
  static func isReport(_ folder: String, _ access: FileAccess) -> Bool {
    if case .file? = access.kind(of: folder + "/" + errors) { return true }
    return false
  }

  /// Larger files are no reports: one has some hundred bytes a layer.
  private static let largest = 64 << 20

  /// The report in a folder.
  ///
  /// - Throws: ``FormatError`` for a file that is missing, no JSON, or JSON of another form, with what is missing in it.
  static func read(_ folder: String, _ access: FileAccess) throws(FormatError) -> MctReport {
    let base = folder.hasSuffix("/") && folder.utf8.count > 1 ? String(folder.dropLast()) : folder
    let path = base + "/" + errors
    let measured = try record(path, access)
    var report = MctReport(folder: base, dataSets: [], troubleshoot: nil)
    for name in MctReport.dataNames {
      let output = try section("output_similarity_metrics_" + name, of: measured, path)
      let layers = try section("intermediate_similarity_metrics_" + name, of: measured, path)
      var rows: [MctReport.Layer] = []
      for (layer, value) in zip(layers.keys, layers.values) {
        rows.append(MctReport.Layer(name: layer, metrics: try metrics(value, of: layer, path)))
      }
      let all = try metrics(.record(output), of: "output_similarity_metrics_" + name, path)
      report.dataSets.append(MctReport.DataSet(name: name, output: all, layers: rows))
    }
    guard case .file? = access.kind(of: base + "/" + findings) else { return report }
    report.troubleshoot = try troubleshoot(record(base + "/" + findings, access), base + "/" + findings)
    return report
  }

  // MARK: - Parts

  private static func record(_ path: String, _ access: FileAccess) throws(FormatError) -> Record {
    let file: FileBytes
    do throws(FileError) { file = try access.read(path) } catch { throw FormatError(error) }
    guard file.count > 0 else {
      throw FormatError(.empty, file: path, "is empty", wanted: "a report of MCT's XQuant Extension Tool")
    }
    guard file.count <= largest else {
      throw FormatError(
        .unsupported, file: path, "is too large for a report", wanted: "\(largest) bytes at most",
        found: "\(file.count)")
    }
    let text = file.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    let value: Value
    do throws(TextProblem) {
      value = try JSONReader.value(text)
    } catch {
      throw FormatError(.invalid, file: path, "is no JSON: \(error.place): \(error.problem)")
    }
    guard case .record(let record) = value else {
      throw FormatError(
        .foreign, file: path, "is no report of MCT", wanted: "a JSON object", found: "a \(value.kindName)")
    }
    return record
  }

  private static func section(_ name: String, of record: Record, _ path: String) throws(FormatError) -> Record {
    guard let value = record[name] else {
      let keys = record.keys.prefix(4).map { "'\($0)'" }.joined(separator: ", ")
      throw FormatError(
        .foreign, file: path, "is no report of MCT: '\(name)' is missing in it",
        found: keys.isEmpty ? "an empty object" : keys)
    }
    guard case .record(let section) = value else {
      throw FormatError(
        .invalid, file: path, subject: name, "is no object of layers or metrics", wanted: "an object",
        found: "a \(value.kindName)")
    }
    return section
  }

  private static func metrics(_ value: Value, of name: String, _ path: String) throws(FormatError) -> [MctReport.Metric]
  {
    guard case .record(let record) = value else {
      throw FormatError(
        .invalid, file: path, subject: name, "has no metrics", wanted: "an object such as {\"mse\": 0.1}",
        found: "a \(value.kindName)")
    }
    var metrics: [MctReport.Metric] = []
    for (metric, value) in zip(record.keys, record.values) {
      guard case .number(let number) = value else {
        throw FormatError(
          .invalid, file: path, subject: name, "has a metric '\(metric)' that is no number", wanted: "a number",
          found: "a \(value.kindName)")
      }
      metrics.append(MctReport.Metric(name: metric, value: number))
    }
    return metrics
  }

  private static func troubleshoot(_ record: Record, _ path: String) throws(FormatError) -> MctTroubleshoot {
    var report = MctTroubleshoot()
    for (key, value) in zip(record.keys, record.values) {
      guard let kind = MctTroubleshoot.Kind(rawValue: key) else {
        throw FormatError(
          .foreign, file: path, "has a finding '\(key)', which no judge of MCT makes",
          wanted: MctTroubleshoot.Kind.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", "))
      }
      guard case .list(let items) = value else {
        throw FormatError(.invalid, file: path, subject: key, "is no list of findings", found: "a \(value.kindName)")
      }
      for item in items {
        let parts: [Value] = if case .list(let parts) = item { parts } else { [item] }
        let texts = parts.compactMap { if case .string(let text) = $0 { text } else { nil } }
        guard texts.count == parts.count, texts.count == kind.parts else {
          throw FormatError(
            .invalid, file: path, subject: key, "has a finding of another form",
            wanted: kind.parts == 1 ? "a name" : "a list of \(kind.parts) texts")
        }
        report.entries.append(MctTroubleshoot.Entry(kind: kind, texts: texts))
      }
    }
    return report
  }
}
