// Draws six graphs of many layers, for Scripts/benchmark.

import Glibc
import XQPlot
import XQSystem

/// `xq-benchmark pictures LAYERS FOLDER`: lays out and writes errors.svg, errors.png and errors-dark.png.
enum Pictures {
  /// - Returns: seconds for layout, SVG and one PNG.
  static func run(layers: Int, folder: String) throws -> Double {
    let chart = chart(layers)
    let files = FileAccess()
    let start = ContinuousClock.now
    let scene = Scene(chart)
    try files.write("\(folder)/errors.svg", Array(scene.svg.utf8))
    try files.write("\(folder)/errors.png", try scene.image(.png))
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    try files.write("\(folder)/errors-dark.png", try scene.image(.png, palette: .dark))
    return seconds
  }

  /// Errors that grow along the network, with a few layers that are worse than others.
  private static func chart(_ layers: Int) -> Chart {
    let names = (0..<layers).map { "encoder/layers.\($0 / 8)/\(["conv", "attention/dense", "mlp/fc"][$0 % 3])/\($0)" }
    let panels = ["repr", "val"].flatMap { set in
      ["mse", "cs", "sqnr dB"].map { metric in
        Panel(
          title: "\(metric) on \(set)", group: set,
          x: Axis("", .categories(names.indices.map { Category(names[$0], isMarked: isDegraded($0, layers)) })),
          y: Axis("", .automatic, includesZero: metric != "cs"), marks: marks(metric, names))
      }
    }
    return Chart(
      title: "Quantization error of each layer", summary: "\(layers) layers", panels: panels,
      columns: layers > 24 ? 1 : 3, plotWidth: layers > 24 ? 760 : 320, plotHeight: layers > 24 ? 180 : 200)
  }

  private static func isDegraded(_ layer: Int, _ layers: Int) -> Bool {
    (layer * 7919) % 61 == 5 || layer == layers - 2
  }

  private static func marks(_ metric: String, _ names: [String]) -> [Mark] {
    let limit = 15.0
    let points = names.indices.map { layer in
      let noise = Double((layer * 48271) % 997) / 997
      let isDegraded = isDegraded(layer, names.count)
      let decibels = isDegraded ? 4 + 8 * noise : 45 - 18 * Double(layer) / Double(names.count) + 6 * noise
      let ratio = pow(10, -decibels / 10)
      let value = metric == "mse" ? ratio : metric == "cs" ? 1 / (1 + ratio).squareRoot() : decibels
      return Point(Double(layer), value, tooltip: "\(names[layer]): \(metric) \(value)", isMarked: isDegraded)
    }
    let rule = Rule(.y, at: limit, label: "threshold 15 dB")
    return [.line(Series("", points))] + (metric == "sqnr dB" ? [.rule(rule)] : [])
  }
}
