// whatif: other quantizers, tried in memory.

import XQConsole
import XQFormats
import XQLanguage
import XQMeasure
import XQRuntime

/// Changes quantizers of the quantized model in memory, runs it on all data, and shows what that brings.
struct WhatIfCommand: Command {
  static let declaration = CommandDeclaration(
    name: "whatif",
    summary: "change quantizers in memory and see what it brings",
    details: """
      Names mean layers, with all their quantizers (of weights, bias and output), or single tensors such as a layer's \
      weights; 'all' means every quantizer. The file stays as it is. The model runs on all validation data (without them \
      on the representative data) before and after.

      What comes out is a comparison like any other: 'errors $w', 'diff $(errors) $(errors $w)'. 'show $w.changed' lists what is different. \
      Given a comparison that came out of 'whatif', changes are made on top of those.

      Weights take --float, --bits and --per-channel, and are rounded anew from the float model's. Activations also take \
      ranges. Without a range they keep theirs. Those that follow data are fitted to the representative data; without \
      them to the validation data, which flatters.

      What it shows is what the same choice in a quantizer would bring, as far as quantizers round alike.
      """,
    group: "investigate",
    parameters: [
      .rest(
        "layers", .either([.pattern(of: "layer"), .object(kind: "comparison")]), isRequired: true,
        "names or patterns of layers or tensors, or all; and the comparison where it is not the current one"),
      .option("float", .bool, "no quantizer at all"),
      .option("bits", .count(QuantizerChange.possibleBits), "so many bits, same range"),
      .option("range", .list, "the numbers that an activation's range begins and ends with: [0, 6]"),
      .option("minmax", .bool, "the range of all values that occur"),
      .option("percentile", .number(range: 50...100, unit: nil), "the range of so many percent of the magnitudes"),
      .option("mse", .bool, "the range that leaves the least squared error"),
      .option("per-channel", .bool, "a scale for each channel: of the weights, or of an activation named alone"),
      .option("symmetric", .bool, "as far below 0 as above it"),
      .option("signed", .bool, "of an unsigned activation the same bound below 0"),
    ],
    output: .value, effects: [.runsModels],
    examples: [
      .init("whatif conv3 --float", "how much a layer costs"),
      .init("let w = whatif all --per-channel", "a setting of the quantizer, tried as a whole"),
      .init("let w = whatif conv4 --float; whatif $w conv5 --minmax --bits 4", "on top of the changes in $w"),
    ],
    related: ["errors", "diff", "compare"], namePrefix: "whatif")

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    let change = try Self.change(call)
    let subject = try Self.subject(call, context)
    let base = subject.whatIf?.base ?? subject
    let comparison = base.comparison
    guard let role = comparison.data[.validation] != nil ? .validation : comparison.roles.first else {
      throw Diagnostic(
        .noData, "the comparison has no data to run on", at: call.place, help: ["compare FLOAT QUANTIZED --val DATA"])
    }
    let map = try Workbench.siteMap(of: comparison)
    let selection = try QuantizerSelection(call, map, comparison)
    let changed = try setup(change, selection, map, comparison, call, context)
    let setup = (subject.whatIf?.setup ?? [:]).merging(changed) { $1 }
    let words = changed.map { ($0.key, Self.words($0.value, map.sites[$0.key], change)) }
    let after = try edited(setup, map, comparison, role, context)
    let workbench = Workbench.of(context)
    let whatIf = WhatIf(
      base: base, sites: map.sites, setup: setup,
      words: (subject.whatIf?.words ?? [:]).merging(words) { $1 }, role: role,
      before: EndState(try workbench.measure(comparison, role, in: context), comparison.pairing),
      after: EndState(try workbench.measure(after, role, in: context), after.pairing))
    return .object(
      ComparisonObject(after, float: base.float, quantized: ModelObject(after.quantized), whatIf: whatIf))
  }
}

// MARK: - What is asked for

extension WhatIfCommand {
  private static let rangeOptions = ["range", "minmax", "percentile", "mse"]
  private static let otherOptions = ["bits", "per-channel", "symmetric", "signed"]

  private static func change(_ call: Invocation) throws(Diagnostic) -> QuantizerChange {
    let given = (rangeOptions + otherOptions + ["float"]).filter {
      call.given.contains($0) && !call[$0].equals(.bool(false))
    }
    func refuse(_ problem: String, _ option: String, _ help: String) -> Diagnostic {
      Diagnostic(.cannotChange, problem, at: call.place(of: option), help: [help])
    }
    guard let first = given.first else {
      throw Diagnostic(
        .cannotChange, "nothing is said about what is to change", at: call.place,
        help: ["whatif LAYERS --float", "whatif LAYERS --bits 8", "all choices: help whatif"])
    }
    var change = QuantizerChange()
    if call.isOn("float") {
      if given.count > 1 { throw refuse("what is float has no '--\(first)'", first, "leave one of the two out") }
      change.isFloat = true
      return change
    }
    let ranges = given.filter(rangeOptions.contains)
    if ranges.count > 1 {
      throw refuse(
        "'--\(ranges[0])' and '--\(ranges[1])' both say where the range comes from", ranges[1],
        "leave one of the two out")
    }
    change.range = try range(call)
    change.bits = call.count("bits")
    change.isPerChannel = call.isOn("per-channel")
    change.isSymmetric = call.isOn("symmetric")
    change.isSigned = call.isOn("signed")
    return change
  }

  private static func range(_ call: Invocation) throws(Diagnostic) -> QuantizerChange.Range {
    if call.isOn("minmax") { return .calibrated(.minMax) }
    if call.isOn("mse") { return .leastError }
    if let percentile = call.number("percentile") {
      return .calibrated(CalibrationMethod(percentile: percentile))
    }
    guard call.given.contains("range") else { return .present }
    let bounds = call.list("range").compactMap { value -> Double? in
      if case .number(let number) = value, number.isFinite { number } else { nil }
    }
    guard bounds.count == 2, call.list("range").count == 2, bounds[0] <= 0, bounds[1] >= 0, bounds[0] < bounds[1] else {
      throw Diagnostic(
        .cannotChange, "a range is two numbers with 0 between them, so that 0 has a step of its own",
        at: call.place(of: "range"), help: ["--range [0, 6]"])
    }
    return .fixed(low: bounds[0], high: bounds[1])
  }

  private static func subject(_ call: Invocation, _ context: Context) throws(Diagnostic) -> ComparisonObject {
    let given = call.list("layers").compactMap { value -> ComparisonObject? in
      if case .object(let object) = value { object as? ComparisonObject } else { nil }
    }
    guard let object = given.first ?? context.session.subject?.object as? ComparisonObject else {
      throw Diagnostic(
        .noComparison, "there is no comparison yet", at: call.place, help: ["compare FLOAT QUANTIZED --val DATA"])
    }
    return object
  }

  /// What a quantizer is now: `float`, `-1.2 … 3.4 in 8 bits`, `4 bits, a scale for each channel`.
  private static func words(_ state: SiteState, _ site: Site, _ change: QuantizerChange) -> String {
    func range(_ low: Double, _ high: Double, _ steps: Int) -> String {
      "\(number(low)) … \(number(high)) in \(Int.bitWidth - steps.leadingZeroBitCount) bits"
    }
    switch (state, site.detail) {
    case (.float, _): return "float"
    case (.affine(let scale, let zeroPoint), .activation(let activation)):
      let own = activation.quantizer
      let bounds = [own.minimum, own.maximum].map { Double(Int64($0) - zeroPoint) * Double(scale) }
      return range(bounds[0], bounds[1], own.steps)
    case (.affineBits(let low, let high, let steps), _): return range(low, high, steps)
    case (.perChannel(let scales, _, let steps, _), _):
      let bits = Int.bitWidth - steps.leadingZeroBitCount
      return "a range for each of \(scales.count) channels in \(bits) bits"
    default:
      let isPerChannel = change.isPerChannel || site.constant?.scaleAxis != nil
      return "\(change.bits ?? site.bits) bits" + (isPerChannel ? ", a scale for each channel" : "")
    }
  }

  private static func number(_ value: Double) -> String { NumberText.display(value) }
}

// MARK: - The changed model

extension WhatIfCommand {
  /// The states of the selected sites.
  private func setup(
    _ change: QuantizerChange, _ selection: QuantizerSelection, _ map: SiteMap, _ comparison: Comparison,
    _ call: Invocation, _ context: Context
  ) throws(Diagnostic) -> TrialSetup {
    let hasWeights = selection.sites.contains { map.sites[$0].kind == .weights }
    let facts = change.needsFacts ? try Workbench.of(context).facts(comparison, in: context) : nil
    var setup: TrialSetup = [:]
    var refusals: [(site: Int, reason: String)] = []
    for index in selection.sites {
      if let objection = change.objection(to: map.sites[index].kind) {
        refusals.append((index, objection))
        continue
      }
      do throws(StateRefused) {
        setup[index] = try change.state(
          of: index, in: map, facts: facts?.facts[index].activation, hasWeights: hasWeights)
      } catch {
        refusals.append((index, error.reason))
      }
    }
    let unexpected = refusals.filter { change.objection(to: map.sites[$0.site].kind) == nil }
    if setup.isEmpty, let refusal = unexpected.first ?? refusals.first {
      throw Diagnostic(
        .cannotChange, "'\(map.sites[refusal.site].name)' cannot be changed so: \(refusal.reason)",
        at: call.place(of: "layers"), help: ["what can be changed how: help whatif"])
    }
    if let refusal = unexpected.first {
      let others = unexpected.count > 1 ? " (and \(unexpected.count - 1) more)" : ""
      context.say(
        .diagnostic(
          Diagnostic(
            .smallMatter, "'\(map.sites[refusal.site].name)'\(others) stays as it is: \(refusal.reason)",
            severity: .note)))
    }
    return setup
  }

  private func edited(
    _ setup: TrialSetup, _ map: SiteMap, _ comparison: Comparison, _ role: Comparison.Role, _ context: Context
  ) throws(Diagnostic) -> Comparison {
    let workbench = Workbench.of(context)
    return try measuring { () throws(MeasureError) in
      let byChannel = setup.filter { if case .perChannel = $0.value { true } else { false } }
      let ranks = try comparison.ranks(
        of: Set(byChannel.keys), in: map, role, engine: workbench.engine(context), cancellation: context.cancellation)
      return try comparison.replacingQuantized(by: map.edited(setup, ranks: ranks))
    }
  }

  private func measuring<Result>(_ body: () throws(MeasureError) -> Result) throws(Diagnostic) -> Result {
    do throws(MeasureError) { return try body() } catch { throw Diagnostic(error) }
  }
}
