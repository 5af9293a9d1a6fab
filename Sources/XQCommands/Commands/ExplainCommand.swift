// explain: a metric, a judge, a finding or a layer, with this session's numbers.

import XQConsole
import XQJudge
import XQLanguage
import XQMeasure

/// Shows how figures and findings come about.
struct ExplainCommand: Command {
  static let declaration = CommandDeclaration(
    name: "explain",
    summary: "a metric, a judge, a finding or a layer, with this session's numbers",
    details: """
      'explain sqnr conv3' writes the formula, and again with the sums of that layer; without a layer, those of the worst \
      one. 'explain outliers conv3' puts what was measured at that layer's quantizers beside the thresholds of the judge, \
      and says what came of it. 'explain conv3' tells what the layer is, how much of its error its own quantizer makes and \
      how much it inherits, its quantizers and what was found there. 'explain 1' is the first finding of 'judge'.

      Without a comparison it shows the page of help. A name that is a metric's or a judge's and a layer's too is the \
      layer's behind '--layer'.
      """,
    group: "investigate",
    parameters: [
      .optional(
        "what", .pattern(of: "explanation"),
        "the number of a finding, a metric, a judge, a cause, a layer, or a topic of help"),
      .optional("in", .pattern(of: "layer"), "the layer whose numbers are put in"),
      .option("layer", .pattern(of: "layer"), "a layer, whatever else has its name"),
      .option("data", .choice(["repr", "val"]), "the data set; validation where there is one"),
    ],
    effects: [.runsModels],
    examples: [
      .init("explain sqnr relu4", "a formula with the numbers of a layer"),
      .init("explain weights conv5", "a judge's rule with the facts of a layer"),
      .init("explain conv5", "a layer"),
      .init("judge | count\nexplain 1", "the first finding"),
    ],
    related: ["judge", "advise", "help"])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    let answer = try Explainer(call, context).answer()
    if let page = answer.page {
      context.say(page.isProse ? .fitted(Prose(page.text)) : .text(page.text))
      if !answer.lines.isEmpty { context.say(.text("")) }
    }
    if !answer.lines.isEmpty { context.say(.text(answer.lines.joined(separator: "\n"))) }
    return nil
  }
}

/// A page of help, and what this session has to add; either may be missing.
private struct Answer {
  var page: Host.Topic?
  var lines: [String] = []
}

/// One call of `explain`.
private struct Explainer {
  private let call: Invocation
  private let context: Context
  private let workbench: Workbench
  private let object: ComparisonObject?
  private let topics: [Host.Topic]

  init(_ call: Invocation, _ context: Context) {
    self.call = call
    self.context = context
    workbench = Workbench.of(context)
    object = context.session.subject?.object as? ComparisonObject
    topics = [LessonFiles.tour] + HelpTopics.all(workbench.judges)
  }

  func answer() throws(Diagnostic) -> Answer {
    if let layer = call.string("layer") { return Answer(lines: try explain(layers: try layers(layer, at: "layer"))) }
    guard let word = call.string("what") else {
      throw Diagnostic(
        .nothingToExplain, "'explain' wants what to explain", at: call.place,
        help: ["explain sqnr", "explain 1", "explain LAYER"])
    }
    let names = layerNames
    guard
      let name = ExplainedName(
        word, layers: names.layers, tensors: names.others, judges: workbench.judges, topics: topics)
    else { throw unknown(word, names.layers) }
    let inner = try call.string("in").map { pattern throws(Diagnostic) in try layers(pattern, at: "in") } ?? []
    switch name {
    case .finding(let rank): return Answer(lines: try explain(finding: rank))
    case .metric(let metric): return try explain(metric: metric, inner)
    case .judge(let judge): return try explain(judge, inner)
    case .layers(let layers): return Answer(lines: try explain(layers: layers))
    case .page(let topic): return Answer(page: topic)
    }
  }

  // MARK: - Names

  /// The layers of the current comparison, and the other names that mean one: tensors, MCT's modules.
  private var layerNames: (layers: [String], others: [String]) {
    guard let object else { return ([], []) }
    let pairing = object.comparison.pairing
    let sites = (try? object.comparison.siteMap().sites) ?? []
    var seen: Set<String> = []
    let layers =
      (pairing.pairs.map(\.layer) + pairing.unpaired.filter(\.isCandidate).map(\.layer) + sites.map(\.layer))
      .filter { seen.insert($0).inserted }
    let others = pairing.pairs.flatMap { [$0.tensor] + [$0.module].compactMap { $0 } } + sites.map(\.tensor)
    return (layers, others.filter { seen.insert($0).inserted })
  }

  private func layers(_ word: String, at argument: String) throws(Diagnostic) -> [String] {
    guard object != nil else { throw noComparison }
    let (layers, others) = layerNames
    if layers.contains(word) || others.contains(word) { return [word] }
    let pattern = LayerPattern(word)
    let matching = layers.filter(pattern.matches)
    guard !matching.isEmpty else { throw pattern.noMatch(among: layers, at: call.place(of: argument)) }
    return matching
  }

  private var noComparison: Diagnostic {
    Diagnostic(
      .noComparison, "there is no comparison yet", at: call.place, help: ["compare FLOAT QUANTIZED --val DATA"])
  }

  private func unknown(_ word: String, _ layers: [String]) -> Diagnostic {
    let known = ExplainedName.names(layers: layers, judges: workbench.judges, topics: topics)
    return Diagnostic(
      .nothingToExplain, "nothing that can be explained is called '\(word)'", at: call.place(of: "what"),
      caption: Suggestions.question(Suggestions.close(to: word, among: known)),
      help: object == nil
        ? ["layers and findings belong to a comparison: compare FLOAT QUANTIZED --val DATA"]
        : ["layers: layers; judges and findings: judge; topics: help"])
  }

  private func page(_ name: String) -> Host.Topic? { topics.first { $0.isCalled(name) } }

  // MARK: - What is explained

  private func explain(finding rank: Int) throws(Diagnostic) -> [String] {
    guard let object else { throw noComparison }
    let verdict = try workbench.verdictAtHand(object, at: call.place, in: context)
    let findings = verdict.findings + verdict.notes
    guard let finding = findings.first(where: { $0.rank == rank }) else {
      throw Diagnostic.noFinding(rank, count: findings.count, at: call.place(of: "what"))
    }
    let lines = FindingExplanation(finding: finding, verdict: verdict).lines
    guard let site = finding.sites.first, let judge = ExplainedName.judge(finding.judge, workbench.judges) else {
      return lines
    }
    return lines + [""] + (try facts(of: judge, sites: [site], layer: finding.layer, object))
  }

  private func explain(metric: String, _ layers: [String]) throws(Diagnostic) -> Answer {
    guard let object, let role = try role(object) else {
      if !layers.isEmpty { throw noData }
      return Answer(page: page(metric))
    }
    let measurement = try workbench.measure(object.comparison, role, in: context)
    let measured = Self.measured(object.comparison, measurement)
    let wanted = measured.filter { layers.contains($0.pair.layer) || layers.contains($0.pair.tensor) }
    if !layers.isEmpty, wanted.isEmpty { throw notCompared(layers[0]) }
    func explained(_ layer: (pair: LayerPair, accumulator: ErrorAccumulator)) -> [String] {
      MetricExplanation(
        metric: metric, pair: layer.pair, accumulator: layer.accumulator, sampleCount: measurement.sampleCount,
        thresholds: workbench.thresholds
      ).lines
    }
    guard layers.isEmpty else { return Answer(lines: Array(wanted.map(explained).joined(separator: [""]))) }
    let worst = measured.min { ($0.accumulator.pooled.nrmse ?? 0) > ($1.accumulator.pooled.nrmse ?? 0) }
    guard let worst else { return Answer(page: page(metric)) }
    let title = "the layer with the largest relative error, \(worst.pair.layer), on \(role.rawValue):"
    return Answer(page: page(metric), lines: [title] + explained(worst))
  }

  private func explain(_ judge: any Judge, _ layers: [String]) throws(Diagnostic) -> Answer {
    guard let object, !layers.isEmpty else {
      let page = page(ManualPages.name(ofJudge: judge.name)) ?? self.page("judge.\(judge.name)")
      return Answer(page: page, lines: known(judge))
    }
    let map = try Workbench.siteMap(of: object.comparison)
    let sites = map.sites.indices.filter {
      layers.contains(map.sites[$0].layer) || layers.contains(map.sites[$0].tensor)
    }
    return Answer(lines: try facts(of: judge, sites: Array(sites), layer: layers[0], object))
  }

  /// What the judge found in this session, below its page.
  private func known(_ judge: any Judge) -> [String] {
    guard let object, let verdict = workbench.knownVerdict(object) else { return [] }
    let findings = (verdict.findings + verdict.notes).filter { $0.judge == judge.name }
    guard !findings.isEmpty else { return ["in this session: not found"] }
    return findings.map { finding in
      "in this session: \(finding.severity == .note ? "note" : "finding") \(finding.rank ?? 0) at \(finding.layer)  ·  "
        + "explain \(judge.name) \(FindingOutline.argument(finding.layer))"
    }
  }

  private func facts(
    of judge: any Judge, sites: [Int], layer: String, _ object: ComparisonObject
  ) throws(Diagnostic) -> [String] {
    guard try role(object) != nil else { throw noData }
    let facts = try workbench.facts(object.comparison, in: context)
    let file = CaseFile(facts, values: workbench.thresholds.values(for: workbench.judges))
    return JudgeExplanation(
      judge: judge, file: file, suspicions: Suspicions(file, judges: workbench.judges), siteMap: facts.siteMap,
      verdict: workbench.knownVerdict(object)
    ).lines(sites, layer: layer)
  }

  private func explain(layers: [String]) throws(Diagnostic) -> [String] {
    guard let object, let role = try role(object) else { throw object == nil ? noComparison : noData }
    let facts = try workbench.facts(object.comparison, in: context)
    let measurement = try workbench.measure(object.comparison, role, in: context)
    let measured = Self.measured(object.comparison, measurement)
    var explained: [[String]] = []
    var shown: Set<String> = []
    for name in layers {
      let pair = object.comparison.pairing.pairs.first { [$0.layer, $0.tensor, $0.module].contains(name) }
      let layer = pair?.layer ?? name
      guard shown.insert(layer).inserted else { continue }
      let names = [name, layer] + [pair?.tensor].compactMap { $0 }
      let sites = facts.siteMap.sites.indices.filter { index in
        names.contains(facts.siteMap.sites[index].layer) || names.contains(facts.siteMap.sites[index].tensor)
      }
      explained.append(
        LayerExplanation(
          layer: layer, pair: pair,
          reason: object.comparison.pairing.unpaired.first { $0.layer == layer || $0.tensor == name }?.reason,
          accumulator: measured.first { $0.pair.layer == layer }?.accumulator, role: role,
          thresholds: workbench.thresholds, facts: facts, sites: Array(sites), verdict: workbench.knownVerdict(object)
        ).lines)
    }
    return Array(explained.joined(separator: [""]))
  }

  // MARK: - What was measured

  /// The data set that is meant; `nil` where the comparison has none.
  private func role(_ object: ComparisonObject) throws(Diagnostic) -> Comparison.Role? {
    let roles = object.comparison.roles
    guard let wanted = call.string("data") else { return roles.contains(.validation) ? .validation : roles.first }
    guard let role = roles.first(where: { $0.rawValue == wanted }) else {
      throw Diagnostic(
        .noData, "the comparison has no data set '\(wanted)'", at: call.place(of: "data"),
        help: ["compare FLOAT QUANTIZED --\(wanted) DATA"])
    }
    return role
  }

  private var noData: Diagnostic {
    Diagnostic(
      .noData, "numbers come from data, and the comparison has none", at: call.place,
      help: ["compare FLOAT QUANTIZED --repr DATA --val DATA"])
  }

  private func notCompared(_ layer: String) -> Diagnostic {
    Diagnostic(
      .noSuchLayer, "'\(layer)' is not compared: it has no error of its own", at: call.place(of: "in"),
      help: ["explain \(FindingOutline.argument(layer))", "what is compared with what: pairs"])
  }

  private static func measured(
    _ comparison: Comparison, _ measurement: Measurement
  ) -> [(pair: LayerPair, accumulator: ErrorAccumulator)] {
    zip(comparison.pairing.pairs, measurement.layers).compactMap { pair, result in
      if case .measured(let accumulator) = result { (pair, accumulator) } else { nil }
    }
  }
}

extension Diagnostic {
  /// A number that no finding has.
  static func noFinding(_ rank: Int, count: Int, at place: Place) -> Diagnostic {
    Diagnostic(
      .noSuchFinding,
      count == 0
        ? "there is no finding \(rank): nothing was found" : "there is no finding \(rank), only 1 to \(count)",
      at: place, help: [count == 0 ? "what helps in general: advise" : "list them: judge --all"])
  }
}
