// Charts that the tests of this module draw.

import Foundation

@testable import XQPlot

enum Charts {
  static let hostile = "<script>alert(\"1 & 2\")</script>'" + String(repeating: "name/", count: 60)

  /// Errors of that many layers, every seventh one degraded.
  static func errors(_ count: Int, panels: Int = 1) -> Chart {
    let names = (0..<count).map { "block\($0 / 10)/layer_with_a_long_name_\($0)/Conv" }
    return Chart(
      title: "Errors", summary: "errors of \(count) layers",
      panels: (0..<panels).map { panel in
        let points = (0..<count).map { index in
          let value = pow(10, Double((index * 37 + panel) % 50) / 10 - 4)
          return Point(Double(index), value, tooltip: "\(names[index]): \(value)", isMarked: index % 7 == 3)
        }
        return Panel(
          title: "mse \(panel)", group: "val",
          x: Axis("", .categories(names.indices.map { Category(names[$0], isMarked: $0 % 7 == 3) })), y: Axis("mse"),
          marks: [.line(Series("", points)), .rule(Rule(.y, at: 0.05, label: "threshold 0.05"))])
      }, columns: count > 24 ? 1 : 3, plotWidth: count > 24 ? 760 : 320, plotHeight: 180)
  }

  static let histogram: Chart = {
    let edges = (0...20).map { Double($0) - 10 }
    let heights = (0..<20).map { index -> Double in
      let distance = Double(index) - 9.5
      return (1000 * exp(-distance * distance / 8)).rounded()
    }
    return Chart(
      title: "Values", summary: "values of a layer",
      panels: [
        Panel(
          title: "on val", x: Axis("value", .linear), y: Axis("elements", .automatic, includesZero: true),
          marks: [
            .band(Band(.x, -4...4, label: "range of the quantizer", ink: .third)),
            .steps(Steps("float", ink: .first, edges: edges, heights: heights, inside: -5...5)),
            .steps(
              Steps("quantized", ink: .second, edges: edges, heights: heights.map { $0 / 2 }, isFilled: false)),
            .rule(Rule(.x, at: -5, label: "z = 2")), .rule(Rule(.x, at: 5, label: "z = 2")),
          ], top: SecondScale(label: "z", centre: 0, spread: 2.5))
      ], notes: ["a note"], plotWidth: 300, plotHeight: 120)
  }()

  static let ranges: Chart = {
    func bars(_ width: Double, _ y: (Double) -> ClosedRange<Double>, label: String) -> [BarSet.Bar] {
      [0.0, 1, 2].map { BarSet.Bar(x: ($0 - width)...($0 + width), y: y($0), label: label) }
    }
    let marks: [Mark] = [
      .bars(BarSet("quantizer", ink: .frame, bars(0.4, { _ in -1...1 }, label: "-128..127"))),
      .bars(BarSet("values", ink: .second, bars(0.2, { (-0.25 * $0)...(0.7 * $0) }, label: ""))),
    ]
    let names = [Category("a"), Category("b", isMarked: true), Category("c")]
    return Chart(
      title: "Ranges", summary: "ranges of three layers",
      panels: [
        Panel(
          title: "share", x: Axis("", .categories(names)), y: Axis("", .linear, includesZero: true), marks: marks)
      ], plotWidth: 240, plotHeight: 120)
  }()

  /// What is no ordinary value: nothing, one point, all equal, nan, infinities, negative values on a logarithmic axis.
  static let odd: [(name: String, chart: Chart)] = [
    ("nothing", chart([], .automatic)), ("one", chart([3], .automatic)), ("equal", chart([2, 2, 2], .automatic)),
    ("nan", chart([.nan, 1, .nan], .automatic)), ("all nan", chart([.nan, .nan], .linear)),
    ("infinite", chart([1, .infinity, -.infinity], .automatic)),
    ("negative", chart([-1, 0, 10, 1e6], .logarithmic)), ("all negative", chart([-1, -2], .logarithmic)),
    ("huge", chart([-1.7e308, 1.7e308], .automatic)), ("tiny", chart([.leastNonzeroMagnitude, 1e-300], .logarithmic)),
  ]

  private static func chart(_ values: [Double], _ kind: Axis.Kind) -> Chart {
    let points = values.enumerated().map { Point(Double($0.offset), $0.element, tooltip: hostile, isMarked: true) }
    let names = values.map { _ in Category(hostile, isMarked: true) }
    func panel(_ x: Axis, _ title: String) -> Panel {
      Panel(
        title: title, x: x, y: Axis(hostile, kind),
        marks: [
          .line(Series(hostile, points)), .points(Series("b", points)), .rule(Rule(.y, at: .nan, label: hostile)),
          .rule(Rule(.x, at: 1e9, label: hostile)), .annotation(Annotation(x: 0, y: 1, hostile)),
        ], top: SecondScale(label: "z", centre: .nan, spread: 0))
    }
    return Chart(
      title: hostile, summary: hostile,
      panels: [panel(Axis("", .categories(names)), hostile), panel(Axis("x", kind), "b")], notes: [hostile])
  }
}
