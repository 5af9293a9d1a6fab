// plot noise: the error along the network, accumulated and each quantizer's own.

import XQConsole
import XQLanguage
import XQMeasure
import XQPlot

enum NoiseChart {
  static func make(_ call: Invocation, _ context: Context) throws(Diagnostic) -> Chart {
    let subject = try MeasuredSubject(call, in: context)
    let workbench = Workbench.of(context)
    let thresholds = workbench.thresholds
    let comparison = (subject.object as? ComparisonObject)?.comparison
    var own: [String: SiteFacts]?
    // Errors are measured in the same pass, so this comes first.
    if let comparison { own = try workbench.facts(comparison, in: context).ofActivations }
    var panels: [Panel] = []
    for role in try subject.roles(call) {
      let measurement = try subject.object.measurement(role, in: context)
      panels.append(panel(subject, measurement, role, thresholds, own))
    }
    let isWide = panels.contains { $0.x.categories.count > 24 }
    return Chart(
      title: "Error along the network", summary: "signal to noise of each layer in the order of the network",
      panels: panels, columns: 1,
      notes: [
        "accumulated: what all quantizers up to the layer did; "
          + (own == nil
            ? "a quantizer's own share needs the models, and here are only figures"
            : "own: what the layer's quantizer does to the float model's values")
      ], plotWidth: isWide ? 760 : 520, plotHeight: 220)
  }

  private static func panel(
    _ subject: MeasuredSubject, _ measurement: Measurement, _ role: Comparison.Role, _ thresholds: Thresholds,
    _ own: [String: SiteFacts]?
  ) -> Panel {
    var points: [Point] = []
    var ownPoints: [Point] = []
    var categories: [Category] = []
    for (pair, result) in zip(subject.object.pairs, measurement.layers) where subject.includes(pair) {
      guard case .measured(let accumulator) = result else { continue }
      let metrics = thresholds.profile.aggregate == .pooled ? accumulator.pooled : accumulator.batch
      let value = metrics.sqnrDecibels ?? .nan
      let isDegraded = thresholds.isDegraded(
        metrics, nonfinite: (accumulator.referenceNonfinite, accumulator.otherNonfinite))
      let ownDecibels = own?[pair.tensor].flatMap { OwnNoise($0, role) }?.decibels ?? .nan
      ownPoints.append(
        Point(Double(points.count), ownDecibels, tooltip: "\(pair.layer), own: \(NumberText.display(ownDecibels)) dB"))
      points.append(
        Point(
          Double(points.count), value, tooltip: "\(pair.layer), accumulated: \(NumberText.display(value)) dB",
          isMarked: isDegraded))
      categories.append(Category(pair.layer, isMarked: isDegraded))
    }
    return Panel(
      title: "on \(role.rawValue)", group: role.rawValue, x: Axis("", .categories(categories)),
      y: Axis("sqnr dB", .linear, includesZero: true),
      marks: [.line(Series("accumulated", points))]
        + (own == nil ? [] : [.line(Series("own", ink: .second, ownPoints))]))
  }
}
