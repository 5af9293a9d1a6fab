// histogram: the values of a layer's output, as a quantization log has them.

import XQConsole
import XQFormats
import XQLanguage

/// Shows the histogram by which the quantizer of a layer chose its threshold.
struct HistogramCommand: Command {
  static let declaration = CommandDeclaration(
    name: "histogram",
    summary: "the histogram of a layer's output in a quantization log",
    details: """
      Model Compression Toolkit logs the histogram of each output that it quantizes, of the float model over the \
      representative data: what its thresholds were chosen by. The z-score of a bin is how many standard deviations its \
      left edge is from the mean; the XQuant Extension Tool calls a layer one with outliers where any bin reaches the threshold.
      """,
    group: "investigate", parameters: LogStage.parameters,
    output: .table, outputColumns: .fixed(LogTables.histogramColumns.map(\.name)),
    effects: [.readsFiles],
    examples: [
      .init("histogram $log fc | sort zscore desc | head 3", "the bins farthest from the mean"),
      .init("histogram $log fc | where count > 0 | count", "how many bins have values"),
    ],
    related: ["channels", "layers", "load"])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    let chosen = try LogStage(call, what: "a histogram", tags: \.histogramTags)
    do throws(FormatError) {
      guard let histogram = try chosen.stage.histogram(of: chosen.layer) else { return Value.none }
      return .table(LogTables.histogram(histogram, note: chosen.note))
    } catch {
      throw Diagnostic(error)
    }
  }
}
