// errors: what quantization did to each layer.

import XQConsole
import XQLanguage
import XQMeasure

/// Runs both models once over the data and shows every layer's error, worst first.
struct ErrorsCommand: Command {
  static let declaration = CommandDeclaration(
    name: "errors",
    summary: "the quantization error of every layer, worst first",
    details: """
      Runs both models over the data once; asking again costs nothing. A row is one layer on one data set. Errors are \
      what has accumulated up to that layer, not its own share.

      'pooled' takes all elements of a data set together; 'batch' is the mean over batches of each batch's figure, as \
      Model Compression Toolkit reports it; that is what 'profile mct' takes where the option is left out.

      '--check' says below the table what was verified on the first batch, and runs the quantized model once more with \
      integer kernels, as it is deployed: how far its outputs are then from those that the table is about.
      """,
    group: "investigate",
    parameters: [
      Subject.parameter,
      .option("data", .choice(["repr", "val"]), "one of the data sets; both where it is left out"),
      .option(
        "aggregate", .choice(["pooled", "batch"]), "over what a figure is taken; pooled unless the profile says batch"),
      .option("check", .bool, "also say what was verified, and how far deployed kernels are away"),
    ],
    output: .table,
    outputColumns: .fixed(ErrorTable.columns(severalDataSets: true, hasModules: false).map(\.name)),
    effects: [.runsModels],
    examples: [
      .init("errors --data val | where degraded", "the layers that a threshold flags"),
      .init("errors | sort mse desc | head 3", "by another metric"),
      .init("errors conv* --data val", "some layers"),
      .init("errors | to json errors.json", "for another program"),
    ],
    related: ["threshold", "pairs", "compare"])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    let subject = try MeasuredSubject(call, in: context)
    let object = subject.object
    let roles = try roles(call, object)
    let models = call.isOn("check") ? try object.requireModels(call, "check", as: "--check") : nil
    let workbench = Workbench.of(context)
    let thresholds = workbench.thresholds
    var table = ErrorTable(
      object.pairs, thresholds: thresholds,
      aggregate: call.string("aggregate").flatMap(ErrorTable.Aggregate.init) ?? thresholds.profile.aggregate)
    for role in roles {
      let measurement = try object.measurement(role, in: context)
      table.add(measurement, role, includes: subject.includes)
      guard let models else { continue }
      let kernels = try workbench.kernelDifferences(models.comparison, role, in: context)
      for line in HonestyLines.lines(measurement, role, kernels) { table.add(note: line) }
    }
    return .table(table.table(severalDataSets: roles.count > 1))
  }

  private func roles(_ call: Invocation, _ object: any MeasuredObject) throws(Diagnostic) -> [Comparison.Role] {
    let present = object.roles
    guard let wanted = call.string("data") else {
      guard !present.isEmpty else {
        throw Diagnostic(
          .noData, "the comparison has no data", at: call.place, help: ["compare FLOAT QUANTIZED --val DATA"])
      }
      return present
    }
    guard let role = present.first(where: { $0.rawValue == wanted }) else {
      let has = present.isEmpty ? "no data" : present.map { "'\($0.rawValue)'" }.joined(separator: " and ")
      throw Diagnostic(
        .noData, "the comparison has \(has), not '\(wanted)'", at: call.place(of: "data"),
        help: ["compare FLOAT QUANTIZED --\(wanted) DATA"])
    }
    return [role]
  }
}
