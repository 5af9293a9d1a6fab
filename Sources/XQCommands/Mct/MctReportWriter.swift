// Writes the two files of a report as the XQuant Extension Tool does.

import XQConsole
import XQFormats
import XQJudge
import XQLanguage
import XQMeasure
import XQSystem

enum MctReportWriter {
  /// Measures and judges the current comparison as the tool does, and writes both files into a folder.
  ///
  /// - Throws: XQ0415 without a comparison, XQ0414 without one of the two data sets, and what measuring and writing throw.
  static func write(to folder: String, at place: Place, _ call: Invocation, _ context: Context) throws(Diagnostic) {
    let object = try Subject.current(call, in: context)
    for role in Comparison.Role.allCases where object.comparison.data[role] == nil {
      throw Diagnostic(
        .noData, "a report of MCT has both data sets, and '\(role.rawValue)' is missing in the comparison", at: place,
        help: ["compare FLOAT QUANTIZED --repr DATA --val DATA"])
    }
    let judgement = try MctJudging.judgement(of: object, in: context)
    let (comparison, measurements) = try MctJudging.measured(object, in: context)
    let report = MctReport(
      folder: folder,
      dataSets: Comparison.Role.allCases.compactMap { role in
        measurements[role].map { dataSet(role, comparison, $0) }
      }, troubleshoot: judgement.report(folder: folder))
    do throws(FileError) {
      try context.files.createFolder(folder)
      try context.files.write(folder + "/" + MctReportFiles.errors, Array(report.quantReportText.utf8))
      try context.files.write(
        folder + "/" + MctReportFiles.findings, Array((report.troubleshoot ?? MctTroubleshoot()).text.utf8))
    } catch {
      throw Diagnostic(error, isWriting: true, at: place)
    }
    say(judgement, report, context)
  }

  private static func say(_ judgement: MctJudgement, _ report: MctReport, _ context: Context) {
    let layers = report.dataSets.first?.layers.count ?? 0
    let found = Counted.text(report.troubleshoot?.entries.count ?? 0, "finding")
    context.say(
      .message(
        "wrote \(report.folder)/\(MctReportFiles.errors) and \(MctReportFiles.findings)  ·  "
          + "\(Counted.text(layers, "layer")), \(found)"))
    let notes = notes(judgement)
    for note in notes { context.say(.diagnostic(Diagnostic(.smallMatter, note, severity: .note))) }
  }

  private static func notes(_ judgement: MctJudgement) -> [String] {
    let subject = judgement.subject
    if subject.isBeyondJudging, let limit = subject.limits.degradedRatio {
      return [
        "nothing was judged: \(subject.degraded.count) of \(Counted.text(subject.layers.count, "layer")) are degraded, and "
          + "from a share of \(limit) on MCT judges none (threshold degraded_ratio)"
      ]
    }
    return judgement.findings.compactMap { finding in
      let names = finding.names.joined(separator: ", ")
      if let missing = finding.missing { return "\(names) was not judged for \(finding.judge.judge): load \(missing)" }
      return finding.differs.map { "\(names), \(finding.judge.judge): the report has what MCT writes. \($0)" }
    }
  }

  private static func dataSet(
    _ role: Comparison.Role, _ comparison: Comparison, _ measurement: Measurement
  ) -> MctReport.DataSet {
    var output: [MctReport.Metric] = []
    var layers: [MctReport.Layer] = []
    let outputs = comparison.pairing.pairs.count(where: \.isOutput)
    for (pair, result) in zip(comparison.pairing.pairs, measurement.layers) {
      guard case .measured(let accumulator) = result else { continue }
      let metrics = metrics(accumulator.batch)
      if let module = pair.module {
        layers.append(MctReport.Layer(name: module, metrics: metrics))
      } else if pair.isOutput {
        // Of a model with several outputs MCT writes zeros.
        output = outputs > 1 ? metrics.map { MctReport.Metric(name: $0.name, value: 0) } : metrics
      } else {
        layers.append(MctReport.Layer(name: pair.layer, metrics: metrics))
      }
    }
    return MctReport.DataSet(name: role.rawValue, output: output, layers: layers)
  }

  private static func metrics(_ errors: ErrorMetrics) -> [MctReport.Metric] {
    [("mse", errors.mse), ("cs", errors.cosine), ("sqnr", errors.sqnrRatio)].map { name, value in
      MctReport.Metric(name: name, value: value ?? .nan)
    }
  }
}
