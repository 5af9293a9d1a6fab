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

      '--check' says below the table what was verified on the first samples, and runs the quantized model once more with \
      integer kernels, as it is deployed: how far its outputs are then from those that the table is about.

      '--own' adds what each layer's quantizer does by itself to the float tensor, with nothing inherited: 'own' in dB, \
      and 'noise', its mean squared error. '--sites' shows the quantizers instead of the layers, also those of weights \
      and biases, a row each: scale, range, how much of it the data use, how much they are clipped, and the own error. \
      Both look at the data once more if only errors were measured before.
      """,
    group: "investigate",
    parameters: [
      .rest(
        "layers", .either([.pattern(of: "layer"), .object(kind: "comparison"), .object(kind: "report")]),
        isRequired: false,
        "names or patterns of layers, and the comparison where it is not the current one; or a report of MCT"),
      .option("data", .choice(["repr", "val"]), "one of the data sets; both where it is left out"),
      .option(
        "aggregate", .choice(["pooled", "batch"]), "over what a figure is taken; pooled unless the profile says batch"),
      .option("check", .bool, "also say what was verified, and how far deployed kernels are away"),
      .option("own", .bool, "also what each layer's quantizer adds by itself"),
      .option("sites", .bool, "the quantizers instead of the layers, those of weights and biases too"),
    ],
    output: .table,
    outputColumns: .derived { _, stage in
      if stage.arguments.contains(where: { $0.option == "sites" }) { return SiteTable.columns.map(\.name) }
      let hasOwn = stage.arguments.contains { $0.option == "own" }
      return ErrorTable.columns(severalDataSets: true, hasModules: false, hasOwn: hasOwn).map(\.name)
    },
    effects: [.runsModels],
    examples: [
      .init("errors --data val | where degraded", "the layers that a threshold flags"),
      .init("errors | sort mse desc | head 3", "by another metric"),
      .init("errors conv* --data val", "some layers"),
      .init("errors --sites | where kind == \"weight\" | head 3", "the quantizers that do the most harm to weights"),
      .init("errors --own | sort own | head 3", "what layers add themselves, not what they inherit"),
      .init("errors | to json errors.json", "for another program"),
    ],
    related: ["threshold", "pairs", "compare"])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    for case .object(let object) in call.list("layers") {
      if let report = object as? MctReportObject { return .table(try errors(of: report, call, context)) }
    }
    let workbench = Workbench.of(context)
    if call.isOn("sites") { return .table(try sites(call, workbench, context)) }
    let subject = try MeasuredSubject(call, in: context)
    let object = subject.object
    let roles = try subject.roles(call)
    let checked = call.isOn("check") ? try object.requireModels(call, option: "check") : nil
    let own = call.isOn("own") ? try object.requireModels(call, option: "own") : nil
    let thresholds = workbench.thresholds
    var table = ErrorTable(
      object.pairs, thresholds: thresholds,
      aggregate: call.string("aggregate").flatMap(ErrorTable.Aggregate.init) ?? thresholds.profile.aggregate,
      facts: try own.map { object throws(Diagnostic) in try workbench.facts(object.comparison, in: context) })
    for role in roles {
      let measurement = try object.measurement(role, in: context)
      table.add(measurement, role, includes: subject.includes)
      guard let checked else { continue }
      let kernels = try workbench.kernelDifferences(checked.comparison, role, in: context)
      for line in HonestyLines.lines(measurement, role, kernels) { table.add(note: line) }
    }
    return .table(table.table(severalDataSets: roles.count > 1))
  }

  /// One data set: validation data where there are any.
  private func sites(_ call: Invocation, _ workbench: Workbench, _ context: Context) throws(Diagnostic) -> Table {
    for option in ["aggregate", "check", "own"] where !call[option].equals(.none) && !call[option].equals(.bool(false))
    {
      throw Diagnostic(
        .wrongArgument, "'--\(option)' is about the errors of layers: with '--sites' there are none",
        at: call.place(of: option), help: ["leave one of the two out"])
    }
    let subject = try Subject(call, in: context, for: "sites") { comparison throws(Diagnostic) in
      try Workbench.siteMap(of: comparison).sites.flatMap { [$0.layer, $0.tensor, $0.name] }
    }
    let roles = try subject.roles(call)
    let facts = try workbench.facts(subject.comparison, in: context)
    return SiteTable(facts, roles.contains(.validation) ? .validation : .representative).table(
      includes: subject.includes)
  }

  /// The errors that a report states.
  private func errors(of object: MctReportObject, _ call: Invocation, _ context: Context) throws(Diagnostic) -> Table {
    let patterns = call.strings("layers").map { LayerPattern($0) }
    let names = MctReportTable.layers(object.report)
    for pattern in patterns where !names.contains(where: pattern.matches) {
      throw pattern.noMatch(among: names, at: call.place(of: "layers"), listedBy: "errors $report")
    }
    return MctReportTable.table(
      object.report, Workbench.of(context).thresholds,
      includes: { name in patterns.isEmpty || patterns.contains { $0.matches(name) } }, data: call.string("data"))
  }
}
