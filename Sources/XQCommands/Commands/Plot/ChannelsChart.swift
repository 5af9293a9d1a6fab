// plot channels: the range of each channel of a layer.

import XQConsole
import XQLanguage
import XQMeasure
import XQPlot

enum ChannelsChart {
  /// How many times as wide as the median a channel is from which it is marked, as the judges' spread has it.
  private static let wideChannel = 8.0

  static func make(_ call: Invocation, _ context: Context) throws(Diagnostic) -> Chart {
    let source = try ValueSource(call, context)
    let pair = try source.layer(for: "channels")
    var panels: [Panel] = []
    var sentences: [String] = []
    for role in source.roles {
      guard let ranges = try source.ranges(of: [pair], role, perChannel: true).first,
        ranges.float.contains(where: { $0.values != nil })
      else {
        throw Diagnostic(
          .nothingToDraw, "there are no values of '\(pair.layer)' to draw on \(role.rawValue)",
          at: call.place(of: "layers"), help: ["errors \(pair.layer.asWord) | show --all"])
      }
      let (panel, sentence) = panel(ranges, role)
      panels.append(panel)
      sentences.append("\(role.rawValue): \(sentence)")
    }
    let isWide = (panels.first?.x.categories.count ?? 0) > 40
    return Chart(
      title: "Range of each channel of \(pair.layer)", summary: sentences.joined(separator: "; "), panels: panels,
      columns: 1, notes: sentences, plotWidth: isWide ? 760 : 620, plotHeight: 220)
  }

  private static func panel(_ ranges: LayerRanges, _ role: Comparison.Role) -> (Panel, String) {
    // Zero is always part of a quantizer's range.
    let widths = ranges.float.map { range in
      range.values.map { max($0.upperBound, 0) - min($0.lowerBound, 0) } ?? 0
    }
    let used = widths.filter { $0 > 1e-6 * (widths.max() ?? 0) }.sorted()
    let median = used.isEmpty ? 0 : (used[(used.count - 1) / 2] + used[used.count / 2]) / 2
    let marked = widths.map { median > 0 && $0 >= wideChannel * median }
    var marks: [Mark] = []
    if let range = ranges.pair.quantizer?.range {
      marks += [(range.low, "lowest"), (range.high, "highest")].map { value, word in
        .rule(Rule(.y, at: value, label: "quantizer's \(word) \(NumberText.significant(value, 3))", ink: .third))
      }
    }
    marks.append(.bars(bars("float", .first, ranges.float, left: -0.38, marked)))
    if ranges.quantized.count == ranges.float.count {
      marks.append(.bars(bars("quantized", .second, ranges.quantized, left: 0.02, [])))
    }
    let panel = Panel(
      title: "on \(role.rawValue)", group: role.rawValue,
      x: Axis("channel", .categories(marked.enumerated().map { Category("\($0.offset)", isMarked: $0.element) })),
      y: Axis("value", .linear, includesZero: true), marks: marks)
    let widest = widths.indices.max { widths[$0] < widths[$1] } ?? 0
    let ratio = median > 0 ? NumberText.significant(widths[widest] / median, 3) : "1"
    let channels = Counted.text(widths.count, "channel")
    return (panel, "\(channels); the widest, \(widest), is \(ratio) times as wide as the median")
  }

  private static func bars(
    _ name: String, _ ink: Ink, _ ranges: [TensorRange], left: Double, _ marked: [Bool]
  ) -> BarSet {
    BarSet(
      name, ink: ink,
      ranges.enumerated().compactMap { index, range in
        guard let values = range.values else { return nil }
        let (low, high) = (
          NumberText.significant(values.lowerBound, 3), NumberText.significant(values.upperBound, 3)
        )
        return BarSet.Bar(
          x: (Double(index) + left)...(Double(index) + left + 0.36), y: values,
          tooltip: "channel \(index), \(name): \(low)..\(high)",
          isMarked: marked.indices.contains(index) && marked[index])
      })
  }
}
