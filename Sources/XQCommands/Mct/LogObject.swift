// The log of a quantization run as a value of the language.

import XQFormats
import XQLanguage
import XQMeasure

/// A loaded log of Model Compression Toolkit.
final class LogObject: HostObject {
  let log: MctLog

  init(_ log: MctLog) { self.log = log }

  let kind = "log"

  var summary: String {
    let quantized = log.nodes.count { $0.bits != nil }
    let warnings = log.lines.count(where: \.isWarning)
    let runs = log.folder.runs.count
    let parts = [
      "log \(log.folder.path)" + (runs > 1 ? " (the newest of \(runs) runs)" : ""),
      Counted.text(log.stages.count, "stage"),
      log.nodes.isEmpty
        ? "no settings of quantizers" : "\(Counted.text(log.nodes.count, "node")), \(quantized) quantized",
      "\(Counted.text(log.lines.count, "line")), \(Counted.text(warnings, "warning"))",
    ]
    return parts.joined(separator: "  ·  ")
  }

  let memberNames = ["path", "run", "runs", "stages", "layers", "lines"]

  func member(_ name: String) -> Value? {
    switch name {
    case "path": .string(log.folder.path)
    case "run": .string(log.folder.run)
    case "runs": .list((log.folder.runs.isEmpty ? [log.folder.run] : log.folder.runs).map { .string($0) })
    case "stages": .table(LogTables.stages(log))
    case "layers": .table(LogTables.layers(log))
    case "lines": .table(LogTables.lines(log))
    default: nil
    }
  }

  var details: Value { .table(LogTables.stages(log)) }

  /// The names that `histogram` and `channels` accept.
  var layerNames: [String] {
    var seen: Set<String> = []
    return (log.nodes.map(\.name) + log.stages.flatMap { $0.histogramTags + $0.channelTags })
      .filter { seen.insert($0).inserted }
  }
}
