// plot noise: the error along the network, accumulated and, where it is known, each quantizer's own.

import XQConsole
import XQLanguage
import XQMeasure
import XQPlot

enum NoiseChart {
  static func make(_ call: Invocation, _ context: Context) throws(Diagnostic) -> Chart {
    let subject = try Subject(call, in: context)
    let workbench = Workbench.of(context)
    var panels: [Panel] = []
    for role in try subject.roles(call) {
      let measurement = try workbench.measure(subject.comparison, role, in: context)
      panels.append(panel(subject, measurement, role, workbench.thresholds))
    }
    let isWide = panels.contains { $0.x.categories.count > 24 }
    return Chart(
      title: "Error along the network", summary: "signal to noise of each layer in the order of the network",
      panels: panels, columns: 1,
      notes: [
        "accumulated: what all quantizers up to the layer did; a quantizer's own share is not measured by this command"
      ], plotWidth: isWide ? 760 : 520, plotHeight: 220)
  }

  private static func panel(
    _ subject: Subject, _ measurement: Measurement, _ role: Comparison.Role, _ thresholds: Thresholds
  ) -> Panel {
    var points: [Point] = []
    var categories: [Category] = []
    for (pair, result) in zip(subject.comparison.pairing.pairs, measurement.layers) where subject.includes(pair) {
      guard case .measured(let accumulator) = result else { continue }
      let metrics = thresholds.profile.aggregate == .pooled ? accumulator.pooled : accumulator.batch
      let value = metrics.sqnrDecibels ?? .nan
      let isDegraded = thresholds.isDegraded(
        metrics, nonfinite: (accumulator.referenceNonfinite, accumulator.otherNonfinite))
      points.append(
        Point(
          Double(points.count), value, tooltip: "\(pair.layer): \(NumberText.display(value)) dB", isMarked: isDegraded))
      categories.append(Category(pair.layer, isMarked: isDegraded))
    }
    return Panel(
      title: "on \(role.rawValue)", group: role.rawValue, x: Axis("", .categories(categories)),
      y: Axis("sqnr dB", .linear, includesZero: true), marks: [.line(Series("accumulated", points))])
  }
}
