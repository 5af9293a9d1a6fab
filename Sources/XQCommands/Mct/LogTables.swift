// What the log of a quantization run holds, as tables.

import XQFormats
import XQLanguage
import XQMeasure

enum LogTables {
  /// A row for each stage, in the order of the run.
  static func stages(_ log: MctLog) -> Table {
    let columns = [
      Column("stage", .string, help: "what the toolkit had done then", isKey: true),
      Column("nodes", .number, help: "nodes of the graph; none where no graph was logged"),
      Column("histograms", .number, help: "nodes whose output's histogram was logged"),
      Column("channels", .number, help: "nodes with minimum, maximum and mean of each channel"),
    ]
    let rows = log.stages.map { stage -> [Value] in
      let nodes = stage.nodes.count { !MctLogNode.isAttachment($0) }
      return [.string(stage.name)] + [nodes, stage.histogramTags.count, stage.channelTags.count].map(count)
    }
    return Table(columns: columns, rows: rows, notes: log.notices + hints(log))
  }

  static let layerColumns = [
    Column("layer", .string, help: "the toolkit's name of the node", isKey: true),
    Column("op", .string, help: "its class or function"),
    Column("bits", .number, help: "bits of the quantizer of its output; none where it has none"),
    Column("method", .string, help: "how the quantizer's steps are chosen"),
    Column("signed", .bool, help: "whether the quantizer has negative values"),
    Column("threshold", .number, help: "the range of a symmetric quantizer: [-threshold, threshold] or [0, threshold]"),
    Column("low", .number, help: "the smallest value that the quantizer can represent", isDetail: true),
    Column("high", .number, help: "the largest value that the quantizer can represent", isDetail: true),
    Column("minimum", .number, help: "the smallest value that was seen while thresholds were chosen"),
    Column("maximum", .number, help: "the left edge of the last bin of the histogram"),
    Column("zscore", .number, help: "how many standard deviations the outermost bin is from the mean"),
    Column("z_threshold", .number, help: "beyond how many deviations the toolkit clipped", isDetail: true),
    Column("mode", .string, help: "FLN_QUANT: quantized behind the activation that follows", isDetail: true),
  ]

  /// A row for each node whose settings are logged.
  static func layers(_ log: MctLog) -> Table {
    var notes: [String] = []
    let rows = log.nodes.map { node -> [Value] in
      let histogram: EventHistogram?
      do throws(FormatError) {
        histogram = try log.histogramStage?.histogram(of: node.name)
      } catch {
        histogram = nil
        notes.append(error.message)
      }
      let scores = histogram.flatMap { HistogramZScores(leftEdges: $0.leftEdges, counts: $0.counts) }
      return [
        .string(node.name), .string(node.op), number(node.bits.map(Double.init)), text(node.method),
        node.isSigned.map { .bool($0) } ?? .none, number(node.threshold), number(node.range?.low),
        number(node.range?.high), number(histogram?.leftEdges.first), number(histogram?.leftEdges.last),
        number(scores?.largest), number(node.zThreshold), text(node.mode),
      ]
    }
    return Table(columns: layerColumns, rows: rows, notes: notes)
  }

  /// A row for each line of the text.
  static func lines(_ log: MctLog) -> Table {
    Table(
      columns: [
        Column("line", .number, help: "from 1; blank lines are left out", isKey: true),
        Column("warning", .bool, help: "whether the text is that of one of the toolkit's warnings", isFlag: true),
        Column("text", .string, isProse: true),
      ],
      rows: log.lines.map { [.number(Double($0.number)), .bool($0.isWarning), .string($0.text)] })
  }

  /// The bins of a histogram.
  static func histogram(_ histogram: EventHistogram, note: String) -> Table {
    let scores = HistogramZScores(leftEdges: histogram.leftEdges, counts: histogram.counts)
    return Table(
      columns: histogramColumns,
      rows: zip(histogram.leftEdges, histogram.counts).map { edge, count in
        [.number(edge), .number(count), number(scores?.score(of: edge))]
      }, notes: [note])
  }

  static let histogramColumns = [
    Column("value", .number, help: "the left edge of the bin", isKey: true),
    Column(
      "count", .number,
      help: "elements in the bin; the toolkit merges batches by interpolation, so it need not be whole"),
    Column("zscore", .number, help: "how many standard deviations the edge is from the mean"),
  ]

  static let channelColumns = [
    Column("channel", .number, help: "from 0", isKey: true),
    Column("min", .number, help: "the smallest value of the channel"),
    Column("max", .number, help: "the largest value of the channel"),
    Column("mean", .number, help: "the mean of the channel"),
  ]

  /// A row for each channel of a node in one stage.
  static func channels(
    of node: String, in stage: MctLogStage, note: String
  ) throws(FormatError) -> Table {
    var cells: [[Value]] = []
    for statistic in [MctLogStage.ChannelStatistic.minimum, .maximum, .mean] {
      cells.append(try stage.channels(of: node, statistic).map { .number(Double($0)) })
    }
    let count = cells.map(\.count).max() ?? 0
    return Table(
      columns: channelColumns, cells: [(0..<count).map { .number(Double($0)) }] + cells, notes: [note])
  }

  private static func hints(_ log: MctLog) -> [String] {
    guard let layer = log.histogramStage?.histogramTags.first else { return [] }
    return ["the layers: layers $log     one of them: histogram $log \(layer), channels $log \(layer)"]
  }

  private static func count(_ number: Int) -> Value { number > 0 ? .number(Double(number)) : .none }
  private static func number(_ value: Double?) -> Value { value.map { .number($0) } ?? .none }
  private static func text(_ value: String?) -> Value { value.map { .string($0) } ?? .none }
}
