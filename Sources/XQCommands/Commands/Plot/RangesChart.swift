// plot ranges: what the data use of each quantizer's range.

import XQConsole
import XQLanguage
import XQMeasure
import XQPlot

enum RangesChart {
  /// A share of values that are cut off from which a layer is marked.
  private static let muchClipped = 0.001

  static func make(_ call: Invocation, _ context: Context) throws(Diagnostic) -> Chart {
    let source = try ValueSource(call, context)
    let pairs = source.pairs
    var measured: [(role: Comparison.Role, ranges: [LayerRanges])] = []
    for role in source.roles { measured.append((role, try source.ranges(of: pairs, role))) }
    let units = pairs.indices.map { index in
      unit(pairs[index], measured.compactMap { $0.ranges[index].float.first?.values })
    }
    let kept = pairs.indices.filter { units[$0] > 0 }
    guard !kept.isEmpty else {
      throw Diagnostic(.nothingToDraw, "no layer has finite values to draw", at: call.place, help: ["errors"])
    }
    let clipped = kept.map { index in measured.map { $0.ranges[index].float.first?.clippedShare ?? 0 }.max() ?? 0 }
    let categories = zip(kept, clipped).map { Category(pairs[$0].layer, isMarked: $1 >= muchClipped) }
    var marks = [Mark.bars(quantizers(kept.map { (pairs[$0], units[$0]) }))]
    for (place, set) in measured.enumerated() {
      marks.append(.bars(bars(set, place, of: measured.count, kept, units)))
    }
    let isWide = kept.count > 24
    return Chart(
      title: "Ranges of values and of quantizers", summary: summary(kept.map { pairs[$0] }, clipped, source.roles),
      panels: [
        Panel(
          title: "share of the quantizer's range", x: Axis("", .categories(categories)),
          y: Axis("1 is its largest magnitude", .linear, includesZero: true), marks: marks)
      ],
      notes: notes(pairs, kept, source.roles), plotWidth: isWide ? 760 : 520, plotHeight: 260)
  }

  /// What counts as 1: the largest magnitude that the quantizer holds, else that of the values; 0 without any.
  private static func unit(_ pair: LayerPair, _ values: [ClosedRange<Double>]) -> Double {
    let ranges = pair.quantizer?.range.map { [$0.low...max($0.low, $0.high)] } ?? values
    return ranges.map { max(abs($0.lowerBound), abs($0.upperBound)) }.max() ?? 0
  }

  private static func quantizers(_ layers: [(pair: LayerPair, unit: Double)]) -> BarSet {
    BarSet(
      "quantizer's range", ink: .frame,
      layers.enumerated().compactMap { index, layer in
        guard let range = layer.pair.quantizer?.range, range.low <= range.high else { return nil }
        let place = Double(index)
        return BarSet.Bar(
          x: (place - 0.42)...(place + 0.42), y: (range.low / layer.unit)...(range.high / layer.unit),
          tooltip: "\(layer.pair.layer): quantizer \(text(range.low...range.high))", label: text(range.low...range.high)
        )
      })
  }

  private static func bars(
    _ set: (role: Comparison.Role, ranges: [LayerRanges]), _ place: Int, of count: Int, _ kept: [Int],
    _ units: [Double]
  ) -> BarSet {
    let width = 0.6 / Double(count)
    let name = set.role == .representative ? "values on repr" : "values on val"
    return BarSet(
      name, ink: set.role == .representative ? .first : .second,
      kept.enumerated().compactMap { index, layer in
        guard let range = set.ranges[layer].float.first, let values = range.values else { return nil }
        let left = Double(index) - 0.3 + Double(place) * width
        let share = range.clippedShare
        let clip = share > 0 ? ", \(percent(share)) cut off" : ""
        return BarSet.Bar(
          x: left...(left + width), y: (values.lowerBound / units[layer])...(values.upperBound / units[layer]),
          tooltip: "\(set.ranges[layer].pair.layer): \(set.role.rawValue) \(text(values))\(clip)",
          label: text(values) + (share > 0 ? " \(percent(share)) cut" : ""))
      })
  }

  private static func text(_ range: ClosedRange<Double>) -> String {
    "\(NumberText.significant(range.lowerBound, 3))..\(NumberText.significant(range.upperBound, 3))"
  }

  private static func percent(_ share: Double) -> String { "\(NumberText.significant(100 * share, 2)) %" }

  private static func summary(_ pairs: [LayerPair], _ clipped: [Double], _ roles: [Comparison.Role]) -> String {
    let much = zip(pairs, clipped).filter { $0.1 >= muchClipped }.map(\.0.layer)
    let sets = roles.map(\.rawValue).joined(separator: " and ")
    let layers = Counted.text(pairs.count, "layer")
    guard !much.isEmpty else { return "ranges of \(layers) on \(sets); nothing much is cut off" }
    return "ranges of \(layers) on \(sets); values are cut off in \(much.prefix(8).joined(separator: ", "))"
      + (much.count > 8 ? " and \(much.count - 8) more" : "")
  }

  private static func notes(_ pairs: [LayerPair], _ kept: [Int], _ roles: [Comparison.Role]) -> [String] {
    var notes = ["marked: layers of whose values the quantizer cuts off 0.1 % or more"]
    let unknown = kept.count { pairs[$0].quantizer?.range == nil }
    if unknown > 0 {
      notes.append(
        "\(Counted.text(unknown, "layer")) without a quantizer of one scale: 1 is the largest magnitude of the values")
    }
    if !roles.contains(.representative) {
      notes.append("calibration data are not there: compare FLOAT QUANTIZED --repr DATA --val DATA")
    }
    let left = pairs.count - kept.count
    if left > 0 { notes.append("\(Counted.text(left, "layer")) without values other than 0 left out") }
    return notes
  }
}
